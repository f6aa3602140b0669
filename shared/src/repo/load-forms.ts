import { parse } from "yaml";
import { z } from "zod";
import { formInTemplate, type IssueForm } from "../domain/issue-form.ts";
import { DAY } from "../domain/limits.ts";
import { repositoryKey } from "../domain/repository.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after } from "../domain/time.ts";
import { type Gone, isGone } from "../ports/code-host.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import { type AtCommit, type ReadDeps, readFiles, type TextFile } from "./read-at-commit.ts";

export type FormsDeps = ReadDeps & { values: SharedValues; now: () => Date };

const FOLDER = ".github/ISSUE_TEMPLATE/";
const MOST_FORMS = 20;
const MOST_SECTIONS = 50;
const LARGEST_FORM = 50_000;
const KEPT_FOR = 7 * DAY;

const FORMS: Kind<{ forms: IssueForm[] }> = {
  name: "forms",
  schema: z.object({
    forms: z.array(
      z.object({
        path: z.string(),
        sections: z.array(z.object({ label: z.string(), isRequired: z.boolean(), given: z.string() })),
      }),
    ),
  }),
};

/** What the repository asks of whoever opens an issue, at a commit: its forms and templates. One that is broken asks for nothing. */
export async function loadForms(at: AtCommit, deps: FormsDeps, signal: AbortSignal): Promise<IssueForm[] | Gone> {
  const key = `${repositoryKey(at)}@${at.commit}`;
  const kept = await deps.values.get(FORMS, key);
  if (kept) return kept.forms;
  const { commit, ...repo } = at;
  const all = await deps.codeHost.files(repo, commit, signal);
  if (isGone(all)) return all;
  const wanted = (all ?? []).filter(({ path, bytes }) => isForm(path) && bytes <= LARGEST_FORM).slice(0, MOST_FORMS);
  const files = await readFiles(at, wanted, deps, signal);
  if (isGone(files)) return files;
  const forms = files.map(formIn).filter(({ sections }) => sections.length > 0);
  await deps.values.put(FORMS, key, { value: { forms }, expiresAt: after(deps.now(), KEPT_FOR) });
  return forms;
}

function isForm(path: string): boolean {
  return path.startsWith(FOLDER) && /\.(ya?ml|md)$/.test(path) && !/\/config\.ya?ml$/.test(path);
}

/** GitHub's issue forms, as far as they say what is asked. */
const formSchema = z.object({
  body: z.array(
    z.object({
      type: z.string(),
      attributes: z.object({ label: z.string().optional(), value: z.string().optional() }).optional(),
      validations: z.object({ required: z.boolean().optional() }).optional(),
    }),
  ),
});

function formIn({ path, text }: TextFile): IssueForm {
  if (path.endsWith(".md")) return formInTemplate(path, text);
  const parsed = formSchema.safeParse(parsedYaml(text));
  const asked = parsed.success ? parsed.data.body : [];
  const sections = asked.slice(0, MOST_SECTIONS).flatMap(({ attributes, validations }) =>
    // Without a label it is a text to be read.
    attributes?.label === undefined
      ? []
      : [{ label: attributes.label, isRequired: validations?.required === true, given: attributes.value ?? "" }],
  );
  return { path, sections };
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 });
  } catch {
    return undefined;
  }
}
