import type { OutsideFact } from "../domain/outside.ts";
import type { CertainRefusal } from "../domain/post.ts";
import type { Comment, IssueContent, Source } from "../domain/task.ts";

/**
 * GitHub, as far as a task needs it. Every call ends when `signal` aborts, by rejecting.
 * Rejects with `Unavailable` where GitHub can't be reached or doesn't answer as it should.
 */
export interface CodeHost {
  /** The issue as it stands, or what became of it. */
  issue(source: Source, signal: AbortSignal): Promise<{ issue: IssueContent } | Gone>;

  /**
   * The comment of our own App on this issue that contains the marker, wherever among the comments it stands.
   * A stranger's comment never counts. Undefined means that all comments have been looked at; `Gone`, that there is
   * nothing left to be looked at.
   */
  findComment(source: Source, marker: string, signal: AbortSignal): Promise<Comment | Gone | undefined>;

  /**
   * Posts a comment by exactly one request, which is never repeated, neither here nor below.
   * `posted` and `refused` are certain. Everything else, an abort included, is `unknown`: the comment may exist.
   * Never rejects.
   */
  postComment(source: Source, body: string, signal: AbortSignal): Promise<PostResult>;

  /** Adds labels that are not there yet; adding the same again changes nothing. */
  addLabels(source: Source, labels: readonly string[], signal: AbortSignal): Promise<void>;
}

export type Gone = { gone: Extract<OutsideFact, { kind: "gone" }>["how"] };

export type PostResult =
  | { kind: "posted"; comment: Comment }
  | { kind: "refused"; refusal: CertainRefusal }
  | { kind: "unknown"; why: string };
