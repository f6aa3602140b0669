import { askReplay } from "@frontdesk/approval/replay";
import { onReplaySorted } from "@frontdesk/respond/on-replay-sorted";
import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { REPLAYS } from "@frontdesk/shared/domain/replay";
import { repositoryKey } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import { onReplayAsked } from "@frontdesk/triage/on-replay-asked";
import { describe, expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { generated, openGatewayWorld } from "../models/gateway-world.ts";

/** The services on the real gateway and adapter, before the stand-in. */
async function begin() {
  const world = await openGatewayWorld({ caps: { allMicros: 10_000_000 }, start: new Date().toISOString() });
  const it = createOutsideWorld(world.backend);
  it.github.addFile("README.md", "# Accounts\n\nYou log in with the button at the top of the page.\n");
  Object.assign(it.deps, { model: world.gateway });
  const spend = async (takenMicros: number) => {
    await world.gateway.close();
    await world.backend.values.put(BUDGETS, budgetKey("all", world.now()), { value: { takenMicros } });
  };
  const taken = async () => {
    await world.gateway.close();
    return (await world.backend.values.get(BUDGETS, budgetKey("all", world.now())))?.takenMicros ?? 0;
  };
  const calls = (id: string) => world.backend.calls.list(id);
  return { ...world, it, spend, taken, calls, step: <T>(work: Promise<T>) => world.whenIdle(work) };
}

test("as the budget nears its end: the deep model, the fast one, labels only, later; each is to be seen on the task", async () => {
  const { it, spend, step, gemini } = await begin();
  const seen = [];
  for (const spent of [0, 7_500_000, 9_300_000, 10_000_000]) {
    await spend(spent);
    const id = await it.commented({ author: "ada" });
    for (const work of [it.triage, it.draft, it.ask]) await step(work(id));
    const task = await it.task(id);
    const plan = "plan" in task ? task.plan : undefined;
    seen.push([task.state, plan?.notes?.spared ?? task.why, plan && plan.body !== ""]);
    await step(it.post(id));
  }
  expect(seen).toEqual([
    ["approved", "the policy asks for nobody", true],
    ["approved", expect.stringMatching(/^75 % of Frontdesk's budget/), true],
    ["skipped", expect.stringMatching(/^93 % of Frontdesk's budget/), false],
    ["received", "not enough is left of Frontdesk's budget for today", undefined],
  ]);
  const models = generated(gemini).map(({ model }) => model);
  expect(models.map((model) => (model?.includes("lite") ? "fast" : "deep"))).toEqual([
    ...["fast", "deep"],
    ...["fast", "fast"],
    ...["fast"],
  ]);
});

test("a replay asks both models anew, and its calls stand and are paid for beside the others", async () => {
  const { it, step, calls, taken, gemini } = await begin();
  const id = await it.commented({ author: "ada" });
  for (const work of [it.triage, it.draft, it.ask]) await step(work(id));
  const before = { task: await it.task(id), taken: await taken() };
  it.hints.length = 0;
  await askReplay(id, "ada", it.deps);
  await step(onReplayAsked(it.hints.shift() as never, it.deps));
  await step(onReplaySorted(it.hints.shift() as never, it.deps));
  const replay = await it.deps.values.get(REPLAYS, id);
  if (replay?.state !== "done") throw new Error(replay?.state);
  expect(generated(gemini)).toHaveLength(4);
  const kept = await calls(id);
  expect(kept.map(({ purpose }) => purpose)).toEqual(["sort", "reply", "replay: sort", "replay: reply"]);
  expect([replay.sorting.by.call, replay.reply?.by?.call]).toEqual(kept.slice(2).map((call) => call.id));
  const [, , sort, reply] = kept.map(({ costMicros }) => costMicros);
  expect([replay.sorting.by.costMicros, replay.reply?.by?.costMicros]).toEqual([sort, reply]);
  expect(await taken()).toBe(before.taken + (sort ?? 0) + (reply ?? 0));
  expect(await it.task(id)).toEqual(before.task);
});

describe("a repository's budget that is less than one call may cost", () => {
  const tooSmall = expect.stringMatching(/^one call may cost \$[\d.]+, and the repository's budget is \$0.001 a day/);
  const poor = async () => {
    const world = await begin();
    const { it, step, lines, gateway, backend, now } = world;
    const key = budgetKey(`repo ${repositoryKey(it.source)}`, now());
    /** And nothing of it is spent yet, as on the next day. */
    const getPoor = async () => {
      await gateway.close();
      await backend.values.delete(BUDGETS, key);
      it.github.setSettings("{ reply: ask, budget: { dollars_per_day: 0.001 } }");
      await it.repositoryChanged();
    };
    const isTomorrow = ({ notBefore }: { notBefore?: Date | undefined }) => {
      const at = now().setUTCHours(24, 0, 0, 0);
      expect(notBefore?.getTime()).toBeGreaterThanOrEqual(at);
      expect(notBefore?.getTime()).toBeLessThan(at + 3_600_000);
    };
    const through = async (id: string, ...works: ((id: string) => Promise<unknown>)[]) => {
      for (const work of works) await step(work(id));
      return (await it.task(id)) as Task & { notBefore?: Date };
    };
    const alerts = () => lines.filter(({ level }) => level === "alert").map(({ message }) => message);
    return { ...world, key, getPoor, isTomorrow, through, alerts };
  };

  test("what is new waits for the next day and says why, and an alert does", async () => {
    const { it, getPoor, isTomorrow, through, alerts, gemini } = await poor();
    await getPoor();
    const task = await through(await it.commented(), it.triage);
    expect(task).toMatchObject({ state: "received", attempts: 0, why: tooSmall, dueAt: task.notBefore });
    isTomorrow(task);
    expect(generated(gemini)).toEqual([]);
    expect([alerts(), it.alerts]).toEqual([["a budget is too small for one call"], []]);
  });

  test("what was sorted before gets labels alone", async () => {
    const { it, getPoor, through } = await poor();
    const id = await it.commented();
    await through(id, it.triage);
    await getPoor();
    const why = expect.stringMatching(/^labels only: one call may cost/);
    expect(await through(id, it.draft, it.ask)).toMatchObject({ state: "skipped", why });
  });

  test("who sent a draft back waits for the next day", async () => {
    const { it, getPoor, isTomorrow, through, alerts } = await poor();
    it.github.setSettings("reply: ask");
    const id = await it.commented();
    await through(id, it.triage, it.draft, it.ask);
    await it.sendBack(id, "Name the button.");
    await getPoor();
    const task = await through(id, it.draft);
    expect(task).toMatchObject({ state: "triaged", attempts: 0, why: tooSmall });
    isTomorrow(task);
    expect(alerts()).toHaveLength(1);
  });

  test("a replay ends, and says so, whichever of its steps it meets", async () => {
    const { it, getPoor, through, step } = await poor();
    const id = await it.commented();
    await through(id, it.triage, it.draft, it.ask);
    it.hints.length = 0;
    const replayed = () => it.deps.values.get(REPLAYS, id);
    await askReplay(id, "ada", it.deps);
    await step(onReplayAsked(it.hints.shift() as never, it.deps));
    expect(await replayed()).toMatchObject({ state: "sorted" });
    await getPoor();
    await step(onReplaySorted(it.hints.shift() as never, it.deps));
    expect(await replayed()).toMatchObject({ state: "failed", why: tooSmall });
    await askReplay(id, "grace", it.deps);
    await step(onReplayAsked(it.hints.shift() as never, it.deps));
    expect(await replayed()).toMatchObject({ state: "failed", askedBy: "grace", why: tooSmall });
  });

  test("one that has run down to that waits for the next day, too", async () => {
    const { backend, it, key, isTomorrow, through, alerts } = await poor();
    it.github.setSettings("budget: { dollars_per_day: 0.05 }");
    await backend.values.put(BUDGETS, key, { value: { takenMicros: 49_000 } });
    const task = await through(await it.commented(), it.triage);
    const why = "not enough is left of the repository's budget for today";
    expect(task).toMatchObject({ state: "received", attempts: 0, why });
    isTomorrow(task);
    expect(alerts()).toEqual([]);
  });
});
