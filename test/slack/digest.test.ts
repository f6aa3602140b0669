import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Task } from "@frontdesk/shared/domain/task";
import { expect, onTestFinished, test } from "vitest";
import { granted, stepsTo } from "../contract/journeys.ts";
import { eventually } from "../eventually.ts";
import { CHANNEL, PRIVATE_CHANNEL } from "../sandbox/slack/start-slack.ts";
import type { Message } from "../sandbox/slack/state.ts";
import { CONSOLE, noticesOf, openSlackWorld, startSlackWorld, textOf } from "./slack-world.ts";

const isDigest = ({ metadata }: Message) => String(metadata?.event_payload.about).startsWith("digest of");
const REJECTED = (now: Date) => stepsTo("rejected", now).slice(stepsTo("awaiting_approval", now).length);

/** One process that does its job when it is told to, and time that passes meanwhile. */
async function openByHand() {
  const world = await openSlackWorld();
  const notices = noticesOf(world);
  onTestFinished(async () => {
    await notices.close();
    await world.close();
  });
  const until = (assertion: () => void) =>
    eventually(async () => {
      await notices.job();
      world.pass(5 * MINUTE);
      assertion();
    });
  const own = (channel = CHANNEL) => world.slack.messages(channel).filter((message) => !isDigest(message));
  const digests = (channel = CHANNEL) => world.slack.messages(channel).filter(isDigest);
  const reject = async (id: string) => {
    for (const step of REJECTED(world.clock.now)) granted(await world.backend.tasks.update(id, step));
  };
  return { ...world, until, own, digests, reject };
}

test("ten that wait have a message each; of more, one message tells how many, and leads to the console", async () => {
  const it = await openByHand();
  for (let n = 0; n < 10; n++) await it.ask();
  await it.until(() => expect(it.own()).toHaveLength(10));
  expect(it.digests()).toEqual([]);
  for (let n = 0; n < 5; n++) await it.ask();
  await it.until(() => expect(it.digests().map(textOf).join()).toContain("15 replies wait for a decision."));
  expect([it.own().length, it.digests().length]).toEqual([10, 1]);
  expect(textOf(it.digests()[0]!)).toContain(`<${CONSOLE}/|Decide them on the console>`);
});

test("when they are few again each has a message of its own, and the digest says so; the next flood has a new one", async () => {
  const it = await openByHand();
  const asked: Task[] = [];
  for (let n = 0; n < 14; n++) asked.push(await it.ask());
  await it.until(() => expect(it.digests().map(textOf).join()).toContain("14 replies wait"));
  for (const { id } of asked.slice(0, 6)) await it.reject(id);
  const about = () => it.own().map(({ metadata }) => metadata?.event_payload.about);
  await it.until(() => {
    expect(textOf(it.digests()[0]!)).toContain("each has a message of its own");
    for (const { id } of asked.slice(6)) expect(about()).toContain(id);
  });
  expect(new Set(about()).size).toBe(about().length);
  for (let n = 0; n < 6; n++) await it.ask();
  await it.until(() => expect(it.digests().map(textOf).join()).toContain("14 replies wait"));
  expect(it.digests()).toHaveLength(2);
  expect(textOf(it.digests()[0]!)).toContain("each has a message of its own");
});

test("each channel counts its own", async () => {
  const it = await openByHand();
  for (let n = 0; n < 3; n++) await it.ask({ isPrivate: true });
  for (let n = 0; n < 12; n++) await it.ask();
  await it.until(() => expect(it.digests().map(textOf).join()).toContain("12 replies wait"));
  await it.until(() => expect(it.own(PRIVATE_CHANNEL)).toHaveLength(3));
  expect(it.digests(PRIVATE_CHANNEL)).toEqual([]);
});

test("500 asked in a minute: nobody is forgotten, nobody told of twice, and no limit is passed", async () => {
  const it = await startSlackWorld({ messagesEvery: 15 });
  const asked = await Promise.all(Array.from({ length: 500 }, () => it.ask()));
  const digests = () => it.slack.messages().filter(isDigest);
  await eventually(() => expect(digests().map(textOf).join()).toContain("500 replies wait"));
  const told = () => it.slack.messages().filter((message) => !isDigest(message));
  expect(told().length).toBeLessThan(20);

  const left = new Set(asked.slice(-7).map(({ id }) => id));
  await Promise.all(
    asked
      .filter(({ id }) => !left.has(id))
      .map(async ({ id }) => {
        for (const step of REJECTED(it.clock.now)) granted(await it.backend.tasks.update(id, step));
      }),
  );
  await eventually(() => expect(textOf(digests()[0]!)).toContain("each has a message of its own"));
  await eventually(() => {
    const about = told().map(({ metadata }) => String(metadata?.event_payload.about));
    expect(new Set(about).size).toBe(about.length);
    expect(about.filter((id) => left.has(id))).toHaveLength(7);
  });
  await eventually(() => {
    const open = told().filter(({ blocks }) => blocks.some(({ type }) => type === "actions"));
    expect(new Set(open.map(({ metadata }) => metadata?.event_payload.about))).toEqual(left);
  });
  expect(it.slack.passages().filter(({ status }) => status === 429)).toEqual([]);
});
