import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import type { Asking } from "./v1-world.ts";

export type SeenEvents = {
  /** The newest row of each task that was told of. */
  tasks: Map<string, TaskRow>;
  ids: string[];
  resets: number;
  pings: number;
  drafts: string[];
  ended: boolean;
  /** All that came. */
  text: string;
};

export type Events = {
  seen: SeenEvents;
  lastId(): string | undefined;
  /** Waits until what was seen is so. */
  until(isSo: (seen: SeenEvents) => boolean): Promise<void>;
  /** Resolves when the other side ends it. */
  over: Promise<void>;
  close(): void;
};

/** Reads a stream as a browser would. `keepText` off, where much is to be read. */
export async function openEvents(
  who: Pick<Asking, "fetch">,
  {
    path = "/v1/events",
    lastId,
    keepText = true,
  }: { path?: string; lastId?: string | undefined; keepText?: boolean } = {},
): Promise<Events> {
  const gone = new AbortController();
  const headers = lastId === undefined ? {} : { "last-event-id": lastId };
  const response = await who.fetch(path, { headers, signal: gone.signal });
  if (response.status !== 200 || !response.body) throw new Error(`${path}: ${response.status}`);
  const seen: SeenEvents = { tasks: new Map(), ids: [], resets: 0, pings: 0, drafts: [], ended: false, text: "" };
  const waiting = new Set<() => void>();
  let last = lastId;
  let unread = "";

  const take = (block: string) => {
    const fields = new Map(
      block.split("\n").map((line) => [line.split(": ", 1)[0] ?? "", line.replace(/^\w*: ?/, "")]),
    );
    const id = fields.get("id");
    if (id !== undefined) {
      last = id;
      if (keepText) seen.ids.push(id);
    }
    if (block.startsWith(": ping")) seen.pings += 1;
    const data = fields.get("data") ?? "";
    switch (fields.get("event")) {
      case "task": {
        const row = JSON.parse(data) as TaskRow;
        const known = seen.tasks.get(row.id);
        if (known && known.version > row.version) throw new Error(`${row.id} went back to ${row.version}`);
        seen.tasks.set(row.id, row);
        break;
      }
      case "reset":
        seen.resets += 1;
        break;
      case "draft":
        seen.drafts.push((JSON.parse(data) as { text: string }).text);
        break;
      case "end":
        seen.ended = true;
    }
    for (const look of waiting) look();
  };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      const text = decoder.decode(chunk, { stream: true });
      if (keepText) seen.text += text;
      unread += text;
      const blocks = unread.split("\n\n");
      unread = blocks.pop() ?? "";
      for (const block of blocks) take(block);
    }
  };
  const over = read().catch((error) => {
    if (!gone.signal.aborted) throw error;
  });
  return {
    seen,
    over,
    lastId: () => last,
    until(isSo) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!isSo(seen)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        over.then(() => (isSo(seen) ? resolve() : reject(new Error("the stream ended before it was so"))), reject);
        look();
      });
    },
    close: () => gone.abort(),
  };
}
