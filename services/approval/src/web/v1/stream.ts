import type { Response } from "express";

/** One stream of server-sent events. */
export type Stream = {
  /** False: whoever reads is slow, and nothing more should be sent until `ready`. */
  send(event: { id?: string; event?: string; data?: string }): boolean;
  /** Nothing has happened, up to this id. */
  ping(id?: string): void;
  isSlow(): boolean;
  /** Resolves once what was sent has gone, or the stream is over. */
  ready(): Promise<void>;
  end(): void;
  /** Aborts when it is over, whoever ended it. */
  over: AbortSignal;
};

/** Begins the answer. The proxies in between are told to pass on each event at once. */
export function openStream(response: Response): Stream {
  const over = new AbortController();
  let readiness: Promise<void> | undefined;
  response.once("close", () => over.abort());
  response.on("error", () => over.abort());
  // Whoever left before is not told of any more.
  if (response.destroyed) over.abort();
  response.writeHead(200, {
    ...{ "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" },
  });
  response.flushHeaders();
  // To a HEAD there is nothing more to be said.
  if (response.req.method === "HEAD") response.end();
  return {
    send({ id, event, data }) {
      if (response.writableEnded) return true;
      const lines = [id && `id: ${id}`, event && `event: ${event}`, data !== undefined && `data: ${data}`];
      return response.write(`${lines.filter(Boolean).join("\n")}\n\n`);
    },
    ping(id) {
      if (!response.writableEnded) response.write(id === undefined ? ": ping\n\n" : `: ping\nid: ${id}\n\n`);
    },
    isSlow: () => response.writableNeedDrain,
    ready() {
      readiness ??= new Promise<void>((resolve) => {
        const done = () => {
          readiness = undefined;
          response.off("drain", done);
          over.signal.removeEventListener("abort", done);
          resolve();
        };
        if (!response.writableNeedDrain || over.signal.aborted) return done();
        response.once("drain", done);
        over.signal.addEventListener("abort", done);
      });
      return readiness;
    },
    end() {
      // What a slow reader has not read would be waited for.
      if (response.writableNeedDrain) response.destroy();
      else response.end();
    },
    over: over.signal,
  };
}

/** Once it is over; at once, if it is. */
export function whenOver({ over }: Stream, end: () => void): void {
  if (over.aborted) end();
  else over.addEventListener("abort", end, { once: true });
}

export type Keeping = {
  every: number;
  closing: AbortSignal;
  mayStay: () => Promise<boolean>;
  /** Up to where everything was sent: asked for with each ping. */
  id?: () => string;
};

/**
 * Pings now and then, so that nobody in between thinks it dead, and ends with `closing`, and when the one who reads is no
 * longer signed in or has read nothing for several pings.
 */
export function keepOpen(stream: Stream, { every, closing, mayStay, id }: Keeping): void {
  if (stream.over.aborted) return;
  let missed = 0;
  const beat = async () => {
    missed = stream.isSlow() ? missed + 1 : 0;
    if (missed > MOST_MISSED || !(await mayStay().catch(() => false))) stream.end();
    else if (missed === 0 && !stream.over.aborted) stream.ping(id?.());
  };
  const timer = setInterval(() => void beat(), every);
  const end = () => stream.end();
  closing.addEventListener("abort", end);
  stream.over.addEventListener("abort", () => {
    clearInterval(timer);
    closing.removeEventListener("abort", end);
  });
  if (closing.aborted) end();
}

const MOST_MISSED = 4;
