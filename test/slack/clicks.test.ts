import { approve } from "@frontdesk/shared/domain/decide";
import { DAY } from "@frontdesk/shared/domain/limits";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { moment } from "../contract/builders.ts";
import { granted, stepsTo } from "../contract/journeys.ts";
import { asking, verdictOn } from "../contract/wishes.ts";
import { eventually } from "../eventually.ts";
import { PEOPLE } from "../sandbox/slack/start-slack.ts";
import { buttonsOf, CONSOLE, startSlackWorld, textOf } from "./slack-world.ts";
import { startAsked } from "./start-asked.ts";

const { grace } = PEOPLE;

test("approved by a click: the decision is signed and announced, and the message shows it without buttons", async () => {
  const it = await startAsked();
  expect(buttonsOf(it.message)).toEqual(["approve", "edit", "send_back", "reject"]);
  expect(await it.slack.click(it.message, "approve", grace)).toMatchObject({ status: 200, body: "" });
  expect(await it.task(it.asked.id)).toMatchObject({ state: "approved", decision: { by: "grace", via: "slack" } });
  expect(it.hints).toEqual(["reply.approved"]);
  await eventually(() => expect(textOf(it.shown())).toContain("grace approved this"));
  expect(buttonsOf(it.shown())).toEqual([]);
});

test("C50: of 50 clicks on approve one counts, and everybody else is told by whom and when it was decided", async () => {
  const it = await startAsked();
  await Promise.all(Array.from({ length: 50 }, () => it.slack.click(it.message, "approve", grace)));
  expect(await it.state()).toBe("approved");
  expect(it.hints).toEqual(["reply.approved"]);
  await eventually(() => expect(it.slack.whispers(grace)).toHaveLength(49));
  expect(it.slack.whispers(grace)[0]?.text).toMatch(/did nothing any more\. grace approved this\..*<!date\^/);
});

test("C50: each click sent three times, by Slack itself, decides once", async () => {
  const it = await startAsked();
  it.slack.faults.clicks = { times: 3, withOldKey: false };
  await it.slack.click(it.message, "approve", grace);
  expect(it.hints).toEqual(["reply.approved"]);
});

test("C52: the draft has changed since the button was drawn: nothing is decided, and the new one is shown", async () => {
  const it = await startAsked();
  const stale = it.message;
  const again = stepsTo("awaiting_approval, with the difference", it.clock.now).slice(
    stepsTo("awaiting_approval", it.clock.now).length,
  );
  for (const step of again) granted(await it.backend.tasks.update(it.asked.id, step));
  const [button] = stale.blocks.flatMap((block) => (block.type === "actions" ? block.elements : []));
  await eventually(() => expect(textOf(it.shown())).toContain("changed since this was drafted"));
  it.slack.state.put("messages", { ...it.shown(), blocks: stale.blocks });
  expect((await it.slack.click(stale, String(button?.action_id), grace)).status).toBe(200);
  expect(await it.whisper(grace)).toContain("the draft has changed");
  expect(await it.state()).toBe("awaiting_approval");
});

test("rejected with a reason, which the message shows", async () => {
  const it = await startAsked();
  const { sent, view } = await it.fillIn("reject", "We don't do <!channel> that.");
  expect([sent.body, view.closed]).toEqual(["", true]);
  expect(await it.task(it.asked.id)).toMatchObject({ state: "rejected", decision: { by: "grace", via: "slack" } });
  await eventually(() => expect(textOf(it.shown())).toContain("grace rejected this."));
  expect(textOf(it.shown())).toContain("We don't do <!channel> that.");
});

test("sent back with guidance; without any the form says what it wants, and keeps what is there", async () => {
  const it = await startAsked();
  const empty = await it.fillIn("send_back", "  ");
  expect(Object.values(empty.view.errors)).toEqual([expect.stringContaining("Say what should be different")]);
  const { view } = await it.fillIn("send_back", "Ask for the log.");
  expect(view.closed).toBe(true);
  expect(await it.task(it.asked.id)).toMatchObject({
    state: "triaged",
    guidance: { text: "Ask for the log.", by: "grace" },
  });
  await eventually(() => expect(textOf(it.shown())).toContain("It is being drafted again."));
});

test("an edit is approved as it was typed, under a digest of its own; one that changes nothing is plain approval", async () => {
  const it = await startAsked();
  await it.fillIn("edit", "Which version?\n\nAnd which system?");
  const edited = await it.task(it.asked.id);
  expect(edited).toMatchObject({ state: "approved", plan: { revision: 2 } });
  expect("plan" in edited && edited.plan?.body).toMatch(/^Which version\?\n\nAnd which system\?\n\n<!-- frontdesk:/);

  const other = await startAsked();
  await other.slack.click(other.message, "edit", grace);
  await other.slack.submit(other.slack.view(grace)!.id, {});
  const { decision } = (await other.task(other.asked.id)) as { decision?: { digest: string } };
  expect(decision?.digest).toBe(other.asked.plan.digest);
});

test("an edit that cleaning changes is shown again as it would be posted, and counts when it is sent again", async () => {
  const it = await startAsked();
  const { view } = await it.fillIn("edit", "Ask @everyone, and see ![x](https://evil.example/p.png).");
  expect(view.closed).toBe(false);
  expect(await it.state()).toBe("awaiting_approval");
  const input = view.view.blocks.find((block) => block.type === "input")!;
  expect(JSON.stringify(view.view.blocks)).toContain("Cleaning changed your edit");
  const cleaned = input.type === "input" ? input.element.initial_value : "";
  expect(cleaned).not.toContain("evil.example");
  await it.slack.submit(view.id, {});
  const task = await it.task(it.asked.id);
  expect(task.state).toBe("approved");
  expect("plan" in task && task.plan?.body.startsWith(String(cleaned))).toBe(true);
});

test("a reply that is longer than Slack's forms is edited on the console, which is linked", async () => {
  const it = await startAsked();
  const { task } = granted(await it.backend.tasks.update(it.asked.id, (old) => longer(old, 3_100)));
  await eventually(() => expect(textOf(it.shown())).toContain("more line"));
  await it.slack.click(it.shown(), "edit", grace);
  expect(await it.whisper(grace)).toContain(`<${CONSOLE}/tasks/${task.id}|Edit it on the console>`);
  expect(it.slack.view(grace)).toBeUndefined();
});

test("who fills in a form while somebody else decides is told by whom, in the form, and loses nothing", async () => {
  const it = await startAsked();
  await it.slack.click(it.message, "edit", grace);
  const approving = asking((task, at) => approve(task, verdictOn(task, "approve", at), at));
  granted(await it.backend.tasks.update(it.asked.id, (task) => approving(task, moment(it.clock.now, "ada"))));
  const view = it.slack.view(grace)!;
  await it.slack.submit(view.id, { "text 0": "My own words." });
  expect(it.slack.state.get("views", view.id)).toMatchObject({
    ...{ closed: false, typed: { "text 0": "My own words." } },
    errors: { "text 0": expect.stringContaining("ada approved this on the console.") },
  });
});

test("C54: after the deadline a click says so, and the message of an expired task has no buttons", async () => {
  const it = await startAsked();
  it.pass(8 * DAY);
  await it.slack.click(it.message, "approve", grace);
  expect(await it.whisper(grace)).toContain("it could be decided until <!date^");
  await sweep({ tasks: it.backend.tasks, bus: { publish: async () => {} }, log: silentLog, now: () => it.clock.now });
  await eventually(() => expect(textOf(it.shown())).toContain("Nobody decided in time. Nothing was posted."));
  expect(buttonsOf(it.shown())).toEqual([]);
});

test("Slack has its answer within 3 s however slow the store is, and nobody is told what isn't known", async () => {
  const it = await startAsked();
  const { tasks } = it.backend;
  const update = tasks.update.bind(tasks);
  const { promise: stuck, resolve: letGo } = Promise.withResolvers<void>();
  tasks.update = async (...given) => {
    await stuck;
    return update(...given);
  };
  const sent = await it.slack.click(it.message, "approve", grace);
  expect(sent).toMatchObject({ status: 200 });
  expect(sent.milliseconds).toBeGreaterThan(2_000);
  expect(sent.milliseconds).toBeLessThan(3_000);
  expect(await it.whisper(grace)).toContain("It is not certain yet");
  letGo();
  await eventually(() => expect(textOf(it.shown())).toContain("grace approved this"));
});

test("a decision is acknowledged only when it is committed, and quickly", async () => {
  const it = await startAsked();
  const sent = await it.slack.click(it.message, "approve", grace);
  const { decision } = (await it.task(it.asked.id)) as { decision?: { by: string } };
  expect(decision?.by).toBe("grace");
  expect(sent.milliseconds).toBeLessThan(1_000);
});

test("C55: where the store is down a click is not acknowledged as decided, and whoever clicked is told", async () => {
  const it = await startAsked();
  it.backend.faults.goDown();
  expect((await it.slack.click(it.message, "approve", grace)).status).toBe(200);
  expect(await it.whisper(grace)).toContain("It is not certain yet");
  it.backend.faults.comeBack();
  expect(await it.state()).toBe("awaiting_approval");
});

test("what was decided here is shown at once, also where nobody tells of commits", async () => {
  const it = await startSlackWorld({ watches: false });
  await it.ask();
  await it.notices.job();
  await it.slack.click(it.slack.messages()[0]!, "approve", grace);
  await eventually(() => expect(textOf(it.slack.messages()[0]!)).toContain("grace approved this"));
});

test("a click on a stray copy counts, and takes the copy away", async () => {
  const it = await startAsked();
  const { id: _, ts: __, ...copied } = it.message;
  const stray = it.slack.state.put("messages", {
    ...copied,
    ts: "1900000000.000001",
    id: `${copied.channel} 1900000000.000001`,
  });
  await it.slack.click(stray, "approve", grace);
  expect(await it.state()).toBe("approved");
  await eventually(() => expect(it.slack.messages().map(({ ts }) => ts)).toEqual([it.message.ts]));
});

function longer(old: Awaited<ReturnType<Awaited<ReturnType<typeof startAsked>>["task"]>>, length: number) {
  if (old.state !== "awaiting_approval") throw new Error(old.state);
  const version = old.version + 1;
  const entry = {
    version,
    at: old.updatedAt,
    transition: "remind",
    from: old.state,
    to: old.state,
    by: "test",
    why: "",
  } as const;
  const body = Array.from({ length: length / 100 }, () => `${"x".repeat(98)}\n`).join("\n");
  return { task: { ...old, version, plan: { ...old.plan, body } }, entry };
}
