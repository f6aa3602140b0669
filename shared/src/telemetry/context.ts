import { AsyncLocalStorage } from "node:async_hooks";

/** What a piece of work is about. Every log line written within it says so, without anybody passing it on. */
export type Context = { taskId?: string; traceparent?: string; event?: string; service?: string };

const storage = new AsyncLocalStorage<Context>();
const NONE: Context = {};

/** Runs the work, and all that it starts, with these fields on top of those around it. */
export function withContext<T>(fields: Context, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

export function currentContext(): Readonly<Context> {
  return storage.getStore() ?? NONE;
}
