import { MINUTE } from "@frontdesk/shared/domain/limits";
import { REPOSITORIES } from "@frontdesk/shared/domain/repository";
import { describe, expect, onTestFinished, test } from "vitest";
import { granted, stepsTo } from "../contract/journeys.ts";
import { CHANNEL, PRIVATE_CHANNEL } from "../sandbox/slack/start-slack.ts";
import { openByHand } from "./open-by-hand.ts";
import { buttonsOf, noticesOf, openSlackWorld, textOf } from "./slack-world.ts";

describe("what not everybody may read", () => {
  test.each([
    ["of a private repository", true],
    ["of a repository of which nobody knows whether it is private", undefined],
  ])("%s goes to the private channel alone", async (_, isPrivate) => {
    const it = await openByHand();
    await it.ask({ isPrivate });
    await it.notices.job();
    expect([it.slack.messages(CHANNEL).length, it.slack.messages(PRIVATE_CHANNEL).length]).toEqual([0, 1]);
  });

  test("the channel stays the same whatever becomes known afterwards", async () => {
    const it = await openByHand();
    const task = await it.ask({ isPrivate: true });
    await it.notices.job();
    await it.remember(task.source.repo.id, false);
    await it.goTo(task, "awaiting_approval", "posted");
    it.pass(5 * MINUTE);
    await it.notices.job();
    expect(it.slack.messages(CHANNEL)).toEqual([]);
    expect(textOf(it.slack.messages(PRIVATE_CHANNEL)[0]!)).toContain("Posted.");
  });

  test.each([true, false])(
    "when a repository becomes private, its message in the public channel says nothing any more (another channel: %s)",
    async (hasPrivate) => {
      const it = await openSlackWorld();
      const notices = noticesOf(it, hasPrivate ? {} : { privateChannel: undefined });
      onTestFinished(async () => {
        await notices.close();
        await it.close();
      });
      const task = await it.ask();
      await notices.job();
      expect(textOf(it.slack.messages(CHANNEL)[0]!)).toContain("It crashes on start");
      await it.remember(task.source.repo.id, true);
      for (let time = 0; time < 3; time++) {
        it.pass(6 * MINUTE);
        await notices.job();
      }
      const [left, ...more] = it.slack.messages(CHANNEL);
      expect(more).toEqual([]);
      expect(textOf(left!)).toContain("private now");
      for (const secret of ["crashes", task.source.repo.name, task.plan.digest]) {
        expect(textOf(left!)).not.toContain(secret);
      }
      expect(buttonsOf(left!)).toEqual([]);
      expect(it.slack.messages(PRIVATE_CHANNEL).map((one) => buttonsOf(one).length)).toEqual(hasPrivate ? [4] : []);
      const updates = it.slack.passages().filter(({ what }) => what === "chat.update");
      expect(updates).toHaveLength(1);

      // Also when nobody knows it any more.
      await it.remember(task.source.repo.id, undefined);
      it.pass(6 * MINUTE);
      await notices.job();
      expect(it.slack.messages(CHANNEL)).toHaveLength(1);
      for (const step of stepsTo("rejected", it.clock.now).slice(stepsTo("awaiting_approval", it.clock.now).length)) {
        granted(await it.backend.tasks.update(task.id, step));
      }
      it.pass(6 * MINUTE);
      await notices.job();
      expect(textOf(it.slack.messages(CHANNEL)[0]!)).toBe(textOf(left!));
      expect(it.slack.messages(PRIVATE_CHANNEL).map(textOf).join()).toMatch(hasPrivate ? /rejected this/ : /^$/);
    },
  );

  test("a message whose answer was lost is found, and withdrawn as well; one that is only decided moves nowhere", async () => {
    const it = await openByHand();
    it.slack.faults.add({ on: "chat.postMessage", fault: { kind: "lost answer" } });
    const lost = await it.ask();
    await it.notices.job();
    const decided = await it.ask();
    await it.notices.job();
    await it.goTo(decided, "awaiting_approval", "posted");
    for (const { source } of [lost, decided]) await it.remember(source.repo.id, true);
    for (let minute = 0; minute < 3; minute++) {
      it.pass(6 * MINUTE);
      await it.notices.job();
    }
    expect(it.slack.messages(CHANNEL).map((one) => textOf(one).includes("private now"))).toEqual([true, true]);
    expect(it.slack.messages(PRIVATE_CHANNEL).map(({ metadata }) => metadata?.event_payload.about)).toEqual([lost.id]);
  });

  test("while nobody knows whether a repository is private now, its message stays; GitHub is asked once for all", async () => {
    const it = await openSlackWorld();
    let isPrivate: boolean | undefined;
    let asked = 0;
    const codeHost = {
      repository: async () => {
        asked += 1;
        if (isPrivate === undefined) throw new Error("GitHub is down");
        return { defaultBranch: "main", head: "a".repeat(40), isPrivate };
      },
    };
    const notices = noticesOf(it, { codeHost });
    onTestFinished(async () => {
      await notices.close();
      await it.close();
    });
    const task = await it.ask();
    const { repo } = task.source;
    for (const issue of [2, 3, 4]) await it.ask({ repo, issue });
    await notices.job();
    await it.backend.values.delete(REPOSITORIES, String(repo.id));
    const asksNobody = noticesOf(it);
    for (const one of [notices, asksNobody]) {
      it.pass(6 * MINUTE);
      await one.job();
    }
    await asksNobody.close();
    expect(it.slack.messages(CHANNEL).map((one) => buttonsOf(one).length)).toEqual([4, 4, 4, 4]);
    isPrivate = true;
    it.pass(6 * MINUTE);
    await notices.job();
    asked = 0;
    it.pass(MINUTE);
    await notices.job();
    expect(asked).toBe(0);
    expect(it.slack.messages(CHANNEL).map((one) => buttonsOf(one).length)).toEqual([0, 0, 0, 0]);
    expect(it.slack.messages(PRIVATE_CHANNEL)).toHaveLength(4);
  });

  test("without such a channel nothing is told; where GitHub can be asked, it is asked", async () => {
    const it = await openSlackWorld();
    const asked: number[] = [];
    const codeHost = {
      repository: async ({ repo }: { repo: { id: number } }) => {
        asked.push(repo.id);
        return { defaultBranch: "main", head: "", isPrivate: false };
      },
    };
    const hidden = noticesOf(it, { privateChannel: undefined });
    const asking = noticesOf(it, { privateChannel: undefined, codeHost });
    onTestFinished(async () => {
      await Promise.all([hidden.close(), asking.close()]);
      await it.close();
    });
    const task = await it.ask({ isPrivate: undefined });
    await it.ask({ isPrivate: true });
    await hidden.job();
    expect([...it.slack.messages(CHANNEL), ...it.slack.messages(PRIVATE_CHANNEL)]).toEqual([]);
    await asking.job();
    expect(asked).toEqual([task.source.repo.id]);
    expect(it.slack.messages(CHANNEL).map(({ metadata }) => metadata?.event_payload.about)).toEqual([task.id]);
  });
});
