import { constants } from "node:os";
import type { Log } from "../telemetry/log.ts";

/**
 * Waits for SIGTERM or SIGINT, closes once, and ends the process: with 0, or with 1 if closing failed. A second
 * signal ends it at once, with the code that shells give to a process killed by that signal.
 */
export function untilStopped(close: () => Promise<void>, { log }: { log: Log }): Promise<never> {
  let stopping = false;
  const stop = async (signal: "SIGTERM" | "SIGINT") => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    log.info("stopping", { signal });
    try {
      await close();
      log.info("stopped");
      process.exit(0);
    } catch (error) {
      log.error("could not stop cleanly", { error });
      process.exit(1);
    }
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  return new Promise(() => undefined);
}
