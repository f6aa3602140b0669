import type { Event } from "@frontdesk/shared/domain/events";
import type { IssueContent, Source } from "@frontdesk/shared/domain/task";

/** What a delivery means to us. */
export type Meaning =
  /** Something wants an answer. */
  | { is: "task"; source: Omit<Source, "deliveryId">; issue: IssueContent }
  /** Something that exists may have changed: desk goes and looks. */
  | { is: "hint"; hints: Hint[] }
  | { is: "ignored"; why: string }
  /** It is an event that we act on, and not as GitHub describes it. */
  | { is: "malformed"; why: string };

type WithoutTrace<E> = E extends Event ? Omit<E, "v" | "traceparent"> : never;
export type Hint = WithoutTrace<
  Extract<Event, { type: "thread.changed" | "repository.changed" | "installation.changed" }>
>;

export function ignored(why: string): Meaning {
  return { is: "ignored", why };
}
