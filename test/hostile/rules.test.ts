import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { describe, expect, test } from "vitest";

const allowed = { repo: { owner: "acme", name: "webapp" }, links: ["docs.acme.dev", "https://acme.dev/guide"] };
const cleaned = (text: string) => cleanReply(text, allowed).text;
const tags = (words: string) => [...words].map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0))).join("");

describe.each<[rule: string, cases: [from: string, to: string][]]>([
  [
    "mentions are shown as code",
    [
      ["Thanks @octocat!", "Thanks `@octocat`!"],
      ["&commat;octocat \\@octocat", "`@octocat` `@octocat`"],
      ["a loose ` and @octocat", "a loose ` and octocat"],
      ["`@decorator` and me@home", "`@decorator` and me@home"],
    ],
  ],
  [
    "closing keywords are, and the reference stays",
    [
      ["Fixes #12", "`Fixes` #12"],
      ["**fixes**: GH-12", "**`fixes`**: GH-12"],
      [
        "closes [this](https://github.com/acme/webapp/issues/7)",
        "`closes` [this](https://github.com/acme/webapp/issues/7)",
      ],
      ["fi**xes** #1", "** ** #1".replace(" ", "")],
      ["a loose ` fixes #12", "a loose ` see #12"],
      ["fixed in #12, prefixes #12", "fixed in #12, prefixes #12"],
    ],
  ],
  [
    "references to other repositories are shown as code, our own stay",
    [
      ["see other/repo#1, acme/webapp#2, #3", "see `other/repo#1`, acme/webapp#2, #3"],
      [
        "in other/repo@a5c3785ed8d6a35868bc169f07e40e889087fd2e",
        "in `other/repo@a5c3785ed8d6a35868bc169f07e40e889087fd2e`",
      ],
      ["https://github.com/other/repo/issues/1", "`https://github.com/other/repo/issues/1`"],
    ],
  ],
  [
    "a line that begins with a command gets a backslash, in code a space",
    [
      ["/close", "\\/close"],
      ["- /close\n\n> &sol;close", "- \\/close\n\n> \\/close"],
      ["either/or /close", "either/or /close"],
      ["```\n/close\n/etc/hosts\n```", "```\n /close\n/etc/hosts\n```"],
    ],
  ],
  [
    "links off the list are replaced by their text",
    [
      ["[text](https://evil.example)", "text"],
      ["[text][r]\n\n[r]: https://evil.example", "text\n\n"],
      ["<https://evil.example>", "`https://evil.example`"],
      ["[a](../../../evil/x) [b](javascript:x) [c](//x.y)", "a b c"],
      ["[a](https://github.com/acme/webapp-2) [b](https://github.com./acme/webapp)", "a b"],
      ["[a](https://acme.dev/guides) [b](https://acme.dev/other)", "a b"],
      ["[https://bank.example](README.md)", "`https://bank.example`"],
      ['[a](README.md "https://bank.example")', "a"],
    ],
  ],
  [
    "relative links that lead nowhere from an issue are replaced by their text",
    [
      ["[a](docs/a.md) [b](./b.md#c) [d](/docs/d.md) [e](../docs/e.md)", "a b d e"],
      ["[a][r]\n\n[r]: docs/a.md", "a\n\n"],
      ["[a](issues/docs) [b](../../../acme/webapp/docs/b.md) [c](/acme/webapp/c.md)", "a b c"],
    ],
  ],
  [
    "links on the list stay",
    [
      [
        "[a](https://docs.acme.dev/x?y#z) [b](https://acme.dev/guide/x)",
        "[a](https://docs.acme.dev/x?y#z) [b](https://acme.dev/guide/x)",
      ],
      [
        "[a](../blob/main/a.md) [b](5) [c](#d) [e](/acme/webapp/wiki) [f](/acme/webapp)",
        "[a](../blob/main/a.md) [b](5) [c](#d) [e](/acme/webapp/wiki) [f](/acme/webapp)",
      ],
      ["https://github.com/ACME/webapp/pull/1", "https://github.com/ACME/webapp/pull/1"],
    ],
  ],
  [
    "images go",
    [
      ["a ![x](https://evil.example/y) b", "a  b"],
      ["a ![x](../raw/main/y.png) b", "a  b"],
      ["[![x](y)](https://github.com/acme/webapp)", ""],
    ],
  ],
  [
    "tags go, the words between them and what only looks like a tag stay",
    [
      ["<details><summary>More</summary>\n\ntext\n\n</details>", "More\n\ntext\n\n"],
      ["a<br>b <kbd>x</kbd> <!-- y -->", "a b x "],
      ["npm i <package>", "npm i &lt;package>"],
      ["a < b, x <3, `Map<T>`", "a < b, x <3, `Map<T>`"],
      ["x <!-- not closed", "x &lt;!-- not closed"],
    ],
  ],
  ["a marker goes even from code", [["`<!-- frontdesk:a.b.1.opened -->`", "`(marker)`"]]],
  [
    "what GitHub would draw or offer becomes plain code",
    [
      ["```mermaid\ngraph\n```", "```\ngraph\n```"],
      ["~~~ suggestion:-0+1\nx\n~~~", "~~~\nx\n~~~"],
      ["$`x`$", "$`x`"],
      ["```math-utils\nx\n```", "```\nx\n```"],
    ],
  ],
  [
    "encoded data goes",
    [
      [`see ${"QUJD".repeat(200)}.`, "see (encoded data removed)."],
      [`sha512-${"QUJD".repeat(22)}`, `sha512-${"QUJD".repeat(22)}`],
    ],
  ],
  [
    "unseen characters go, those that a script or an emoji needs stay",
    [
      ["a\u200bb\u202ec\u00add\u{e0041}e\ue000f\ud800g", "abcdefg"],
      ["می\u200cخواهم क\u094d\u200dष", "می\u200cخواهم क\u094d\u200dष"],
      ["a\u200cb م\u200c\u200cم", "ab مم"],
      ["👨\u200d👩\u200d👧 ❤️ 🇫🇷 👍🏽 1️⃣", "👨\u200d👩\u200d👧 ❤️ 🇫🇷 👍🏽 1️⃣"],
      [`🏴${tags("gbeng")}\u{e007f} 🏴${tags("evil")}`, `🏴${tags("gbeng")}\u{e007f} 🏴`],
      ["a\ufe0f 😀\ufe0f\ufe0f\u{e0101}", "a 😀\ufe0f"],
      ["a\r\nb\u2028c", "a\nb\nc"],
    ],
  ],
])("%s", (_, cases) => {
  test.each(cases)("%j becomes %j", (from, to) => {
    expect(cleaned(from)).toBe(to);
  });
});

test("an open block of code is closed, so that nothing below the reply ends up in it", () => {
  expect(cleaned("Look:\n\n```js\nx")).toBe("Look:\n\n```js\nx\n```");
  expect(cleaned("~~~")).toBe("~~~\n~~~");
});

test("the approver is told what went, each thing once, in a line", () => {
  const { removed } = cleanReply(
    `@octocat @octocat ![x](https://evil.example/${"y".repeat(200)}) a\u200bb\u200b`,
    allowed,
  );
  expect(removed).toEqual([
    { kind: "invisible characters", excerpt: "U+200B ×2" },
    { kind: "mention", excerpt: "@octocat" },
    { kind: "image", excerpt: expect.stringMatching(/^!\[x\]\(https:\/\/evil\.example\/y+…$/) },
  ]);
  expect(removed.every(({ excerpt }) => excerpt.length <= 80)).toBe(true);
});

test("an enterprise's own host is the only home", () => {
  const own = { repo: allowed.repo, host: "git.acme.dev" };
  const reply = "[a](https://git.acme.dev/acme/webapp/x) [b](https://github.com/acme/webapp/x)";
  expect(cleanReply(reply, own).text).toBe("[a](https://git.acme.dev/acme/webapp/x) b");
});

test("a listed github.com still leaves no trace in other repositories", () => {
  const links = { repo: allowed.repo, links: ["github.com"] };
  const reply = "[a](https://github.com/o/r/blob/main/x) [b](https://github.com/o/r/issues/1)";
  expect(cleanReply(reply, links).text).toBe("[a](https://github.com/o/r/blob/main/x) b");
});
