import type { IssueContent, Source } from "@frontdesk/shared/domain/task";
import { z } from "zod";

/** The parts of GitHub's `issues` event with action `opened` that are used. */
const issueOpenedSchema = z.object({
  action: z.literal("opened"),
  installation: z.object({ id: z.number().int() }),
  repository: z.object({ id: z.number().int(), name: z.string(), owner: z.object({ login: z.string() }) }),
  issue: z.object({
    id: z.number().int(),
    number: z.number().int().positive(),
    title: z.string(),
    body: z.string().nullable(),
    state: z.enum(["open", "closed"]),
    /** None where the account is gone by now. */
    user: z.object({ login: z.string() }).nullable(),
  }),
});

export function isIssueOpened(payload: unknown): boolean {
  return typeof payload === "object" && payload !== null && "action" in payload && payload.action === "opened";
}

/** What wants an answer in this delivery; undefined if it isn't as GitHub documents it. */
export function readIssueOpened(
  payload: unknown,
  deliveryId: string,
): { source: Source; issue: IssueContent } | undefined {
  const parsed = issueOpenedSchema.safeParse(payload);
  if (!parsed.success) return undefined;
  const { installation, repository, issue } = parsed.data;
  return {
    source: {
      installationId: installation.id,
      repo: { id: repository.id, owner: repository.owner.login, name: repository.name },
      issue: issue.number,
      trigger: "opened",
      objectId: issue.id,
      author: issue.user?.login ?? "ghost",
      deliveryId,
    },
    issue: { title: issue.title, body: issue.body ?? "", state: issue.state },
  };
}
