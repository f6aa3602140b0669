import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, onTestFinished, test } from "vitest";
import { moment } from "../contract/builders.ts";
import { granted, type Stop, stepsTo } from "../contract/journeys.ts";
import { eventually } from "../eventually.ts";
import { PEOPLE } from "../sandbox/slack/start-slack.ts";
import { openByHand } from "./open-by-hand.ts";
import { buttonsOf, CONSOLE, noticesOf, openSlackWorld, startSlackWorld, textOf } from "./slack-world.ts";

test("what a person has to know stands in the message", async () => {
  const it = await startSlackWorld();
  const task = await it.ask();
  const [message] = await eventually(() => {
    expect(it.slack.messages()).toHaveLength(1);
    return it.slack.messages();
  });
  const text = textOf(message!);
  const { owner, name } = task.source.repo;
  expect(text).toContain(`<https://github.com/${owner}/${name}/issues/1|${owner}/${name} #1>* opened by ada`);
  for (const said of [
    "It crashes on start",
    "crashes on start",
    "bug, 90 % sure",
    "*Adds labels*\\nbug",
    "Which version is it?",
  ]) {
    expect(text).toContain(said);
  }
  expect(text).toContain(`${Buffer.byteLength(task.plan.body)} bytes · digest`);
  expect(text).toContain("$0.0000 · until <!date^");
  expect(text).not.toContain("<!-- frontdesk");
  expect(message!.metadata).toEqual({ event_type: "frontdesk_notice", event_payload: { about: task.id } });
});

describe("the message is a picture of the task, in the end without buttons", () => {
  test.each<[Stop, string]>([
    ["approved", "test approved this on the console. It is being posted."],
    ["posted", " · <https://github.com/acme/webapp/issues/1#issuecomment-99|Open the comment>"],
    ["rejected", "test rejected this on the console. Nothing was posted."],
    ["triaged, with guidance", "It is being drafted again."],
    ["triaged, after an edit", "It is being drafted again."],
    ["cancelled", "Cancelled. Nothing was posted."],
    ["parked from approved", "It is stuck."],
    ["parked from posting", "It may or may not be posted: somebody has to look."],
  ])("%s", async (stop, says) => {
    const it = await startSlackWorld();
    const task = await it.ask();
    await eventually(() => expect(it.slack.messages()).toHaveLength(1));
    const steps = stepsTo(stop, it.clock.now).slice(stepsTo("awaiting_approval", it.clock.now).length);
    for (const step of steps) granted(await it.backend.tasks.update(task.id, step));
    await eventually(() => expect(textOf(it.slack.messages()[0]!)).toContain(says));
    expect(it.slack.messages()).toHaveLength(1);
    expect(buttonsOf(it.slack.messages()[0]!)).toEqual([]);
    expect(textOf(it.slack.messages()[0]!)).toContain(`${CONSOLE}/tasks/${task.id}`);
  });
});

test("a new draft is shown with buttons of its own in the same message, and people are told of it below", async () => {
  const it = await startSlackWorld();
  const task = await it.ask();
  await eventually(() => expect(it.slack.messages()).toHaveLength(1));
  const before = JSON.stringify(it.slack.messages()[0]?.blocks);
  const steps = stepsTo("awaiting_approval, with the difference", it.clock.now);
  for (const step of steps.slice(stepsTo("awaiting_approval", it.clock.now).length)) {
    granted(await it.backend.tasks.update(task.id, step));
  }
  const { plan } = (await it.task(task.id)) as { plan: { digest: string } };
  await eventually(() => expect(textOf(it.slack.messages()[0]!)).toContain(plan.digest));
  expect(before).not.toContain(plan.digest);
  await eventually(() =>
    expect(it.slack.replies(it.slack.messages()[0]!.ts).at(-1)?.text).toContain("There is a new draft"),
  );
});

test("C54: a reminder is shown, and said once below the message", async () => {
  const it = await openByHand();
  await it.ask();
  await it.notices.job();
  it.pass(25 * HOUR);
  await it.sweepNow();
  for (let time = 0; time < 3; time++) await it.notices.job();
  const [message] = it.slack.messages();
  expect(textOf(message!)).toContain("Reminder: nobody has decided yet.");
  expect(buttonsOf(message!)).toContain("approve");
  expect(it.slack.replies(message!.ts).map(({ text, broadcast }) => [text.slice(0, 33), broadcast])).toEqual([
    ["Reminder: nobody had decided yet,", true],
  ]);
});

test("C55: while Slack is down tasks go their way; when it is back, the channel catches up with how they are then", async () => {
  const it = await openByHand();
  const down = it.slack.faults.add({ on: "*", fault: { kind: "down" }, times: Number.POSITIVE_INFINITY });
  const [decided, waiting, late] = [await it.ask(), await it.ask(), await it.ask()];
  for (let minute = 0; minute < 10; minute++) {
    await it.notices.job();
    it.pass(MINUTE);
  }
  expect(it.slack.messages()).toEqual([]);
  await it.goTo(decided, "awaiting_approval", "posted");
  down.end();
  for (let minute = 0; minute < 10; minute++) {
    await it.notices.job();
    it.pass(MINUTE);
  }
  const about = () => it.slack.messages().map(({ metadata }) => metadata?.event_payload.about);
  expect(about().toSorted()).toEqual([waiting.id, late.id].toSorted());
  await it.goTo(late, "awaiting_approval", "rejected");
  it.pass(5 * MINUTE);
  await it.notices.job();
  expect(it.slack.messages().filter((one) => buttonsOf(one).length > 0)).toHaveLength(1);
});

test("C55: Slack goes down while a message is up: what it shows is caught up with", async () => {
  const it = await openByHand();
  const task = await it.ask();
  await it.notices.job();
  it.slack.faults.add({ on: "*", fault: { kind: "down" }, times: 2 });
  await it.goTo(task, "awaiting_approval", "posted");
  for (let minute = 0; minute < 12; minute++) {
    it.pass(MINUTE);
    await it.notices.job();
  }
  expect(textOf(it.slack.messages()[0]!)).toContain("Posted.");
  expect(it.slack.messages()).toHaveLength(1);
});

test("a limit is honoured: nothing is sent before the time that Slack said", async () => {
  const it = await openByHand();
  await it.ask();
  it.slack.faults.add({ on: "chat.postMessage", fault: { kind: "limited", retryAfter: 90 } });
  const posts = () => it.slack.passages().filter(({ what }) => what === "chat.postMessage").length;
  await it.notices.job();
  for (const seconds of [30, 30, 29]) {
    it.pass(seconds * SECOND);
    await it.notices.job();
  }
  expect(posts()).toBe(1);
  it.pass(2 * SECOND);
  const other = noticesOf(it);
  await other.job();
  await other.close();
  expect([posts(), it.slack.messages().length]).toEqual([2, 1]);
});

test("two processes at once post one message", async () => {
  const it = await openByHand();
  const other = noticesOf(it);
  for (let n = 0; n < 5; n++) await it.ask();
  await Promise.all([it.notices.start(), other.start(), it.notices.job(), other.job()]);
  for (let n = 0; n < 3; n++) await it.ask();
  await eventually(() => expect(it.slack.messages()).toHaveLength(8));
  await Promise.all([it.notices.job(), other.job()]);
  await other.close();
  const about = it.slack.messages().map(({ metadata }) => metadata?.event_payload.about);
  expect(new Set(about).size).toBe(8);
  expect(about).toHaveLength(8);
});

test("a process that stood still for longer than its lease posts nothing that another has posted meanwhile", async () => {
  const it = await openByHand();
  const { promise: still, resolve: goOn } = Promise.withResolvers<void>();
  const { promise: stands, resolve: hasClaimed } = Promise.withResolvers<void>();
  const { tasks, calls, values } = it.backend;
  // Between its claim and the note that something is sent.
  const slow = {
    ...calls,
    list: async (taskId: string) => {
      hasClaimed();
      await still;
      return calls.list(taskId);
    },
  };
  await it.ask();
  const sleeper = noticesOf(it, { stores: { tasks, values, calls: slow } });
  const slept = sleeper.job();
  await stands;
  it.pass(2 * MINUTE);
  await it.notices.job();
  expect(it.slack.messages()).toHaveLength(1);
  // As it is for somebody whose clock stood still, too.
  it.pass(-2 * MINUTE);
  goOn();
  await slept;
  await sleeper.close();
  expect(it.slack.messages()).toHaveLength(1);
});

test("a message that somebody deleted is posted anew while it waits, and not afterwards", async () => {
  const it = await openByHand();
  const task = await it.ask();
  await it.notices.job();
  it.slack.remove(it.slack.messages()[0]!);
  it.pass(25 * HOUR);
  await it.sweepNow();
  await it.notices.job();
  expect(it.slack.messages()).toHaveLength(1);
  it.slack.remove(it.slack.messages()[0]!);
  await it.goTo(task, "awaiting_approval", "rejected");
  it.pass(5 * MINUTE);
  await it.notices.job();
  expect(it.slack.messages()).toEqual([]);
});

test("what Slack refuses is said in the log with its reason, and tried again later", async () => {
  const it = await openSlackWorld();
  const said: unknown[] = [];
  const notices = noticesOf(it, { log: { ...silentLog, error: (_, fields) => void said.push(fields?.why) } });
  onTestFinished(async () => {
    await notices.close();
    await it.close();
  });
  const gone = it.slack.faults.add({
    on: "chat.postMessage",
    fault: { kind: "refused", error: "not_in_channel" },
    times: 9,
  });
  await it.ask();
  await notices.job();
  expect(said).toEqual(["not_in_channel"]);
  gone.end();
  it.pass(MINUTE);
  await notices.job();
  expect(it.slack.messages()).toHaveLength(1);
});

test("where the history can't be read and two sends are unknown, nothing more is sent until the question is put again", async () => {
  const it = await openByHand();
  it.slack.allow("channels:history", false);
  it.slack.faults.add({ on: "chat.postMessage", fault: { kind: "lost request" }, times: 2 });
  await it.ask();
  const through = async (minutes: number) => {
    for (let minute = 0; minute < minutes; minute++) {
      await it.notices.job();
      it.pass(MINUTE);
    }
  };
  await through(30);
  expect(it.slack.messages()).toEqual([]);
  const posts = () => it.slack.passages().filter(({ what }) => what === "chat.postMessage").length;
  expect(posts()).toBe(2);
  it.pass(24 * HOUR);
  await it.sweepNow();
  await through(10);
  expect(it.slack.messages()).toHaveLength(1);
});

test("a click on a message of which nobody knew makes it known", async () => {
  const it = await startSlackWorld();
  it.slack.allow("channels:history", false);
  it.slack.faults.add({ on: "chat.postMessage", fault: { kind: "lost answer" } });
  const task = await it.ask();
  await eventually(() => expect(it.slack.messages()).toHaveLength(1));
  await eventually(async () => expect((await it.notice(task.id))?.claim).toBeUndefined());
  await it.slack.click(it.slack.messages()[0]!, "approve", PEOPLE.grace);
  await eventually(() => expect(textOf(it.slack.messages()[0]!)).toContain("grace approved this"));
  expect(it.slack.messages()).toHaveLength(1);
});

test("a task that nobody is asked about is not told of, whatever becomes of it", async () => {
  const it = await startSlackWorld();
  for (const stop of ["drafted", "skipped", "parked from triaged"] as const) await it.ask({}, stop);
  const cancelled = await it.ask({}, "drafted");
  granted(
    await it.backend.tasks.update(cancelled.id, (task) =>
      onOutsideChange(task, { kind: "gone", how: "closed" }, moment(it.clock.now)),
    ),
  );
  const asked = await it.ask();
  await eventually(() => expect(it.slack.messages()).toHaveLength(1));
  await it.notices.job();
  expect(it.slack.messages().map(({ metadata }) => metadata?.event_payload.about)).toEqual([asked.id]);
});
