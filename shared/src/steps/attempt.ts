import { Unavailable } from "../domain/errors.ts";
import { SECOND } from "../domain/limits.ts";
import { defer, type Outcome, retry } from "../domain/outcome.ts";
import type { WorkedTask } from "../domain/task.ts";
import type { Stage } from "../pipeline.ts";
import { unlessAborted } from "../ports/unless-aborted.ts";
import type { Log } from "../telemetry/log.ts";

export type AttemptDeps = { stopping: AbortSignal; log: Log; now: () => Date };

/**
 * Runs a step's work until it ends, its time is up, or the process stops; a throw is an outcome like the others: an
 * outage, where something can't be reached, which is not the task's fault; else a bug, which may be. Work that doesn't heed its signal is left behind: whatever it still tries to commit, its lease no longer allows.
 */
export async function attempt<T extends WorkedTask>(
  { step, work: limit }: Stage,
  { stopping, log, now }: AttemptDeps,
  work: (signal: AbortSignal) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(new Error(`took longer than ${limit / SECOND} s`)), limit);
  const signal = AbortSignal.any([deadline.signal, stopping]);
  try {
    return await unlessAborted(work(signal), signal);
  } catch (error) {
    if (stopping.aborted) return defer(now(), "the process stopped");
    if (error instanceof Unavailable) {
      log.warn(`${step} waits`, { error });
      return { kind: "outage", why: error.message, until: error.until };
    }
    log.error(`${step} failed`, { error });
    return retry(`${step} failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
