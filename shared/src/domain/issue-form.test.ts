import { expect, test } from "vitest";
import { formInTemplate, formOf, type IssueForm, missingFrom } from "./issue-form.ts";

const BUG: IssueForm = {
  path: ".github/ISSUE_TEMPLATE/bug.yml",
  sections: [
    { label: "What happened?", isRequired: true, given: "Tell us what you see!" },
    { label: "Version", isRequired: true, given: "" },
    { label: "Logs", isRequired: false, given: "" },
  ],
};
const IDEA: IssueForm = {
  path: ".github/ISSUE_TEMPLATE/idea.yml",
  sections: [
    { label: "Idea", isRequired: true, given: "" },
    { label: "Version", isRequired: false, given: "" },
  ],
};

const answered = (what: string, version: string) =>
  `### What happened?\n\n${what}\n\n### Version\n\n${version}\n\n### Logs\n\n_No response_`;

test("an issue is known by the headings of its form", () => {
  expect(formOf(answered("It crashes", "3"), [IDEA, BUG])).toBe(BUG);
  expect(formOf("### Idea\n\nDark mode\n\n### Version\n\n3", [BUG, IDEA])).toBe(IDEA);
  expect(formOf("It crashes.", [BUG, IDEA])).toBeUndefined();
  expect(formOf("```\n### Idea\n### Version\n```", [BUG, IDEA])).toBeUndefined();
});

test.each([
  ["everything is there", answered("It crashes", "3.1"), []],
  ["GitHub says that it was left open", answered("It crashes", "_No response_"), ["Version"]],
  ["empty", answered("", "3.1"), ["What happened?"]],
  ["as the form had it", answered("Tell us what you see!", "3.1"), ["What happened?"]],
  ["only a comment", answered("<!-- Tell us -->", "3.1"), ["What happened?"]],
  ["only empty list items", answered("1. \n2.\n- [ ]", "3.1"), ["What happened?"]],
  ["left out", "### What happened?\n\nIt crashes", ["Version"]],
  ["under another case and mark-up", "## **what happened?**\n\nIt crashes\n\n## version:\n3", []],
  ["a fence with a heading in it", answered("```\n### Version\n```", "3"), []],
])("%s", (_, body, missing) => {
  expect(missingFrom(body, BUG)).toEqual(missing);
});

test("a Markdown template asks for what stands under its headings", () => {
  const template = [
    "---\nname: Bug\n---\n**Describe the bug**\nA clear and concise description.\n",
    "## To reproduce\nSteps:\n1. Go to '...'\n\n## Version <!-- yours -->\n- OS:\n",
  ].join("\n");
  const form = formInTemplate("bug.md", template);
  expect(form.sections.map(({ label }) => label)).toEqual([
    "Describe the bug",
    "To reproduce",
    "Version <!-- yours -->",
  ]);
  const filled = template
    .replace("A clear and concise description.", "It crashes.")
    .replace("---\nname: Bug\n---\n", "");
  expect(missingFrom(filled, form)).toEqual(["To reproduce", "Version <!-- yours -->"]);
});

test("nothing that somebody can write makes it slow", () => {
  const endless = "<!-- ".repeat(20_000) + "### ".repeat(20_000) + " ".repeat(200_000);
  const began = performance.now();
  missingFrom(`### Version\n${endless}`, BUG);
  formOf(endless, [BUG]);
  expect(performance.now() - began).toBeLessThan(1_000);
});
