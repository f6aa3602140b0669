import { MINUTE } from "@frontdesk/shared/domain/limits";
import { describe, expect, onTestFinished, test } from "vitest";
import { CHANNEL, PRIVATE_CHANNEL } from "../sandbox/slack/start-slack.ts";
import { openByHand } from "./open-by-hand.ts";
import { noticesOf, openSlackWorld, textOf } from "./slack-world.ts";

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
