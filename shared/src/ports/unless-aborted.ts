import { Unavailable } from "../domain/errors.ts";

/**
 * The work's own end, or the signal's reason as a rejection if that aborts first. The work is not stopped by it: it is
 * given the signal, too, or goes on unseen. Nothing of it stays on the signal, which may outlive many works.
 */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([aborted, work]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** The same, where giving up is told by `Unavailable` and these words. */
export async function orUnavailable<T>(work: Promise<T>, signal: AbortSignal, says: string): Promise<T> {
  try {
    return await unlessAborted(work, signal);
  } catch (cause) {
    if (!signal.aborted || cause !== signal.reason) throw cause;
    throw new Unavailable(says, { cause });
  }
}
