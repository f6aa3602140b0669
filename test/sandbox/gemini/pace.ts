import { setTimeout } from "node:timers/promises";
import { spread } from "@frontdesk/shared/domain/spread";
import type { Response } from "express";

/** How long the real models take, in milliseconds. */
const GENERATES = { from: 8_000, to: 25_000 };
const ELSE = { from: 100, to: 400 };

/** The same for the same seed and the same call. */
export function durationOf(
  nth: number,
  generates: boolean,
  { seed, latency }: { seed: string; latency: number },
): number {
  const { from, to } = generates ? GENERATES : ELSE;
  return latency * (from + (to - from) * spread(`${seed}:pace:${nth}`));
}

/** Throws when the client has gone meanwhile. */
export async function wait(duration: number, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted();
  if (duration > 0) await setTimeout(duration, undefined, { signal: gone });
}

export async function untilGone(gone: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    if (gone.aborted) resolve();
    else gone.addEventListener("abort", () => resolve(), { once: true });
  });
  throw gone.reason;
}

/** Aborted when the client goes, or has all it wanted. */
export function goneSignal(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  return gone.signal;
}
