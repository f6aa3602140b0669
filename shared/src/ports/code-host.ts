import type { OutsideFact } from "../domain/outside.ts";
import type { CertainRefusal } from "../domain/post.ts";
import type { Repo, SeenRepository } from "../domain/repository.ts";
import type { Comment, Source } from "../domain/task.ts";
import type { SeenThread } from "../domain/thread.ts";

/**
 * GitHub, as far as it is read. One repository's read token is all it takes.
 *
 * Every call ends when `signal` aborts, by rejecting. Rejects with `Unavailable` where GitHub can't be reached, has had
 * enough of us for now, or doesn't answer as it should. What can't be read any more because it is no longer there, or no
 * longer ours to read, is a value: `Gone`.
 */
export interface CodeReader {
  /** The issue and the newest 100 comments on it, or what became of it: a closed or locked issue is `Gone`, too. */
  thread(source: Source, signal: AbortSignal): Promise<SeenThread | Gone>;

  /** What this person may do in the repository, now or some minutes ago. Everybody may read a public one. */
  permission(repo: Repo, login: string, signal: AbortSignal): Promise<Permission | Gone>;

  /** The default branch and the commit it is at, empty while there is none; an archived repository is `Gone`. */
  repository(repo: Repo, signal: AbortSignal): Promise<SeenRepository | Gone>;

  /** The labels that the repository has, 500 at most. */
  labels(repo: Repo, signal: AbortSignal): Promise<Label[] | Gone>;

  /** The labels that a person was the last to take off this issue: not to be put there again. GitHub itself remembers them. */
  labelsTakenOff(source: Source, signal: AbortSignal): Promise<string[] | Gone>;

  /** Every file at that commit, the first 10,000 by path. Undefined if there is no such commit. */
  files(repo: Repo, commit: string, signal: AbortSignal): Promise<File[] | Gone | undefined>;

  /** A file's text at that commit, up to 1 MB. Undefined if there is none, or if it is larger or no text. */
  file(
    repo: Repo,
    at: { path: string; commit: string },
    signal: AbortSignal,
  ): Promise<{ text: string } | Gone | undefined>;
}

/** GitHub, as whoever has the App's key sees it, and acts on it. */
export interface CodeHost extends CodeReader {
  /** As every reader sees it, and `Gone` also where the App is no longer installed there: what is public can be read all the same. */
  repository: CodeReader["repository"];

  /** `Gone` where the App was suspended or uninstalled. */
  installation(id: number, signal: AbortSignal): Promise<Gone | undefined>;

  /**
   * The comment of our own App's bot on this issue that contains the marker, wherever among the comments it stands.
   * A stranger's comment never counts. Undefined means that all comments have been looked at; `Gone`, that there is
   * nothing left to be looked at. An issue that is closed, locked or archived can still be looked at.
   */
  findComment(source: Source, marker: string, signal: AbortSignal): Promise<Comment | Gone | undefined>;

  /**
   * Posts a comment by exactly one request, which is never repeated, neither here nor below.
   * `posted` and `refused` are certain. Everything else, an abort once it was sent included, is `unknown`: the comment may exist.
   * Never rejects.
   */
  postComment(source: Source, body: string, signal: AbortSignal): Promise<PostResult>;

  /** Adds labels that the repository has and the issue hasn't; adding the same again changes nothing. */
  addLabels(source: Source, labels: readonly string[], signal: AbortSignal): Promise<Gone | undefined>;
}

/** GitHub's own memory of the webhooks that it sent us. */
export interface WebhookDeliveries {
  /** Of which App: each has a list of its own. */
  appId: number;

  /** Newest first, 100 at a time. `next`, given as `after`, goes on behind the last one; there is none after the oldest. */
  page(after: string | undefined, signal: AbortSignal): Promise<DeliveryPage>;

  /** Has GitHub deliver it once more, under the same guid. False if GitHub has forgotten it. */
  redeliver(id: string, signal: AbortSignal): Promise<boolean>;
}

export type Gone = { gone: Extract<OutsideFact, { kind: "gone" }>["how"] };
export type Label = { name: string; description: string };
export type File = { path: string; bytes: number };
export type Permission = "none" | "read" | "triage" | "write" | "maintain" | "admin";

/** Who answers for a repository: whoever may sort its issues, and so decide what is replied to them. */
export function isMaintainer(permission: Permission): boolean {
  return permission !== "none" && permission !== "read";
}

export type PostResult =
  | { kind: "posted"; comment: Comment }
  | { kind: "refused"; refusal: CertainRefusal }
  | { kind: "unknown"; why: string };

export type DeliveryPage = { deliveries: Delivery[]; next?: string };

/** One attempt to deliver a webhook. Attempts at the same one share its guid. */
export type Delivery = {
  id: string;
  guid: string;
  /** Whether it is a later one, which somebody asked for. */
  redelivery: boolean;
  at: Date;
  /** What we answered. Where GitHub had no answer, it says 0 or something above 500. */
  status: number;
  event: string;
};

export function isGone(seen: unknown): seen is Gone {
  return typeof seen === "object" && seen !== null && "gone" in seen;
}
