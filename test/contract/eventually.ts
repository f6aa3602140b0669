import { inject, vi } from "vitest";
import type {} from "../emulators/once-per-run.ts";

/**
 * Google's Pub/Sub emulator pauses by itself after each message that was refused, whatever the subscription says, and
 * longer each time: what takes a moment elsewhere takes half a minute there.
 */
const PATIENCE = inject("pubsubHost") === undefined ? 18_000 : 50_000;

/** Waits until the assertion holds. The bound is only there to end a test that has failed. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: PATIENCE, interval: 5 });
}
