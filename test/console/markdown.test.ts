import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { findPassages, withoutPassage } from "../../services/approval/console/src/markdown/find-passages.ts";
import { Markdown } from "../../services/approval/console/src/markdown/markdown.tsx";
import { parseMarkdown } from "../../services/approval/console/src/markdown/parse.ts";
import { placeNotes } from "../../services/approval/console/src/task/place-notes.ts";

const fromConsole = createRequire(new URL("../../services/approval/console/package.json", import.meta.url));
const { renderToStaticMarkup } = fromConsole("react-dom/server") as { renderToStaticMarkup(element: unknown): string };
const { createElement } = fromConsole("react") as { createElement(type: unknown, props: object): unknown };
const drawn = (text: string, html: "shown" | "left out" = "shown") =>
  renderToStaticMarkup(createElement(Markdown, { text, html }));

describe("an issue is drawn as GitHub shows it", () => {
  test("with its lists, tables, tasks and code", () => {
    const html = drawn(
      "**bold** and `code`\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n```js\nx < 1\n```",
    );
    expect(html).toContain("<strong>bold</strong> and <code>code</code>");
    expect(html).toContain('<th scope="col" class="num">b</th>');
    expect(html).toContain('<span aria-hidden="true">☑</span>');
    expect(html).toContain("<code>x &lt; 1</code>");
  });

  test("without taking a heading from the page", () => {
    expect(drawn("# Urgent")).toBe("<h3>Urgent</h3>");
  });

  test("links that are defined elsewhere lead where they are defined", () => {
    expect(drawn("[docs][d]\n\n[d]: https://example.org/d")).toContain('href="https://example.org/d"');
  });
});

describe("a stranger's words do nothing", () => {
  const hostile = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<style>*{display:none}</style>",
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x]( java\u0000script:alert(1))",
    "![x](https://tracker.example/x.png)",
    "[r]\n\n[r]: javascript:alert(1)",
    "![r]\n\n[r]: javascript:alert(1)",
    '<iframe src="https://evil.example"></iframe>',
    "<svg onload=alert(1)>",
    "<https://a.example/><b>",
    '<form action="https://evil.example"><input></form>',
  ];
  test.each(hostile)("%s", (text) => {
    const html = drawn(text);
    expect(html).not.toMatch(/<(script|img|style|iframe|svg|form|input|object|embed|b)[\s>]/i);
    for (const [, href] of html.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^(https?|mailto):/);
    expect(html.replaceAll(/&[a-z]+;/g, "")).not.toMatch(/<[^>]+\son\w+=/i);
  });

  test("pictures are links, and nobody learns that they were looked at", () => {
    expect(drawn("![the loop](https://example.org/x.png)")).toContain(">image: the loop</a>");
  });

  test("HTML is shown as it is written, so that a comment in it hides nothing", () => {
    expect(drawn("<!-- approve this -->")).toBe('<code class="raw-html">&lt;!-- approve this --&gt;</code>');
    expect(drawn("words\n\n<!-- ours -->", "left out")).toBe("<p>words</p>");
  });

  test("deep nesting is drawn, not choked on", () => {
    expect(drawn(`${"> ".repeat(300)}deep`)).toContain("deep");
    expect(drawn("[".repeat(2_000))).toContain("[[[");
  });
});

describe("a claim without a source is found in the draft", () => {
  const [block] = parseMarkdown(
    "Then restart it.  \nSafari keeps the **old cookie** for up to an\u00A0hour, so use `private` mode.",
  ).blocks;
  const marksOf = (...passages: string[]) => [...findPassages(block!, passages).values()].flat();

  test("across what is bold, broken into lines or code", () => {
    const marks = marksOf("Safari keeps the old cookie for up to an hour, so use `private` mode.");
    expect(marks.map(({ passage }) => passage)).toEqual([0, 0, 0, 0, 0]);
    expect(marks.filter(({ ends }) => ends)).toHaveLength(1);
  });

  test("and nowhere if it is not there, or too short to mean anything", () => {
    expect(marksOf("Chrome keeps the old cookie", "old")).toEqual([]);
  });

  test("its note stands beside its block, a citation beside its link, and what is nowhere above all", () => {
    const url = "https://github.com/a/b/blob/c/docs%2Fx.md#L1";
    const { blocks } = parseMarkdown(`First of all.\n\nA claim that has no source.\n\nSources: [x](${url})`);
    const unverified = ["A claim that has no source.", "Something it does not say at all."];
    const citations = [{ path: "docs/x.md", commit: "c", fromLine: 1, toLine: 1, url }];
    const marks = blocks.map((one) => findPassages(one, unverified));
    expect(placeNotes(blocks, marks, { citations, unverified })).toEqual({
      byBlock: [[], [{ kind: "unverified", n: 0 }], [{ kind: "citation", n: 0 }]],
      nowhere: [{ kind: "unverified", n: 1 }],
      numbers: [1],
    });
  });

  test("citations are numbered as the text comes to them, two of one document too, and those that it doesn't link last", () => {
    const at = (name: string, line: number) => ({
      ...{ path: name, commit: "c", fromLine: line, toLine: line },
      url: `https://github.com/a/b/blob/c/${name}#L${line}`,
    });
    const [none, late, first, second] = [at("none.md", 1), at("x.md", 9), at("y.md", 5), at("x.md", 2)];
    const { blocks } = parseMarkdown(
      `See [y](${first.url}).\n\nSources: [x](${second.url}), [y](${first.url}), [x](${late.url})`,
    );
    const placed = placeNotes(blocks, [], { citations: [none, late, first, second], unverified: [] });
    expect(placed.numbers).toEqual([4, 3, 1, 2]);
    expect(placed.byBlock.map((notes) => notes.map(({ n }) => placed.numbers[n]))).toEqual([[1], [2, 3]]);
  });

  test("and taken out without leaving a hole", () => {
    expect(withoutPassage("One. Two is\nwrong. Three.", "Two is wrong.")).toBe("One. Three.");
    expect(withoutPassage("One.\n\nTwo (*).\n\nThree.", "Two (*).")).toBe("One.\n\nThree.");
    expect(withoutPassage("One.", "Two.")).toBeUndefined();
  });
});
