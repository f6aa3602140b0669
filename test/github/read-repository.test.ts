import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { CodeHost } from "@frontdesk/shared/ports/code-host";
import { describe, expect, test } from "vitest";
import { countCalls, REPO, repoOf, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

test("the default branch and its head, which a push moves", async () => {
  const { github, codeHost, repo } = await startHost();
  const first = await codeHost.repository(repo, soon());
  const { sha } = github.push(REPO, { "docs/a.md": "A" });
  github.push(REPO, { "docs/b.md": "B" }, { branch: "other" });
  expect(await codeHost.repository(repo, soon())).toEqual({ defaultBranch: "main", head: sha, isPrivate: false });
  expect(first).not.toMatchObject({ head: sha });
});

test("whether everybody may read it", async () => {
  const { github, codeHost } = await startHost();
  github.createRepo("acme/secret", { private: true });
  github.push("acme/secret", { a: "1" });
  expect(await codeHost.repository(repoOf(github, "acme/secret"), soon())).toMatchObject({ isPrivate: true });
});

test("a default branch with a name that needs care", async () => {
  const { github, codeHost } = await startHost();
  github.createRepo("acme/odd", { defaultBranch: "release/1.0:#x {y}" });
  const { sha } = github.push("acme/odd", { a: "1" });
  expect(await codeHost.repository(repoOf(github, "acme/odd"), soon())).toMatchObject({ head: sha });
});

test("C41: an archived repository is gone for the look at it, and can be read all the same", async () => {
  const { github, codeHost, repo } = await startHost();
  const { sha } = github.push(REPO, { "a.md": "A" });
  github.archiveRepo(REPO);
  expect(await codeHost.repository(repo, soon())).toEqual({ gone: "archived" });
  expect(await codeHost.file(repo, { path: "a.md", commit: sha }, soon())).toEqual({ text: "A" });
});

test("an empty repository has a default branch and no commit, and so no files", async () => {
  const empty = { status: 409, body: { message: "Git Repository is empty." } };
  const { codeHost } = await startScripted((_method, path) => {
    if (path === "/repositories/5") return { status: 200, body: { default_branch: "main", archived: false } };
    if (path.includes("/branches/")) return { status: 404, body: { message: "Branch not found" } };
    return path.startsWith("/repositories/5/") ? empty : undefined;
  });
  expect(await codeHost.repository(SOURCE, soon())).toEqual({ defaultBranch: "main", head: "" });
  const commit = "a".repeat(40);
  for (const at of ["", commit]) {
    expect(await codeHost.files(SOURCE, at, soon())).toBeUndefined();
    expect(await codeHost.file(SOURCE, { path: "a", commit: at }, soon())).toBeUndefined();
  }
});

test("C43: of what is not ours to read any more, nothing is", async () => {
  const { github, codeHost, repo, source } = await startHost();
  github.makePrivate(REPO);
  const { sha: commit } = github.push(REPO, { "a.md": "A" });
  const all = (login: string) => [
    codeHost.repository(repo, soon()),
    codeHost.labels(repo, soon()),
    codeHost.labelsTakenOff(source, soon()),
    codeHost.files(repo, commit, soon()),
    codeHost.file(repo, { path: "a.md", commit }, soon()),
    codeHost.permission(repo, login, soon()),
    codeHost.addLabels(source, ["bug"], soon()),
  ];
  for (const seen of await Promise.all(all("grace"))) expect(seen).not.toEqual({ gone: "uninstalled" });
  github.removeFromInstallation(github.installationId, [REPO]);
  // What somebody may is kept for some minutes, so it has to be somebody else.
  for (const seen of await Promise.all(all("ada"))) expect(seen).toEqual({ gone: "uninstalled" });
});

test("C43: what is public can be read on, and yet isn't ours to answer in, from the moment on", async () => {
  const { github, open, repo, source } = await startHost();
  const asked: ((host: CodeHost) => Promise<unknown>)[] = [
    (host) => host.repository(repo, soon()),
    (host) => host.addLabels(source, ["question"], soon()),
    (host) => host.permission(repo, "ada", soon()),
  ];
  // Each with tokens of its own, from before.
  const hosts = await Promise.all(
    [...asked, undefined].map(async () => {
      const { codeHost } = open();
      await codeHost.thread(source, soon());
      expect(await codeHost.postComment(source, "Before", soon())).toMatchObject({ kind: "posted" });
      return codeHost;
    }),
  );
  github.removeFromInstallation(github.installationId, [REPO]);
  for (const [n, ask] of asked.entries()) {
    const host = hosts[n]!;
    expect(await host.labels(repo, soon())).toMatchObject([{ name: "bug" }, { name: "question" }]);
    expect(await ask(host)).toEqual({ gone: "uninstalled" });
    expect(await ask(open().codeHost)).toEqual({ gone: "uninstalled" });
  }
  const gone = { kind: "refused", refusal: { kind: "gone", how: "uninstalled" } };
  expect(await hosts.at(-1)!.postComment(source, "After", soon())).toEqual(gone);
  expect(github.commentsOn(REPO, 1).map(({ body }) => body)).toEqual(hosts.map(() => "Before"));
  expect(github.labelsOn(REPO, 1)).toEqual([]);
});

describe("files", () => {
  test("every file at that commit, by path, with its bytes, and none that is of another one", async () => {
    const { github, codeHost, repo } = await startHost();
    const { sha } = github.push(REPO, { "docs/ä.md": "ä", "docs/b.md": "", "a.md": "aa", "README.md": null });
    github.push(REPO, { "later.md": "" });
    expect(await codeHost.files(repo, sha, soon())).toEqual([
      { path: "a.md", bytes: 2 },
      { path: "docs/b.md", bytes: 0 },
      { path: "docs/ä.md", bytes: 2 },
    ]);
  });

  test("no symbolic links and no other repositories; and 10,000 at most", async () => {
    const file = (path: string) => ({ path, mode: "100644", type: "blob", size: 1 });
    const many = Array.from({ length: 10_005 }, (_, index) => file(`f${String(index).padStart(5, "0")}`));
    const odd = [
      { path: "a-link", mode: "120000", type: "blob", size: 1 },
      { path: "a-module", mode: "160000", type: "commit" },
      { path: "a-folder", mode: "040000", type: "tree" },
      { path: "a-program", mode: "100755", type: "blob", size: 2 },
    ];
    const { codeHost } = await startScripted((_method, path) =>
      path.includes("/git/trees/")
        ? { status: 200, body: { tree: [...many.toReversed(), ...odd], truncated: true } }
        : undefined,
    );
    const files = await codeHost.files(SOURCE, "a".repeat(40), soon());
    expect(files).toHaveLength(10_000);
    expect(files).toMatchObject({ 0: { path: "a-program", bytes: 2 }, 9999: { path: "f09998" } });
  });

  test.each(["0".repeat(40), "main", "..", "../../../user", ""])("no such commit: %s", async (commit) => {
    const { github, codeHost, repo } = await startHost();
    const calls = countCalls(github, "GET /**");
    expect(await codeHost.files(repo, commit, soon())).toBeUndefined();
    expect(await codeHost.file(repo, { path: "README.md", commit }, soon())).toBeUndefined();
    if (commit.length !== 40) expect(calls()).toBe(0);
  });
});

describe("a file", () => {
  const NAMES = ["docs/a b/ä#?%2e&{x}:y.md", ".github/frontdesk.yml", "...", "a:b{/c}"];

  test.each(NAMES)("its text at that commit, whatever its name: %s", async (path) => {
    const { github, codeHost, repo } = await startHost();
    const text = "Grüße 👋\r\n12345678901234567890n";
    const { sha: commit } = github.push(REPO, { [path]: text });
    github.push(REPO, { [path]: "later" });
    expect(await codeHost.file(repo, { path, commit }, soon())).toEqual({ text });
  });

  test.each(["docs", "missing.md", "docs/", "/docs/a.md", "docs//a.md", ""])("there is none at %j", async (path) => {
    const { github, codeHost, repo } = await startHost();
    const { sha: commit } = github.push(REPO, { "docs/a.md": "A" });
    expect(await codeHost.file(repo, { path, commit }, soon())).toBeUndefined();
  });

  test.each(["../issues", "docs/../../../issues", "./docs/a.md", "docs/.."])(
    "a path can't lead elsewhere: %s",
    async (path) => {
      const { github, codeHost, repo } = await startHost();
      const { sha: commit } = github.push(REPO, { "docs/a.md": "A" });
      const calls = countCalls(github, "GET /**");
      expect(await codeHost.file(repo, { path, commit }, soon())).toBeUndefined();
      expect(calls()).toBe(0);
    },
  );

  test.each([
    [1_000_000, true],
    [1_000_001, false],
    [1_100_000, false],
  ])("of %i bytes is read: %s", async (bytes, isRead) => {
    const { github, codeHost, repo } = await startHost();
    const text = "x".repeat(bytes);
    const { sha: commit } = github.push(REPO, { "large.txt": text });
    const seen = await codeHost.file(repo, { path: "large.txt", commit }, soon());
    expect(seen && "text" in seen && seen.text === text).toBe(isRead ? true : undefined);
  });

  test.each([
    ["a zero byte", Buffer.from("a\0b")],
    ["Latin-1", Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65])],
    ["UTF-16", Buffer.from("\ufeffhello", "utf16le")],
  ])("with %s is no text", async (_name, bytes) => {
    const content = { type: "file", size: bytes.length, encoding: "base64", content: bytes.toString("base64") };
    const { codeHost } = await startScripted((_method, path) =>
      path.includes("/contents/") ? { status: 200, body: content } : undefined,
    );
    expect(await codeHost.file(SOURCE, { path: "a", commit: "a".repeat(40) }, soon())).toBeUndefined();
  });

  test("that is another form is Unavailable, and says nothing of what it is", async () => {
    const { codeHost } = await startScripted((_method, path) =>
      path.includes("/contents/") ? { status: 200, body: "null" } : undefined,
    );
    await expect(codeHost.file(SOURCE, { path: "a", commit: "a".repeat(40) }, soon())).rejects.toBeInstanceOf(
      Unavailable,
    );
  });
});
