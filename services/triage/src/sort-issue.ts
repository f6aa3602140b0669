import type { IssueContent } from "@frontdesk/shared/domain/task";
import type { Triage } from "@frontdesk/shared/domain/triage";

/** The same verdict on everything, until a model sorts. */
export function sortIssue(issue: IssueContent): Triage {
  return {
    spam: false,
    kind: "question",
    labels: ["question"],
    confidence: 1,
    wantsReply: true,
    language: "en",
    summary: issue.title,
  };
}
