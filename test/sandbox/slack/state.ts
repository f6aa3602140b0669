import { type Kept, openRows } from "../kept-rows.ts";
import type { Block } from "./check-blocks.ts";

export type User = { id: string; name: string; teamId: string; isBot: boolean; says: string };
export type Channel = { id: string; name: string; isPrivate: boolean; topic: string };

export type Message = {
  /** Of the channel and the time stamp, by which Slack knows it. */
  id: string;
  channel: string;
  ts: string;
  userId: string;
  text: string;
  blocks: Block[];
  metadata: { event_type: string; event_payload: { [name: string]: unknown } } | null;
  thread: string | null;
  broadcast: boolean;
  editedAt: string | null;
  deleted: boolean;
};

/** What one person alone sees: below a message, or where it was said. */
export type Whisper = { id: number; channel: string; ts: string | null; userId: string; text: string; at: string };

export type View = {
  id: string;
  userId: string;
  view: { [field: string]: unknown } & { blocks: Block[] };
  /** What was typed so far, by block. */
  typed: { [block: string]: string };
  errors: { [block: string]: string };
  trouble: string | null;
  closed: boolean;
};

/** What a click leads to: each is good for some answers. */
export type Answering = { id: string; channel: string; ts: string; userId: string; at: string; used: number };
export type Trigger = { id: string; userId: string; at: number; used: boolean };

type Rows = {
  users: User;
  channels: Channel;
  messages: Message;
  whispers: Whisper;
  views: View;
  answering: Answering;
  triggers: Trigger;
};
export type State = Kept<Rows>;

export function openState(file?: string): State {
  return openRows(file, { first: 0, numberOf: numberIn });
}

/** Of the messages, views and the like, whose ids are made of it. */
function numberIn(id: number | string): number | undefined {
  const [, number] = /(?:^V?|\.)(\d+)$/.exec(String(id)) ?? [];
  return number === undefined ? undefined : Number(number);
}
