import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout } from "node:timers/promises";
import { answerQuestions } from "./talk.ts";

/** What a server is asked for: where it is; or what it has used by the time at which all work is done. */
export type Question = { ask: "port" | "usage" };
export type Usage = {
  /** In microseconds, of all its threads. */
  cpu: number;
  /** In bytes. */
  rss: number;
  /** What it has done by its own count, where it counts. */
  handled: number;
};
export type Answer = { port: number } | Usage;

export type Contender = { listener: RequestListener; handled?: () => number; close?: () => Promise<void> };

/** Serves in this process what is measured. */
export function measured({ listener, handled = () => 0, close }: Contender): void {
  const server = createServer(listener).listen(0, "127.0.0.1");
  answerQuestions(
    async ({ ask }: Question): Promise<Answer> => {
      if (ask === "port") return { port: (server.address() as AddressInfo).port };
      return { cpu: await cpuWhenQuiet(), rss: process.memoryUsage.rss(), handled: handled() };
    },
    async () => {
      server.closeAllConnections();
      await close?.();
    },
  );
}

/** A server that does less than this in a while has nothing left to do. */
const QUIET = { within: 100, cpu: 4_000, most: 5_000 };

/** Work that is left for later counts, too; and it must not disturb whoever is measured next. */
async function cpuWhenQuiet(): Promise<number> {
  let before = cpu();
  for (const start = performance.now(); performance.now() - start < QUIET.most; ) {
    await setTimeout(QUIET.within);
    const now = cpu();
    if (now - before < QUIET.cpu) return now;
    before = now;
  }
  return before;
}

/** In microseconds, of all threads. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}
