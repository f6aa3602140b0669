/**
 * The repository's own questions to whoever opens an issue. GitHub renders a form's answers as sections under the
 * questions' labels; a Markdown template is headings that people write under, or don't.
 */
export type IssueForm = { path: string; sections: readonly FormSection[] };

export type FormSection = {
  label: string;
  isRequired: boolean;
  /** What stands there before anybody wrote anything: it says nothing. */
  given: string;
};

/** What GitHub writes where a question of a form was left open. */
const NO_RESPONSE = "_No response_";

/** The form that the issue was made from: the one most of whose headings it has, at least half of them. */
export function formOf(body: string, forms: readonly IssueForm[]): IssueForm | undefined {
  const headings = new Set(sectionsOf(body).keys());
  let best: { form: IssueForm; share: number } | undefined;
  for (const form of forms) {
    if (form.sections.length === 0) continue;
    const share = form.sections.filter(({ label }) => headings.has(keyOf(label))).length / form.sections.length;
    if (share >= 0.5 && share > (best?.share ?? 0)) best = { form, share };
  }
  return best?.form;
}

/** The labels of required sections that were left out, left empty, or left as the form had them. */
export function missingFrom(body: string, form: IssueForm): string[] {
  const sections = sectionsOf(body);
  return form.sections
    .filter(({ isRequired, label, given }) => isRequired && isEmpty(sections.get(keyOf(label))?.text ?? "", given))
    .map(({ label }) => label);
}

/** A Markdown template's headings are its sections, all of them wanted; what stands under them is what it had. */
export function formInTemplate(path: string, template: string): IssueForm {
  const text = template.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n/, "");
  const sections = [...sectionsOf(text).values()].map(({ label, text: given }) => ({ label, isRequired: true, given }));
  return { path, sections };
}

function isEmpty(answer: string, given: string): boolean {
  const said = bare(answer);
  return said === "" || said === bare(NO_RESPONSE) || said === bare(given);
}

/** Without what nobody sees and what says nothing: comments, empty list items and check boxes, white space. */
function bare(text: string): string {
  return text
    .replaceAll(/<!--[\s\S]*?(-->|$)/g, "")
    .replaceAll(/^[ \t]*([-*+]|\d+[.)])?[ \t]*(\[[ xX]?\])?[ \t]*$/gm, "")
    .replaceAll(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

/** The texts under the headings. The same heading twice is one section. */
function sectionsOf(body: string): Map<string, { label: string; text: string }> {
  const sections = new Map<string, { label: string; text: string }>();
  let section: { label: string; text: string } | undefined;
  let fence: string | undefined;
  for (const line of body.split(/\r?\n/)) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined;
    const label = fence === undefined ? headingIn(line) : undefined;
    if (label === undefined) {
      if (section) section.text += `${line}\n`;
      continue;
    }
    section = sections.get(keyOf(label)) ?? { label, text: "" };
    sections.set(keyOf(label), section);
  }
  return sections;
}

/** As a heading, or in bold on a line of its own, as many templates have it. */
function headingIn(line: string): string | undefined {
  return /^#{1,6}\s+(.*?)[\s#]*$/.exec(line)?.[1] ?? /^\*\*([^*]+)\*\*:?\s*$/.exec(line)?.[1];
}

function keyOf(label: string): string {
  return label
    .replaceAll(/[*_`:]/g, "")
    .trim()
    .toLowerCase();
}
