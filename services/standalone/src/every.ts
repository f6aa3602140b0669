import type { Log } from "@frontdesk/shared/telemetry/log";

/** Runs the work again and again, each time this long after it ended. What it throws is logged, and it goes on. */
export function every(
  milliseconds: number,
  work: () => Promise<unknown>,
  { log }: { log: Log },
): { stop(): Promise<void> } {
  let isStopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout;
  const tick = async () => {
    try {
      await work();
    } catch (error) {
      log.error("a regular job failed", { error });
    }
    if (!isStopped) wait();
  };
  const wait = () => {
    timer = setTimeout(() => {
      running = tick();
    }, milliseconds);
  };
  wait();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
