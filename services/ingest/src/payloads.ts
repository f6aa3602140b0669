import { z } from "zod";

/** The parts of GitHub's payloads that are used. Whatever else there is, and whatever else will be, is no concern of ours. */

const id = z.number().int().nonnegative();

/** None where the account is gone by now. A login is kept with the task, and GitHub has none that is longer. */
const user = z.object({ login: z.string().max(100), type: z.string().optional() }).nullable();
/** A repository's own webhook has none. */
const installation = z.object({ id }).optional();
/** As GitHub allows them; a task's id is made of these. */
const owner = z
  .string()
  .max(64)
  .regex(/^[a-z0-9_-]+$/i);
const name = z
  .string()
  .max(100)
  .regex(/^[a-z0-9._-]+$/i);
const repository = z.object({ id, name, owner: z.object({ login: owner }) });
const association = z.string().optional();

const issue = z.object({
  id,
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(["open", "closed"]).optional(),
  user,
  author_association: association,
  pull_request: z.object({}).nullish(),
});

export const aboutIssue = z.object({ installation, repository, issue });
export const aboutComment = z.object({
  ...aboutIssue.shape,
  comment: z.object({
    id,
    user,
    author_association: association,
    performed_via_github_app: z.object({ id }).nullish(),
  }),
});
export const aboutRepository = z.object({ installation, repository });
export const aboutInstallation = z.object({ installation: z.object({ id }) });
export const aboutRemoved = z.object({
  installation: z.object({ id }),
  repositories_removed: z.array(
    z.object({
      id,
      full_name: z
        .string()
        .max(165)
        .regex(/^[a-z0-9_-]+\/[a-z0-9._-]+$/i),
    }),
  ),
});

const paths = z.array(z.string()).optional();
export const aboutPush = z.object({
  installation,
  /** Here alone the owner may come without a login, under the name that it had in the beginning. */
  repository: z.object({
    ...{ id, name, default_branch: z.string() },
    owner: z.object({ login: owner.optional(), name: owner.optional() }),
  }),
  ref: z.string(),
  forced: z.boolean().optional(),
  commits: z.array(z.object({ added: paths, modified: paths, removed: paths })).optional(),
});

export type AboutIssue = z.infer<typeof aboutIssue>;
export type AboutComment = z.infer<typeof aboutComment>;
export type AboutPush = z.infer<typeof aboutPush>;
