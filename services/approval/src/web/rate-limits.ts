import { isIPv6 } from "node:net";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { Request, RequestHandler } from "express";

/** So many requests steadily, and so many at once after a while of none. */
export type Rate = { perMinute: number; atOnce: number };

export type RateLimit = {
  take(key: string): { ok: boolean; limit: number; left: number; fullIn: number; nextIn: number };
};

/** More callers than this at a time, and whoever was quiet longest begins anew. */
const MOST_KEYS = 10_000;

/** A bucket for each key, in this instance's memory: with more instances the limits are wider, never narrower. */
export function createRateLimit({ perMinute, atOnce }: Rate, { now }: { now: () => Date }): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  const millisecondsFor = (tokens: number) => (tokens * MINUTE) / perMinute;
  return {
    take(key) {
      const time = now().getTime();
      const before = buckets.get(key) ?? { level: atOnce, at: time };
      const level = Math.min(atOnce, before.level + (Math.max(0, time - before.at) * perMinute) / MINUTE);
      const ok = level >= 1;
      const after = ok ? level - 1 : level;
      const [quietest] = buckets.keys();
      if (quietest !== undefined && buckets.size >= MOST_KEYS) buckets.delete(quietest);
      buckets.delete(key);
      buckets.set(key, { level: after, at: time });
      return {
        ...{ ok, limit: atOnce, left: Math.floor(after) },
        ...{ fullIn: millisecondsFor(atOnce - after), nextIn: millisecondsFor(Math.max(0, 1 - after)) },
      };
    },
  };
}

/** Undefined as the key: not limited here. What it says last is what the headers say: the narrowest stands last. */
export function limited(limit: RateLimit, keyOf: (request: Request) => string | undefined): RequestHandler {
  return (request, response, next) => {
    const key = keyOf(request);
    if (key === undefined) return next();
    const taken = limit.take(key);
    response.setHeader("ratelimit-limit", taken.limit);
    response.setHeader("ratelimit-remaining", taken.left);
    response.setHeader("ratelimit-reset", inSeconds(taken.fullIn));
    if (taken.ok) return next();
    const wait = Math.max(1, inSeconds(taken.nextIn));
    response.setHeader("retry-after", wait);
    sendProblem(response, 429, `That were too many requests at once. Wait ${wait} s, then go on more slowly.`);
  };
}

/** Where it comes from. Who has one IPv6 address has all of its network. */
export function addressOf({ ip = "" }: Request): string {
  if (!isIPv6(ip) || ip.startsWith("::ffff:")) return ip;
  const [head = "", tail = ""] = ip.split("::");
  const groups = (part: string) => part.split(":").filter((group) => group !== "");
  const zeros = Array(Math.max(0, 8 - groups(head).length - groups(tail).length)).fill("0");
  return [...groups(head), ...zeros, ...groups(tail)].slice(0, 4).join(":");
}

function inSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / SECOND);
}
