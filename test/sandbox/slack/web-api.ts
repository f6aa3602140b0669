import express, { type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import { type Block, checkMessageBlocks, checkView } from "./check-blocks.ts";
import type { MessageLimit } from "./message-limit.ts";
import { deleteMessage, editMessage, openView, postMessage, whisper } from "./say.ts";
import type { Message } from "./state.ts";
import { APP, type World } from "./world.ts";

/** What a call brought, as text: Slack's clients send forms, with JSON in them. */
type Fields = { [name: string]: string | undefined };
type Answer = { [field: string]: unknown } | { limited: number };
type Method = (fields: Fields) => Answer;

const LONGEST_TEXT = 40_000;
/** How long what a click brought can be used. */
const TRIGGER_LIVES = 3_000;
const ANSWERS_LIVE = 30 * 60_000;
const MOST_ANSWERS = 5;

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(255),
  event_payload: z.record(z.string(), z.unknown()),
});

export function createWebApi(world: World, limit: MessageLimit): Router {
  const { state } = world;
  const methods: { [name: string]: Method } = {
    "auth.test": () => ({
      url: `${world.url}/`,
      team: "Acme",
      user: "frontdesk",
      team_id: APP.teamId,
      user_id: APP.userId,
      bot_id: APP.botId,
    }),
    "chat.postMessage": (fields) => inChannel(fields, (said) => posted(fields, said)),
    "chat.update": (fields) => inChannel(fields, (said) => updated(fields, said)),
    "chat.postEphemeral": (fields) => {
      const { channel = "", user = "", text = "" } = fields;
      if (!state.get("channels", channel)) return refused("channel_not_found");
      if (!state.get("users", user)) return refused("user_not_in_channel");
      const { id } = whisper(world, { channel, ts: null, userId: user, text });
      return { message_ts: `${Math.floor(world.now().getTime() / 1_000)}.${String(id).padStart(6, "0")}` };
    },
    "views.open": ({ trigger_id = "", view = "" }) => {
      const trigger = state.get("triggers", trigger_id);
      if (!trigger) return refused("invalid_trigger_id");
      if (trigger.used) return refused("exchanged_trigger_id");
      if (performance.now() - trigger.at > TRIGGER_LIVES) return refused("expired_trigger_id");
      const checked = checkView(view);
      if ("error" in checked) return refused(checked.error, checked.messages);
      state.put("triggers", { ...trigger, used: true });
      return { view: openView(world, trigger.userId, checked.value) };
    },
    "conversations.history": (fields) => history(fields),
    "users.info": ({ user = "" }) => {
      const found = state.get("users", user);
      return found ? { user: userShown(found) } : refused("user_not_found");
    },
    "users.list": () => ({ members: state.all("users").map(userShown) }),
  };

  function inChannel(fields: Fields, act: (said: Pick<Message, "text" | "blocks" | "metadata">) => Answer): Answer {
    const { channel = "", text = "", blocks = "[]", metadata } = fields;
    if (!world.scopes.has("chat:write"))
      return { ...refused("missing_scope"), needed: "chat:write", provided: scopes() };
    if (!state.get("channels", channel)) return refused("channel_not_found");
    const wait = limit.take(channel);
    if (wait !== undefined) return { limited: wait };
    const checked = checkMessageBlocks(blocks);
    if ("error" in checked) return refused(checked.error, checked.messages);
    if (text === "" && checked.value.length === 0) return refused("no_text");
    if (text.length > LONGEST_TEXT) return refused("msg_too_long");
    const parsed = metadata === undefined ? undefined : metadataSchema.safeParse(JSON.parse(metadata));
    if (parsed && !parsed.success) return refused("invalid_metadata_schema");
    return act({ text, blocks: checked.value, metadata: parsed?.data ?? null });
  }
  function posted(fields: Fields, said: { text: string; blocks: Block[]; metadata: Message["metadata"] }): Answer {
    const { channel = "", thread_ts: thread = null, reply_broadcast } = fields;
    const message = postMessage(world, { channel, ...said, thread, broadcast: reply_broadcast === "true" });
    return { channel, ts: message.ts, message: shown(message) };
  }
  function updated(fields: Fields, said: { text: string; blocks: Block[]; metadata: Message["metadata"] }): Answer {
    const { channel = "", ts = "" } = fields;
    const message = state.get("messages", `${channel} ${ts}`);
    if (!message || message.deleted) return refused("message_not_found");
    if (message.userId !== APP.userId) return refused("cant_update_message");
    editMessage(world, message, said);
    return { channel, ts, text: said.text };
  }
  function history({
    channel = "",
    oldest = "0",
    latest = "9999999999",
    limit: most = "100",
    cursor = "",
    include_all_metadata,
  }: Fields): Answer {
    const place = state.get("channels", channel);
    if (!place) return refused("channel_not_found");
    const needed = place.isPrivate ? "groups:history" : "channels:history";
    if (!world.scopes.has(needed)) return { ...refused("missing_scope"), needed, provided: scopes() };
    const from = cursor === "" ? latest : Buffer.from(cursor, "base64").toString();
    const seen = state
      .all("messages")
      .filter((one) => one.channel === channel && !one.deleted && (one.thread === null || one.broadcast))
      .filter(({ ts }) => Number(ts) > Number(oldest) && (cursor === "" ? Number(ts) < Number(from) : ts < from))
      .toSorted((one, other) => (one.ts < other.ts ? 1 : -1));
    const page = seen.slice(0, Math.min(Number(most), 999));
    const next = seen.length > page.length ? Buffer.from(page.at(-1)?.ts ?? "").toString("base64") : "";
    const messages = page.map((message) => shown(message, include_all_metadata === "true"));
    return { messages, has_more: next !== "", response_metadata: { next_cursor: next } };
  }
  function scopes(): string {
    return [...world.scopes].join(",");
  }

  const call: RequestHandler = (request, response) => {
    const method = methods[String(request.params.method)];
    const token = request.headers.authorization?.replace(/^Bearer /, "");
    if (!method) return void response.json(refused("unknown_method"));
    if (token === undefined) return void response.json(refused("not_authed"));
    if (token !== APP.token) return void response.json(refused("invalid_auth"));
    const answer = method((request.body ?? {}) as Fields);
    if ("limited" in answer) return sendLimited(response, Number(answer.limited));
    response.set("x-oauth-scopes", scopes()).json({ ok: true, ...answer });
  };

  /** Where answers to clicks go. */
  const answered: RequestHandler = (request, response) => {
    const answering = state.get("answering", String(request.params.id));
    const isOver = !answering || world.now().getTime() - Date.parse(answering.at) > ANSWERS_LIVE;
    if (isOver) return void response.status(404).json({ ok: false, error: "expired_url" });
    if (answering.used >= MOST_ANSWERS) return void response.status(404).json({ ok: false, error: "used_url" });
    state.put("answering", { ...answering, used: answering.used + 1 });
    const { channel, ts, userId } = answering;
    const {
      text = "",
      delete_original,
      replace_original,
    } = (request.body ?? {}) as { text?: string; delete_original?: boolean; replace_original?: boolean };
    const message = state.get("messages", `${channel} ${ts}`);
    if (delete_original && message) deleteMessage(world, message);
    else if (replace_original && message) editMessage(world, message, { text, blocks: [], metadata: message.metadata });
    else whisper(world, { channel, ts, userId, text });
    response.json({ ok: true });
  };

  const router = Router();
  router.post("/api/:method", express.urlencoded({ extended: false, limit: "1mb" }), call);
  router.post(`/actions/${APP.teamId}/:id`, express.json({ limit: "1mb" }), answered);
  return router;
}

function refused(error: string, messages: string[] = []): { [field: string]: unknown } {
  return { ok: false, error, ...(messages.length > 0 && { response_metadata: { messages } }) };
}

function sendLimited(response: Response, seconds: number): void {
  response.status(429).set("retry-after", String(seconds)).json({ ok: false, error: "ratelimited" });
}

function userShown({ id, name, teamId, isBot }: { id: string; name: string; teamId: string; isBot: boolean }) {
  return { id, team_id: teamId, name, is_bot: isBot, deleted: false };
}

function shown(message: Message, withMetadata = false) {
  const { ts, userId, text, blocks, metadata, thread, broadcast } = message;
  return {
    ...{ type: "message", ts, user: userId, bot_id: APP.botId, app_id: APP.id, team: APP.teamId, text, blocks },
    ...(withMetadata && metadata && { metadata }),
    ...(thread !== null && { thread_ts: thread }),
    ...(broadcast && { subtype: "thread_broadcast" }),
  };
}
