import { locate } from "@frontdesk/shared/domain/citation";
import { isGone } from "@frontdesk/shared/ports/code-host";
import { loadDocuments } from "@frontdesk/shared/repo/load-documents";
import { loadForms } from "@frontdesk/shared/repo/load-forms";
import { describe, expect, test } from "vitest";
import { createReadRepo } from "./repo-reader.ts";

const PATTERNS = { documents: ["README.md", "docs/**/*.md"] };

describe("documents", () => {
  test("those that the settings name, in their order, each once, and read once a commit", async () => {
    const it = await createReadRepo({ "docs/b.md": "B", "docs/a/a.md": "A", "README.md": "R", "src/x.ts": "x" });
    const load = () =>
      loadDocuments(
        it.head(),
        { documents: ["README.md", "docs/**/*.md", "*.md"] },
        it.deps,
        AbortSignal.timeout(5_000),
      );
    for (let n = 0; n < 2; n++) {
      const loaded = await load();
      expect(!isGone(loaded) && loaded.documents.map(({ path }) => path)).toEqual([
        "README.md",
        "docs/a/a.md",
        "docs/b.md",
      ]);
    }
    expect(it.asked.filter((what) => what === "files")).toHaveLength(1);
    it.push({ "docs/b.md": "B2" });
    expect(await load()).toMatchObject({ documents: [{}, {}, { text: "B2" }] });
  });

  test("more than fits: cut at a line's end, and what is left out is named", async () => {
    const long = `${"words and words\n".repeat(5_000)}`;
    const files = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`docs/${n}.md`, long]));
    const it = await createReadRepo(files);
    const loaded = await loadDocuments(it.head(), PATTERNS, it.deps, AbortSignal.timeout(5_000));
    if (isGone(loaded)) throw new Error("gone");
    expect(loaded.documents.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(240_000);
    expect(loaded.documents.every(({ text }) => text.endsWith("words"))).toBe(true);
    expect(loaded.leftOut).toEqual(["docs/4.md", "docs/5.md"]);
  });

  test("nothing to be read is no documents", async () => {
    const it = await createReadRepo({ "src/x.ts": "x" });
    expect(await loadDocuments(it.head(), PATTERNS, it.deps, AbortSignal.timeout(5_000))).toEqual({
      documents: [],
      leftOut: [],
    });
  });
});

describe("forms", () => {
  test("issue forms and templates are read, a broken one asks for nothing", async () => {
    const it = await createReadRepo({
      ".github/ISSUE_TEMPLATE/bug.yml":
        "name: Bug\nbody:\n- type: markdown\n  attributes: { value: Hello }\n- type: input\n  attributes: { label: Version, value: '0' }\n  validations: { required: true }\n",
      ".github/ISSUE_TEMPLATE/broken.yml": "body: [",
      ".github/ISSUE_TEMPLATE/odd.yml": "body: 7",
      ".github/ISSUE_TEMPLATE/config.yml": "blank_issues_enabled: false",
      ".github/ISSUE_TEMPLATE/idea.md": "---\nname: Idea\n---\n## Idea\nWhat?\n",
    });
    for (let n = 0; n < 2; n++) {
      expect(await loadForms(it.head(), it.deps, AbortSignal.timeout(5_000))).toEqual([
        { path: ".github/ISSUE_TEMPLATE/bug.yml", sections: [{ label: "Version", isRequired: true, given: "0" }] },
        { path: ".github/ISSUE_TEMPLATE/idea.md", sections: [{ label: "Idea", isRequired: true, given: "What?\n\n" }] },
      ]);
    }
    expect(it.asked.filter((what) => what === "files")).toHaveLength(1);
  });
});

describe("citations", () => {
  const documents = [
    { path: "docs/mail.md", text: "# Mail\n\nYou can change your\n  address under Settings.\n\nThat is all." },
  ];

  test.each([
    ["as it stands", "address under Settings.", 4, 4],
    ["over lines", "You can change your address under Settings.", 3, 4],
    ["over a gap", "Settings. That is all.", 4, 6],
    ["with other white space", "  You can\nchange   your ", 3, 3],
  ])("a quote %s is found, to the line", (_, quote, fromLine, toLine) => {
    expect(locate({ path: "docs/mail.md", quote }, documents, "c1")).toEqual({
      path: "docs/mail.md",
      commit: "c1",
      fromLine,
      toLine,
    });
  });

  test.each([
    ["that isn't there", "docs/mail.md", "You can change your name under Settings."],
    ["of another document", "docs/post.md", "You can change your address"],
    ["too short to prove anything", "docs/mail.md", "You can"],
  ])("a quote %s is none", (_, path, quote) => {
    expect(locate({ path, quote }, documents, "c1")).toBeUndefined();
  });
});
