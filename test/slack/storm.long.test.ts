import { MINUTE } from "@frontdesk/shared/domain/limits";
import { expect, test } from "vitest";
import { granted, stepsTo } from "../contract/journeys.ts";
import { eventually } from "../eventually.ts";
import { noticesOf, openSlackWorld } from "./slack-world.ts";

const EVERY = 8;
/** As many as have a message each. */
const AT_ONCE = 10;

test("250 tasks, ten at a time, two processes, lost answers, limits and outages: each has one message, and all are true", async () => {
  const it = await openSlackWorld({ messagesEvery: EVERY });
  const processes = [noticesOf(it, { messagesEvery: EVERY * 2 }), noticesOf(it, { messagesEvery: EVERY * 2 })];
  for (const process of processes) await process.start();
  const shownAs = (ids: readonly string[], says: string) =>
    eventually(async () => {
      const shown = it.slack.messages().filter(({ text }) => text.includes(says));
      const about = new Set(shown.map(({ metadata }) => metadata?.event_payload.about));
      const missing = ids.filter((id) => !about.has(id));
      if (missing.length > 0) {
        // Time passes, and ticks come.
        it.pass(MINUTE / 2);
        await Promise.all(processes.map((process) => process.job()));
      }
      expect(missing).toEqual([]);
    });
  const all: string[] = [];
  for (let round = 0; round < 25; round++) {
    const kind = (["lost answer", "lost request", "down", "limited"] as const)[round % 4] ?? "down";
    const on = round % 8 < 4 ? "chat.postMessage" : "chat.update";
    it.slack.faults.add({
      on,
      fault: kind === "limited" ? { kind, retryAfter: 1 } : { kind },
      times: 2,
      after: round % 5,
    });
    const asked = await Promise.all(Array.from({ length: AT_ONCE }, () => it.ask()));
    const ids = asked.map(({ id }) => id);
    await shownAs(ids, "waits for a decision");
    const now = it.clock.now;
    for (const id of ids) {
      for (const step of stepsTo("rejected", now).slice(stepsTo("awaiting_approval", now).length)) {
        granted(await it.backend.tasks.update(id, step));
      }
    }
    await shownAs(ids, "rejected this");
    all.push(...ids);
  }
  const about = it.slack.messages().map(({ metadata }) => String(metadata?.event_payload.about));
  expect(about.toSorted()).toEqual(all.toSorted());
  for (const process of processes) await process.close();
  await it.close();
});
