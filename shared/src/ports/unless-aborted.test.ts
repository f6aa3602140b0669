import { expect, test } from "vitest";
import { unlessAborted } from "./unless-aborted.ts";

const never = new Promise<never>(() => undefined);

test("ends as the work does, and leaves nothing on the signal", async () => {
  const { signal } = new AbortController();
  const listening = new Set<unknown>();
  signal.addEventListener = (_: string, listener: unknown) => void listening.add(listener);
  signal.removeEventListener = (_: string, listener: unknown) => void listening.delete(listener);
  void unlessAborted(never, signal);
  expect(listening.size).toBe(1);
  listening.clear();

  expect(await unlessAborted(Promise.resolve("done"), signal)).toBe("done");
  await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  expect(listening.size).toBe(0);
});

test("rejects with the signal's reason as soon as it aborts", async () => {
  const controller = new AbortController();
  const outcome = unlessAborted(never, controller.signal);
  controller.abort(new Error("enough"));
  await expect(outcome).rejects.toThrow("enough");
  await expect(unlessAborted(never, controller.signal)).rejects.toThrow("enough");
});

test("work that fails after it was given up troubles nobody", async () => {
  const { promise: work, reject } = Promise.withResolvers<void>();
  await expect(unlessAborted(work, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
  reject(new Error("too late"));
  await new Promise(setImmediate);
});
