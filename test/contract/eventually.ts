import { vi } from "vitest";

/** Waits until the assertion holds. The bound is only there to end a test that has failed. */
export function eventually<T>(assertion: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(assertion, { timeout: 18_000, interval: 5 });
}
