import { createHmac, randomBytes } from "node:crypto";
import { type Button, checkView } from "./check-blocks.ts";
import type { Faults } from "./faults.ts";
import { whisper, withIds } from "./say.ts";
import type { User, View } from "./state.ts";
import type { Wire } from "./wire.ts";
import { APP, type World } from "./world.ts";

/** What Frontdesk answered; 0: nothing, in time. */
export type Sent = { status: number; body: string; milliseconds: number };

export type Interact = {
  /** Presses a button, as often as the faults say; resolves with the last answer. */
  click(at: { channel: string; ts: string }, actionId: string, userId: string): Promise<Sent>;
  /** Sends a form that is open. */
  submit(viewId: string, typed: { [block: string]: string }): Promise<Sent>;
  /** Sends any payload, signed; or with other headers. */
  send(payload: unknown, how?: { headers?: { [name: string]: string }; secret?: string; at?: Date }): Promise<Sent>;
  settled(): Promise<void>;
};

const DID_NOT_WORK =
  "Frontdesk did not answer in time, or not as it should. (Slack's own words: this app did not respond.)";

export function createInteract(world: World, faults: Faults, wire: Wire, patience: number): Interact {
  const { state } = world;
  const running = new Set<Promise<unknown>>();

  const post = async (body: string, headers: { [name: string]: string }): Promise<Sent> => {
    const began = performance.now();
    const took = () => performance.now() - began;
    try {
      if (world.interactions === undefined) return { status: 0, body: "", milliseconds: 0 };
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch(world.interactions, { method: "POST", headers, body, redirect: "manual", signal });
      return { status: answer.status, body: await answer.text(), milliseconds: took() };
    } catch {
      return { status: 0, body: "", milliseconds: took() };
    }
  };
  const send: Interact["send"] = async (payload, { headers = {}, secret, at = world.now() } = {}) => {
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const key = secret ?? (faults.clicks.withOldKey ? "an old key that is no longer good" : APP.signingSecret);
    const signature = `v0=${createHmac("sha256", key).update(`v0:${timestamp}:${body}`).digest("hex")}`;
    const signed = { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature };
    const type = {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
    };
    const sending = post(body, { ...type, ...signed, ...headers });
    running.add(sending);
    const sent = await sending.finally(() => running.delete(sending));
    wire.add(
      nameOf(payload),
      sent.status,
      `by ${byOf(world, payload)}, answered in ${Math.round(sent.milliseconds)} ms`,
    );
    return sent;
  };

  return {
    send,
    async click({ channel, ts }, actionId, userId) {
      const message = state.get("messages", `${channel} ${ts}`);
      const user = state.get("users", userId);
      const found = message && !message.deleted ? buttonIn(message.blocks, actionId) : undefined;
      if (!message || !user || !found) throw new Error(`there is no button "${actionId}" on ${channel} ${ts}`);
      const payload = () => ({
        ...{ type: "block_actions", user: userOf(user), api_app_id: APP.id, token: "not-used", team: teamOf(user) },
        container: { type: "message", message_ts: ts, channel_id: channel, is_ephemeral: false },
        ...{ trigger_id: newTrigger(world, userId), enterprise: null, is_enterprise_install: false },
        channel: { id: channel, name: state.get("channels", channel)?.name },
        message: {
          type: "message",
          ts,
          user: message.userId,
          bot_id: APP.botId,
          text: message.text,
          blocks: message.blocks,
        },
        ...{ state: { values: {} }, response_url: newAnswering(world, { channel, ts, userId }) },
        actions: [
          {
            ...found.button,
            confirm: undefined,
            block_id: found.blockId,
            action_ts: `${world.now().getTime() / 1_000}`,
          },
        ],
      });
      const all = await Promise.all(Array.from({ length: faults.clicks.times }, () => send(payload())));
      const last = all.at(-1) as Sent;
      if (all.every(({ status }) => status !== 200)) whisper(world, { channel, ts, userId, text: DID_NOT_WORK });
      return last;
    },

    async submit(viewId, typed) {
      const view = state.get("views", viewId);
      const user = view && state.get("users", view.userId);
      if (!view || view.closed || !user) throw new Error(`there is no open form ${viewId}`);
      const values = Object.fromEntries(
        view.view.blocks.flatMap((block) => {
          if (block.type !== "input" || block.block_id === undefined) return [];
          const { action_id, type, initial_value } = block.element;
          const value = typed[block.block_id] ?? view.typed[block.block_id] ?? initial_value ?? null;
          return [[block.block_id, { [action_id]: { type, value: value === "" ? null : value } }]];
        }),
      );
      const payload = {
        ...{ type: "view_submission", team: teamOf(user), user: userOf(user), api_app_id: APP.id, token: "not-used" },
        ...{
          trigger_id: newTrigger(world, user.id),
          response_urls: [],
          is_enterprise_install: false,
          enterprise: null,
        },
        view: { ...view.view, id: viewId, state: { values }, team_id: APP.teamId, app_id: APP.id, bot_id: APP.botId },
      };
      const sent = await send(payload);
      state.put("views", afterSubmit({ ...view, typed: { ...view.typed, ...typed }, errors: {}, trouble: null }, sent));
      return sent;
    },

    async settled() {
      while (running.size) await Promise.allSettled(running);
    },
  };
}

function afterSubmit(view: View, { status, body }: Sent): View {
  if (status !== 200) return { ...view, trouble: DID_NOT_WORK };
  if (body === "") return { ...view, closed: true };
  const answer = JSON.parse(body) as { response_action?: string; errors?: View["errors"]; view?: unknown };
  switch (answer.response_action) {
    case "clear":
      return { ...view, closed: true };
    case "errors": {
      const unknown = Object.keys(answer.errors ?? {}).filter(
        (id) => !view.view.blocks.some(({ block_id, type }) => type === "input" && block_id === id),
      );
      return unknown.length
        ? { ...view, trouble: `there is no input ${unknown}` }
        : { ...view, errors: answer.errors ?? {} };
    }
    case "update": {
      const checked = checkView(answer.view);
      if ("error" in checked) return { ...view, trouble: checked.messages.join("; ") };
      const next = { ...checked.value, blocks: withIds(checked.value.blocks) };
      // What was typed under a name stays under it, whatever the new form says.
      return { ...view, view: next };
    }
    default:
      return { ...view, trouble: `an answer that Slack does not know: ${body.slice(0, 100)}` };
  }
}

function buttonIn(
  blocks: readonly View["view"]["blocks"][number][],
  actionId: string,
): { button: Button; blockId: string } | undefined {
  for (const block of blocks) {
    const button =
      block.type === "actions" ? block.elements.find(({ action_id }) => action_id === actionId) : undefined;
    if (button) return { button, blockId: block.block_id ?? "" };
  }
  return undefined;
}

function userOf({ id, name, teamId }: User) {
  return { id, username: name, name, team_id: teamId };
}

/** A channel may be shared with another workspace: then a click comes from there. */
function teamOf({ teamId }: User) {
  return { id: teamId, domain: teamId === APP.teamId ? APP.teamDomain : "elsewhere" };
}

function newTrigger({ state }: World, userId: string): string {
  const id = `${state.nextId()}.${randomBytes(8).toString("hex")}`;
  state.put("triggers", { id, userId, at: performance.now(), used: false });
  return id;
}

function newAnswering(world: World, { channel, ts, userId }: { channel: string; ts: string; userId: string }): string {
  const id = randomBytes(12).toString("hex");
  world.state.put("answering", { id, channel, ts, userId, at: world.now().toISOString(), used: 0 });
  return `${world.url}/actions/${APP.teamId}/${id}`;
}

type Named = {
  type?: string;
  user?: { id?: string };
  actions?: { action_id: string }[];
  view?: { callback_id?: string };
};

function nameOf(payload: unknown): string {
  const { type = "?", actions, view } = (payload ?? {}) as Named;
  return `${type} ${actions?.[0]?.action_id ?? view?.callback_id ?? ""}`;
}

function byOf({ state }: World, payload: unknown): string {
  return state.get("users", ((payload ?? {}) as Named).user?.id ?? "")?.name ?? "somebody";
}
