import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { describe, expect, test } from "vitest";

const AT = "https://github.com/acme/webapp/blob/c0ffee";
const PATHS = ["README.md", "docs/a.md", "docs/my file (new).md", "docs/guide/start.md", "docs/50% off.md"];
const addressOf = (path: string) => encodeURI(path).replaceAll("(", "%28").replaceAll(")", "%29");
const documentsAt = (at: string) => new Map(PATHS.map((path) => [path, `${at}/${addressOf(path)}`]));
const allowed = { repo: { owner: "acme", name: "webapp" }, documents: documentsAt(AT) };

/** A reply comes out as this, and that stays. */
function expectCleaned(from: string, to: string, given: Parameters<typeof cleanReply>[1] = allowed): void {
  expect(cleanReply(from, given).text).toBe(to);
  expect(cleanReply(to, given)).toEqual({ text: to, removed: [] });
}

describe("a relative link to a document leads to it at its commit", () => {
  test.each([
    ["docs/a.md", "docs/a.md"],
    ["./docs/a.md#part-2", "docs/a.md#part-2"],
    ["/docs/a.md", "docs/a.md"],
    ["docs/guide/../a.md", "docs/a.md"],
    ["docs/a.md?plain=1#L3-L9", "docs/a.md#L3-L9"],
    ["docs/a.md#:~:text=(x)", "docs/a.md"],
    ['docs/a.md "Where it is said"', "docs/a.md"],
    ['docs/a.md "https://bank.example"', "docs/a.md"],
    ["docs/my%20file%20%28new%29.md", "docs/my%20file%20%28new%29.md"],
    ["<docs/my file (new).md>", "docs/my%20file%20%28new%29.md"],
    ["docs/my&#32;file&#32;\\(new\\).md", "docs/my%20file%20%28new%29.md"],
    ["<docs/50% off.md>", "docs/50%25%20off.md"],
    ["docs/50%25%20off.md#x", "docs/50%25%20off.md#x"],
  ])("%s", (url, address) => {
    expectCleaned(`See [**it**](${url}), please.`, `See [**it**](${AT}/${address}), please.`);
  });

  test("by a definition, too, whose name stays", () => {
    expectCleaned(
      "See [it][It], [It].\n\n[it]: <./docs/a.md#x>\n  'b'",
      `See [it][It], [It].\n\n[it]: ${AT}/docs/a.md#x`,
    );
    expectCleaned(
      "> [a]\n>\n> [a]:\n> docs/my%20file%20(new).md",
      `> [a]\n>\n> [a]: ${AT}/docs/my%20file%20%28new%29.md`,
    );
  });

  test.each(["https://git.acme.dev", "http://127.0.0.1:4100", "https://git.acme.dev:8443"])("on %s", (web) => {
    const at = `${web}/acme/webapp/blob/c0ffee`;
    const given = { ...allowed, host: new URL(web).hostname, documents: documentsAt(at) };
    expectCleaned("[a](docs/a.md#b)", `[a](${at}/docs/a.md#b)`, given);
    expectCleaned("[a][r]\n\n[r]: docs/50%25%20off.md", `[a][r]\n\n[r]: ${at}/docs/50%25%20off.md`, given);
    expectCleaned(`[a](${at}/docs/50%25%20off.md?b) [c](${at}/docs/50%25%20off.md#:~:text=d)`, "a c", given);
  });

  test("its words are cleaned as ever, and may name no other address", () => {
    expectCleaned("[@octocat <b>](docs/a.md)", `[\`@octocat\` ](${AT}/docs/a.md)`);
    expectCleaned("[docs/a.md](docs/a.md)", `[docs/a.md](${AT}/docs/a.md)`);
    expectCleaned("[https://bank.example](docs/a.md)", "`https://bank.example`");
    expectCleaned("[www.bank.example][r]\n\n[r]: docs/a.md", `\`www.bank.example\`\n\n[r]: ${AT}/docs/a.md`);
    expectCleaned("a [](docs/a.md) b", "a  b");
    const own = `${AT}/docs/a.md`;
    expectCleaned(`[${own}](docs/a.md), [${own}][r]\n\n[r]: docs/a.md`, `[${own}](${own}), [${own}][r]\n\n[r]: ${own}`);
    expectCleaned("[it][a@b]\n\n[a@b]: docs/a.md", "it\n\n");
  });

  test("whoever approves is told of nothing that went, and a picture goes as ever", () => {
    expect(cleanReply("[a](docs/a.md)", allowed).removed).toEqual([]);
    expectCleaned("a ![x](docs/a.md) b", "a  b");
  });
});

test.each([
  "docs/b.md",
  "docs",
  "docs/A.md",
  "docs//a.md",
  "../docs",
  "../docs/a.md",
  "docs/../../docs/a.md",
  "%2e%2e/README.md",
  "docs/%2E%2E/README.md",
  "docs/%2e/a.md",
  "docs%2fa.md",
  "docs%5Ca.md",
  "docs%252fa.md",
  "//docs/a.md",
  "//README.md",
  "///docs/a.md",
  "/.//docs/a.md",
  "//evil.example/../../README.md",
  "//evil.example/../../acme/webapp/wiki",
  "\\\\\\\\evil.example/../README.md",
  "\\\\\\\\docs/a.md",
  "/\\\\docs/a.md",
  "docs\\\\a.md",
  "https:docs/a.md",
  "file:docs/a.md",
  "docs/a.md%00",
  "%zz",
  "?docs/a.md",
])("a link that names no document is its words: %s", (url) => {
  expectCleaned(`See [it](${url}), [that][r].\n\n[r]: ${url}`, "See it, that.\n\n");
});

describe("a link that came along with a quote", () => {
  const quoting = (...quoted: string[]) => ({ ...allowed, quoted });

  test.each([
    ["a.md", ["docs/guide/start.md", "docs/a.md"], "docs/a.md"],
    ["../a.md", ["docs/guide/start.md"], "docs/a.md"],
    ["../README.md#x", ["docs/a.md", "docs/my file (new).md"], "README.md#x"],
    ["start.md", ["docs/guide/start.md"], "docs/guide/start.md"],
  ])("%s leads on from where it stood", (url, quoted, address) => {
    expectCleaned(`[x](${url})`, `[x](${AT}/${address})`, quoting(...quoted));
  });

  test("leads on from the root where that is a document, too, or where it could be either", () => {
    const documents = new Map(["a.md", "x/a.md", "x/b.md", "y/b.md", "x/c"].map((path) => [path, `${AT}/${path}`]));
    const given = { ...allowed, documents, quoted: ["x/c", "y/b.md"] };
    expectCleaned("[a](a.md)", `[a](${AT}/a.md)`, given);
    expectCleaned("[b](b.md)", "b", given);
    expectCleaned("[a](/b.md)", "a", { ...given, quoted: ["x/c"] });
    expectCleaned("[a](b.md)", `[a](${AT}/x/b.md)`, { ...given, quoted: ["x/c"] });
  });

  test("from a document that is not quoted it leads nowhere", () => {
    expectCleaned("[x](start.md)", "x", quoting("docs/a.md"));
  });
});
