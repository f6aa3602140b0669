import { expect, test } from "vitest";
import { sourcesLine } from "./reply-ending.ts";
import type { Source } from "./task.ts";

const source: Source = {
  repo: { id: 1, owner: "acme", name: "webapp" },
  ...{ issue: 1, trigger: "opened", objectId: 1, author: "ada", byMaintainer: false },
  ...{ installationId: 7, deliveryId: "d" },
};
const cited = (path: string, fromLine = 1, toLine = fromLine) => ({ path, commit: "c0ffee", fromLine, toLine });
const line = (...citations: ReturnType<typeof cited>[]) => sourcesLine(citations, source, "https://github.com");
const AT = "https://github.com/acme/webapp/blob/c0ffee";

test("each place is linked at its commit, to the line", () => {
  expect(line(cited("docs/a.md", 3), cited("README.md", 1, 9))).toBe(
    `Sources: [\`docs/a.md\`](${AT}/docs/a.md#L3), [\`README.md\`](${AT}/README.md#L1-L9)`,
  );
  expect(line()).toBeUndefined();
});

test.each([
  ["a (b).md", "`a (b).md`", "a%20%28b%29.md"],
  ["a`](x) [b.md", "`a(x) b.md`", "a%60%5D%28x%29%20%5Bb.md"],
  ["a\n\n@octocat\u202e.md", "`a@octocat.md`", "a%0A%0A%40octocat%E2%80%AE.md"],
  [
    "<!-- frontdesk:a.b.1.opened -->.md",
    "`!-- frontdesk:a.b.1.opened --.md`",
    "%3C!--%20frontdesk%3Aa.b.1.opened%20--%3E.md",
  ],
  ["50%.md", "`50%.md`", "50%25.md"],
  ["half \ud83d.md", "`half \ufffd.md`", "half%20%EF%BF%BD.md"],
])("whatever a file is called, it is one link, and its name is only shown: %j", (path, shown, address) => {
  expect(line(cited(path))).toBe(`Sources: [${shown}](${AT}/${address}#L1)`);
});

test("there are no more of them than leave room for the reply", () => {
  const many = line(...Array.from({ length: 20 }, (_, n) => cited(`docs/${"long/".repeat(60)}${n}.md`)));
  expect(many?.length).toBeLessThanOrEqual(4_000);
  expect(many).toMatch(/\/\d+\.md#L1\)$/);
});
