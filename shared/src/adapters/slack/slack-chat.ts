import { z } from "zod";
import type { Chat, Looked, NotDone, Told } from "../../ports/chat.ts";
import { answerClick } from "./answer-click.ts";
import { type CallSlack, createCallSlack } from "./call-slack.ts";
import { createPacer } from "./pacer.ts";

export type SlackChatConfig = {
  /** The bot's (`xoxb-…`). */
  token: string;
  /** Slack's own, unless another is named. */
  apiUrl?: string | undefined;
  /** Milliseconds between two messages to a channel. */
  messagesEvery?: number | undefined;
  now: () => Date;
};

/** Of our messages' metadata. Another App's message may have the same, so the sender counts, too. */
const EVENT_TYPE = "frontdesk_notice";
const AROUND = 10 * 60;
const PAGE = 200;
/** As many messages in twenty minutes are more than people write. */
const MOST_PAGES = 10;

const postedSchema = z.object({ ts: z.string() });
const usSchema = z.object({ user_id: z.string() });
const historySchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      user: z.string().optional(),
      metadata: z
        .object({ event_type: z.string(), event_payload: z.object({ about: z.unknown() }) })
        .optional()
        .catch(undefined),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

export function createSlackChat({ token, apiUrl, messagesEvery = 1_000, now }: SlackChatConfig): Chat {
  const call = createCallSlack({ token, apiUrl, now });
  const pacer = createPacer({ every: messagesEvery });
  const us = createIdentity(call);

  /** In the channel's turn; a channel that is limited is left alone by all. */
  const inTurn = async (channel: string, method: string, given: { [name: string]: unknown }, signal: AbortSignal) => {
    const answer = await pacer.inTurn(channel, () => call(method, { channel, ...given }, signal), signal);
    if ("wait" in answer) {
      return { is: "later", at: new Date(now().getTime() + answer.wait), why: "others are before it" } as const;
    }
    if (answer.is === "later") pacer.pause(channel, answer.at.getTime() - now().getTime());
    return answer;
  };
  const contentOf = (message: { about: string; text: string; blocks: object[] }) => ({
    text: message.text,
    blocks: message.blocks,
    metadata: { event_type: EVENT_TYPE, event_payload: { about: message.about } },
  });
  const quietly = { unfurl_links: false, unfurl_media: false };

  return {
    async post({ channel, thread }, message, signal) {
      const below =
        thread === undefined ? contentOf(message) : { text: message.text, thread_ts: thread, reply_broadcast: true };
      const answer = await inTurn(channel, "chat.postMessage", { ...below, ...quietly }, signal);
      if (answer.is !== "done") return withoutCode(answer);
      const posted = postedSchema.safeParse(answer.body);
      return posted.success
        ? { is: "posted", ts: posted.data.ts }
        : { is: "unknown", why: "Slack did not say which message it is" };
    },

    async update({ channel, ts }, message, signal) {
      const answer = await inTurn(channel, "chat.update", { ts, ...contentOf(message) }, signal);
      if (answer.is === "done") return { is: "updated" };
      if (answer.is === "refused" && answer.code === "message_not_found") return { is: "gone" };
      return withoutCode(answer);
    },

    async find(channel, about, sentAt, signal) {
      const sender = await us(signal);
      return typeof sender === "string" ? findMessage({ channel, about, sentAt, sender }, call, signal) : sender;
    },

    async openForm(trigger, form, signal) {
      return toldBy(await call("views.open", { trigger_id: trigger, view: form }, signal));
    },

    tellPrivately: (answerTo, text, signal) =>
      answerClick(answerTo, { response_type: "ephemeral", replace_original: false, text }, { apiUrl, now }, signal),

    removeClicked: (answerTo, signal) => answerClick(answerTo, { delete_original: true }, { apiUrl, now }, signal),
  };
}

async function findMessage(
  { channel, about, sentAt, sender }: { channel: string; about: string; sentAt: Date; sender: string },
  call: CallSlack,
  signal: AbortSignal,
): Promise<Looked> {
  const seconds = sentAt.getTime() / 1_000;
  const around = { oldest: String(seconds - AROUND), latest: String(seconds + AROUND), limit: PAGE };
  let cursor: string | undefined;
  let oldest: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const wanted = { channel, ...around, include_all_metadata: true, ...(cursor && { cursor }) };
    const answer = await call("conversations.history", wanted, signal);
    if (answer.is === "refused") return { is: "unreadable", why: answer.why };
    if (answer.is !== "done") return withoutCode(answer);
    const seen = historySchema.safeParse(answer.body);
    if (!seen.success) return { is: "unknown", why: "Slack's history can't be understood" };
    // Newest first.
    for (const { ts, user, metadata } of seen.data.messages) {
      const isIt = metadata?.event_type === EVENT_TYPE && metadata.event_payload.about === about;
      if (isIt && user === sender) oldest = ts;
    }
    cursor = seen.data.response_metadata?.next_cursor;
    if (!cursor) return oldest === undefined ? { is: "absent" } : { is: "found", ts: oldest };
  }
  return { is: "unknown", why: `more than ${PAGE * MOST_PAGES} messages in that time` };
}

/** Who we are in this workspace: asked for once. */
function createIdentity(call: CallSlack): (signal: AbortSignal) => Promise<string | NotDone> {
  let known: string | undefined;
  return async (signal) => {
    if (known !== undefined) return known;
    const answer = await call("auth.test", {}, signal);
    if (answer.is !== "done") return withoutCode(answer);
    const us = usSchema.safeParse(answer.body);
    if (!us.success) return { is: "unknown", why: "Slack did not say who we are" };
    known = us.data.user_id;
    return known;
  };
}

function toldBy(answer: Awaited<ReturnType<CallSlack>>): Told {
  return answer.is === "done" ? { is: "told" } : withoutCode(answer);
}

function withoutCode(answer: NotDone & { code?: string }): NotDone {
  const { code: _, ...rest } = answer;
  return rest;
}
