import { serve } from "@frontdesk/shared/http/serve";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import express from "express";
import { createLook, type Neighbours } from "../look/frame.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createInteract, type Interact } from "./interact.ts";
import { createMessageLimit } from "./message-limit.ts";
import { deleteMessage, postMessage } from "./say.ts";
import { createSlackPages } from "./slack-pages.ts";
import { type Message, openState, type State, type View, type Whisper } from "./state.ts";
import { createTrouble } from "./trouble.ts";
import { createWebApi } from "./web-api.ts";
import { createWire, type Passage } from "./wire.ts";
import { APP, type World } from "./world.ts";

export type SlackOptions = {
  port?: number;
  now?: () => Date;
  /** A file that channels, messages and forms survive in. */
  keptIn?: string;
  /** Where clicks are sent. */
  interactions?: string;
  log?: Log;
  /** How long Slack waits for the answer to a click, in milliseconds. */
  patience?: number;
  /** Milliseconds between two messages to a channel. */
  messagesEvery?: number;
};

export type Slack = Omit<Interact, "settled"> & {
  url: string;
  /** Where its API is. */
  apiUrl: string;
  app: typeof APP;
  state: State;
  faults: Faults;
  setInteractions(url: string | undefined): void;
  setNeighbours(neighbours: Neighbours): void;
  /** Takes a right from the App, or gives it back. */
  allow(scope: string, isAllowed: boolean): void;
  /** What can be seen in a channel, oldest first; without what was said in threads. */
  messages(channel?: string): Message[];
  /** What was said below a message. */
  replies(ts: string): Message[];
  whispers(userId: string): Whisper[];
  /** The form that this person has before them. */
  view(userId: string): View | undefined;
  /** A person says something, or deletes a message. */
  say(text: string, options?: { userId?: string; channel?: string }): Message;
  remove(message: Message): void;
  passages(): Passage[];
  /** Resolves when every click sent so far was answered or given up. */
  settled(): Promise<void>;
  close(): Promise<void>;
};

export const CHANNEL = "C0FRONTDESK";
export const PRIVATE_CHANNEL = "C0PRIVATE";
/** Who is there: who may decide is Frontdesk's to know, and these are who it should be told. */
export const PEOPLE = { grace: "U0GRACE", tom: "U0TOM", kim: "U0KIM" } as const;

const PATIENCE = 3_000;

/** Stands in for Slack: its Web API, clicks and forms, and a page of its channels, over HTTP and with a memory. */
export async function startSlack(options: SlackOptions = {}): Promise<Slack> {
  const { port = 0, now = () => new Date(), keptIn, interactions, log = silentLog } = options;
  const { patience = PATIENCE, messagesEvery = 1_000 } = options;
  const state = openState(keptIn);
  if (state.all("channels").length === 0) furnish(state);
  const scopes = new Set(["chat:write", "channels:history", "groups:history"]);
  const world: World = { state, now, log, url: "", neighbours: {}, interactions, scopes };
  const faults = createFaults();
  const wire = createWire(world);
  const interact = createInteract(world, faults, wire, patience);
  const trouble = createTrouble(faults, world);

  const app = express();
  app.disable("x-powered-by");
  app.use((request, response, next) => {
    if (!/^\/(api|actions)\//.test(request.path)) return next();
    return wire.handler(request, response, () => faults.handler(request, response, next));
  });
  app.use(createWebApi(world, createMessageLimit(messagesEvery)), createLook());
  app.use(createSlackPages(world, { interact, trouble, wire }));
  const server = await serve(app, { port, log, timeouts: { grace: 0 } });
  world.url = server.url;

  const inChannel = (channel: string) =>
    state
      .all("messages")
      .filter((message) => message.channel === channel && !message.deleted)
      .toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
  return {
    ...interact,
    ...{ url: server.url, apiUrl: `${server.url}/api/`, app: APP, state, faults, passages: wire.passages },
    setInteractions(url) {
      world.interactions = url;
    },
    setNeighbours(neighbours) {
      world.neighbours = neighbours;
    },
    allow(scope, isAllowed) {
      if (isAllowed) scopes.add(scope);
      else scopes.delete(scope);
    },
    messages: (channel = CHANNEL) => inChannel(channel).filter(({ thread }) => thread === null),
    replies: (ts) => state.all("messages").filter(({ thread }) => thread === ts),
    whispers: (userId) => state.all("whispers").filter((whisper) => whisper.userId === userId),
    view: (userId) => state.all("views").findLast((view) => view.userId === userId && !view.closed),
    say: (text, { userId = PEOPLE.grace, channel = CHANNEL } = {}) =>
      postMessage(world, { channel, text, userId, blocks: [], metadata: null, thread: null, broadcast: false }),
    remove: (message) => deleteMessage(world, message),
    async close() {
      await interact.settled();
      await server.close();
    },
  };
}

function furnish(state: State): void {
  const { teamId } = APP;
  state.put("users", { id: APP.userId, name: "Frontdesk", teamId, isBot: true, says: "the App" });
  state.put("users", { id: PEOPLE.grace, name: "grace", teamId, isBot: false, says: "may decide" });
  state.put("users", { id: PEOPLE.tom, name: "tom", teamId, isBot: false, says: "may not" });
  state.put("users", {
    id: PEOPLE.kim,
    name: "kim",
    teamId: "T0ELSEWHERE",
    isBot: false,
    says: "a stranger from another workspace",
  });
  state.put("channels", { id: CHANNEL, name: "frontdesk", isPrivate: false, topic: "replies that wait for a person" });
  state.put("channels", {
    id: PRIVATE_CHANNEL,
    name: "frontdesk-private",
    isPrivate: true,
    topic: "the same, for private repositories",
  });
}
