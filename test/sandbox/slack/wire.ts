import type { RequestHandler } from "express";
import { wasDone } from "./faults.ts";

/** One thing that went over the wire: a click that we sent, or a call of the App's. */
export type Passage = {
  id: string;
  at: string;
  what: string;
  /** 0: there was no answer. */
  status: number;
  says: string;
};

export type Wire = {
  /** Newest first. */
  passages(): Passage[];
  version(): number;
  add(what: string, status: number, says: string): void;
  handler: RequestHandler;
};

const KEPT = 300;
const SHOWN = 40;

/** Remembered while the process lives. */
export function createWire({ now }: { now: () => Date }): Wire {
  const passages: Passage[] = [];
  let count = 0;
  const add = (what: string, status: number, says: string) => {
    count += 1;
    passages.push({ id: `passage-${count}`, at: now().toISOString(), what, status, says });
    if (passages.length > KEPT) passages.shift();
  };
  return {
    passages: () => passages.toReversed().slice(0, SHOWN),
    version: () => count,
    add,
    handler(request, response, next) {
      const what = request.path.startsWith("/api/") ? request.path.slice("/api/".length) : "response_url";
      const began = performance.now();
      response.once("close", () => {
        const status = response.writableFinished ? response.statusCode : 0;
        const took = `${Math.round(performance.now() - began)} ms`;
        add(what, status, `by Frontdesk, ${took}${wasDone(response) ? ", done all the same" : ""}`);
      });
      next();
    },
  };
}
