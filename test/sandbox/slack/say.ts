import type { Block } from "./check-blocks.ts";
import type { Message, View, Whisper } from "./state.ts";
import { APP, type World } from "./world.ts";

/** What the App's calls, and people, do to the channel. */

type Said = Pick<Message, "text" | "blocks" | "metadata">;

export function postMessage(
  { state, now }: World,
  message: Said & Pick<Message, "channel" | "thread" | "broadcast"> & { userId?: string },
): Message {
  const ts = `${Math.floor(now().getTime() / 1_000)}.${String(state.nextId()).padStart(6, "0").slice(-6)}`;
  const { userId = APP.userId } = message;
  return state.put("messages", {
    ...{ ...message, userId, ts, id: `${message.channel} ${ts}`, blocks: withIds(message.blocks) },
    ...{ editedAt: null, deleted: false },
  });
}

export function editMessage({ state, now }: World, message: Message, { text, blocks, metadata }: Said): void {
  const edited = { text, blocks: withIds(blocks), metadata: metadata ?? message.metadata };
  state.put("messages", { ...message, ...edited, editedAt: now().toISOString() });
}

export function deleteMessage({ state }: World, message: Message): void {
  state.put("messages", { ...message, deleted: true });
}

export function whisper({ state, now }: World, said: Omit<Whisper, "id" | "at">): Whisper {
  return state.put("whispers", { ...said, id: state.nextId(), at: now().toISOString() });
}

export function openView({ state }: World, userId: string, view: View["view"]): { [field: string]: unknown } {
  const id = `V${state.nextId()}`;
  const ids = { ...view, blocks: withIds(view.blocks) };
  state.put("views", { id, userId, view: ids, typed: {}, errors: {}, trouble: null, closed: false });
  return { ...ids, id };
}

/** What has no name gets one, as everything that a click is told of needs one. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block, index) => ({ ...block, block_id: block.block_id ?? `b${index}` }));
}
