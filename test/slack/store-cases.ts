import { MINUTE } from "@frontdesk/shared/domain/limits";
import { describe, expect, onTestFinished, test } from "vitest";
import { granted, stepsTo } from "../contract/journeys.ts";
import type { FaultyBackend, OpenBackend } from "../contract/test-backend.ts";
import { eventually } from "../eventually.ts";
import { PEOPLE } from "../sandbox/slack/start-slack.ts";
import { buttonsOf, noticesOf, openSlackWorld, startSlackWorld, textOf } from "./slack-world.ts";

/** What the messages need of a store, on any of them. */
export function describeNotices(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(`messages on ${name}`, () => {
    test("asked, approved by a click, and shown", async () => {
      const it = await startSlackWorld({ open });
      const task = await it.ask();
      await eventually(() => expect(it.slack.messages()).toHaveLength(1));
      await it.slack.click(it.slack.messages()[0]!, "approve", PEOPLE.grace);
      expect((await it.task(task.id)).state).toBe("approved");
      await eventually(() => expect(textOf(it.slack.messages()[0]!)).toContain("grace approved this"));
      expect(buttonsOf(it.slack.messages()[0]!)).toEqual([]);
    });

    test("C55: what was asked and decided while no process ran is found, and shown once", async () => {
      const it = await openSlackWorld({ open });
      onTestFinished(() => it.close());
      const [task] = [await it.ask(), await it.ask()];
      const first = noticesOf(it);
      await first.job();
      await first.close();
      for (const step of stepsTo("rejected", it.clock.now).slice(stepsTo("awaiting_approval", it.clock.now).length)) {
        granted(await it.backend.tasks.update(task.id, step));
      }
      it.pass(5 * MINUTE);
      const second = noticesOf(it);
      onTestFinished(() => second.close());
      await second.job();
      await second.job();
      const shown = it.slack.messages();
      expect(shown.map((message) => buttonsOf(message).length).toSorted()).toEqual([0, 4]);
    });

    test("two processes at once post one message, and more than ten wait in a digest", async () => {
      const it = await openSlackWorld({ open });
      onTestFinished(() => it.close());
      const processes = [noticesOf(it), noticesOf(it)];
      for (const process of processes) onTestFinished(() => process.close());
      for (let n = 0; n < 12; n++) await it.ask();
      const about = () => it.slack.messages().map(({ metadata }) => String(metadata?.event_payload.about));
      await eventually(async () => {
        await Promise.all(processes.map((process) => process.job()));
        expect(about().filter((one) => one.startsWith("digest"))).toHaveLength(1);
        it.pass(MINUTE);
      });
      expect(new Set(about()).size).toBe(about().length);
    });
  });
}
