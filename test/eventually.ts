import { vi } from "vitest";

/**
 * Google's Pub/Sub emulator pauses by itself after each message that was refused, whatever the subscription says, and
 * longer each time: what takes a moment elsewhere takes half a minute there.
 */
const PATIENCE = 50_000;

/**
 * Waits until the assertion holds, looking `every` so many milliseconds. The bound is only there to end a test that has
 * failed.
 */
export function eventually<T>(assertion: () => T | Promise<T>, { every = 5 } = {}): Promise<T> {
  return vi.waitFor(assertion, { timeout: PATIENCE, interval: every });
}
