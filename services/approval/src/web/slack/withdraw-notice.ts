import type { Task } from "@frontdesk/shared/domain/task";
import type { Channels } from "./channel-for.ts";
import type { Wanted } from "./keep-message.ts";
import { markup, section } from "./slack-text.ts";

/** Says nothing of what stood there: not even a name. */
const WITHDRAWN = "This repository is private now: what stood here is no longer told in this channel.";

/**
 * What a message becomes in the channel that everybody reads, once, when its repository is private. From then on the task
 * is told of in the other channel, as if it never had been here; where there is none, nobody in Slack is told of it.
 */
export function withdrawNotice({ id, state }: Task, channels: Channels, { now }: { now: () => Date }): Wanted {
  return {
    version: 0,
    message: { about: id, text: WITHDRAWN, blocks: [section(markup(WITHDRAWN))] },
    ...{ isWorthPosting: false, waits: state === "awaiting_approval", isLast: true },
    ...{ movesTo: channels.private, lookAgainAt: now() },
    expiresAt: channels.private === undefined ? now() : undefined,
  };
}
