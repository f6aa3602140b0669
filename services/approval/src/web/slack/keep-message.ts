import { createHash } from "node:crypto";
import { NOTICE_VISIBLE_AFTER, type Notice, retryNoticeAt } from "@frontdesk/shared/domain/notice";
import { after } from "@frontdesk/shared/domain/time";
import type { Chat, Message, NotDone } from "@frontdesk/shared/ports/chat";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { type At, claimMessage, type Mover } from "./claim-message.ts";

/** What a message should be, as of now. */
export type Wanted = {
  version: number;
  message: Message;
  /** False: a message that is there is kept true, but none is posted for it. */
  isWorthPosting: boolean;
  waits: boolean;
  /** Which question it is. When another one is put, `nudge` is said below the message, once at most. */
  asks?: { key: string; nudge: Message } | undefined;
  lookAgainAt: Date;
  expiresAt?: Date | undefined;
  /** When this is shown, the message is left as it is for good: the next one is posted anew. */
  isLast?: boolean;
  /** The channel that the next one is posted in, where that is another one. Nothing of this one counts there. */
  movesTo?: string | undefined;
};

export type Kept =
  | { is: "kept"; notice: Notice }
  /** Somebody else moves it. */
  | { is: "held" }
  | { is: "later"; at: Date };

export type KeepDeps = { values: SharedValues; chat: Chat; log: Log; now: () => Date };

/**
 * Makes one message show what it should. Of any number of movers, in any number of processes, one at a time does.
 *
 * A message is posted at most once: what is sent is noted before. Who finds such a note and no message looks in the
 * channel's history. Where that can't be read, it is sent once more, blindly: at most one stray copy. Should nobody
 * know what became of that one either, nothing more is sent until the question is put again, as by a reminder.
 */
export async function keepMessage(
  at: At,
  look: (notice: Notice) => Promise<Wanted>,
  deps: KeepDeps,
  signal: AbortSignal,
): Promise<Kept> {
  const mover = await claimMessage(at, deps);
  if (!mover) return { is: "held" };
  const wanted = await look(mover.notice());
  const stop = (await findLost(mover, wanted, deps, signal)) ?? (await show(mover, wanted, deps, signal));
  return stop ?? settle(mover, wanted);
}

/** Something was sent, and nobody noted what came of it. Undefined: go on. */
async function findLost(mover: Mover, wanted: Wanted, deps: KeepDeps, signal: AbortSignal): Promise<Kept | undefined> {
  const { ts, sending, channel } = mover.notice();
  if (ts !== undefined || !sending) return undefined;
  const visible = after(sending.since, NOTICE_VISIBLE_AFTER);
  if (deps.now() < visible) return putOff(mover, visible);
  const found = await deps.chat.find(channel, wanted.message.about, sending.since, signal);
  switch (found.is) {
    case "found":
      deps.log.info("found the message whose answer was lost", { channel, ts: found.ts });
      return (await mover.note({ ts: found.ts, sending: undefined })) ? undefined : { is: "held" };
    case "absent":
      return (await mover.note({ sending: undefined })) ? undefined : { is: "held" };
    case "unreadable":
      if (!sending.isBlind || isAskedAnew(mover.notice(), wanted)) return undefined;
      deps.log.error("whether Slack has a message about this is unknown, and nothing more is sent", {
        channel,
        why: found.why,
        advice:
          "Give the App the right to read the channel's history: channels:history, for a private one groups:history.",
      });
      return settle(mover, wanted, { told: wanted.asks?.key });
    default:
      return failed(mover, found, deps);
  }
}

async function show(mover: Mover, wanted: Wanted, deps: KeepDeps, signal: AbortSignal): Promise<Kept | undefined> {
  const { ts, channel, shown } = mover.notice();
  if (ts === undefined) return wanted.isWorthPosting ? post(mover, wanted, deps, signal) : undefined;
  if (shown !== hashOf(wanted.message)) {
    const updated = await deps.chat.update({ channel, ts }, wanted.message, signal);
    if (updated.is === "gone") {
      if (!(await mover.note({ ts: undefined, shown: undefined }))) return { is: "held" };
      return wanted.isWorthPosting ? post(mover, wanted, deps, signal) : undefined;
    }
    if (updated.is !== "updated") return failed(mover, updated, deps);
  }
  return nudge(mover, wanted, deps, signal);
}

async function post(mover: Mover, wanted: Wanted, deps: KeepDeps, signal: AbortSignal): Promise<Kept | undefined> {
  const { sending: before, channel } = mover.notice();
  if (!mover.hasTime()) return putOff(mover, deps.now());
  const sending = { since: deps.now(), isBlind: before !== undefined };
  const told = before?.isBlind ? wanted.asks?.key : mover.notice().told;
  if (!(await mover.note({ sending, told }))) return { is: "held" };
  // From here on there may be a message that nobody knows of.
  if (!mover.hasTime()) return putOff(mover, deps.now(), { sending: before });
  const posted = await deps.chat.post({ channel }, wanted.message, signal);
  switch (posted.is) {
    case "posted": {
      const { message, asks } = wanted;
      const noted = await mover.note({ ts: posted.ts, sending: undefined, shown: hashOf(message), told: asks?.key });
      return noted ? undefined : { is: "held" };
    }
    case "unknown":
      deps.log.warn("whether Slack took a message is unknown", { channel, why: posted.why });
      return putOff(mover, after(sending.since, NOTICE_VISIBLE_AFTER));
    default:
      return failed(mover, posted, deps, { sending: before });
  }
}

/** Said only after it is noted: in a crash it is lost, and never said twice. The message itself is true without it. */
async function nudge(mover: Mover, wanted: Wanted, deps: KeepDeps, signal: AbortSignal): Promise<Kept | undefined> {
  const { ts, told, channel } = mover.notice();
  const { asks } = wanted;
  if (ts === undefined || !asks || asks.key === told) return undefined;
  if (!(await mover.note({ told: asks.key }))) return { is: "held" };
  if (told === undefined) return undefined;
  const said = await deps.chat.post({ channel, thread: ts }, asks.nudge, signal);
  if (said.is !== "posted") deps.log.warn("a reminder could not be said", { channel, why: said.why });
  return undefined;
}

function isAskedAnew({ told }: Notice, { asks }: Wanted): boolean {
  return told !== undefined && asks !== undefined && asks.key !== told;
}

async function settle(mover: Mover, wanted: Wanted, change: Partial<Notice> = {}): Promise<Kept> {
  const { version, message, waits, isLast = false, movesTo, lookAgainAt, expiresAt } = wanted;
  const { ts } = mover.notice();
  const shown = ts === undefined || isLast ? undefined : hashOf(message);
  const gone = isLast ? { ts: undefined, told: undefined } : {};
  const moved = movesTo === undefined ? {} : { channel: movesTo, sending: undefined };
  const noted = { shownVersion: version, shown, waits, failures: 0, ...gone, ...change, ...moved };
  const isOurs = await mover.release(noted, { dueAt: lookAgainAt, expiresAt });
  return isOurs ? { is: "kept", notice: mover.notice() } : { is: "held" };
}

async function failed(
  mover: Mover,
  { is, ...told }: NotDone,
  { log, now }: KeepDeps,
  change: Partial<Notice> = {},
): Promise<Kept> {
  const { channel, failures } = mover.notice();
  const isOurs = is === "refused";
  log[isOurs ? "error" : "warn"](isOurs ? "Slack refused a message" : "Slack could not be told", {
    channel,
    why: told.why,
  });
  const counted = failures + (is === "later" ? 0 : 1);
  const at = "at" in told ? told.at : retryNoticeAt(counted, now());
  return putOff(mover, at, { ...change, failures: counted });
}

async function putOff(mover: Mover, at: Date, change: Partial<Notice> = {}): Promise<Kept> {
  return (await mover.release(change, { dueAt: at })) ? { is: "later", at } : { is: "held" };
}

function hashOf({ text, blocks }: Message): string {
  return createHash("sha256")
    .update(JSON.stringify([text, blocks]))
    .digest("hex")
    .slice(0, 32);
}
