import type { Page } from "playwright-core";

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

/**
 * The longest that the page kept its main thread busy at one go while this was done, in milliseconds of the processor's
 * time: what the browser calls a long task, but not longer where the machine is busy with others.
 */
export async function longestTask(page: Page, run: () => Promise<unknown>): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => void events.push(...(value as unknown[] as TraceEvent[])));
  const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
  await session.send("Tracing.start", { traceConfig: { includedCategories: ["toplevel"] } });
  await run();
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const threads = events.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain");
  const busy = events.filter(
    ({ name, pid, tid }) => name.endsWith("RunTask") && threads.some((one) => one.pid === pid && one.tid === tid),
  );
  if (busy.length === 0) throw new Error(`The browser told nothing of its tasks, in ${events.length} events.`);
  return Math.round(Math.max(...busy.map(({ tdur = 0 }) => tdur)) / 1_000);
}
