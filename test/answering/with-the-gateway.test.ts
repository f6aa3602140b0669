import { askReplay } from "@frontdesk/approval/replay";
import { onReplaySorted } from "@frontdesk/respond/on-replay-sorted";
import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { REPLAYS } from "@frontdesk/shared/domain/replay";
import { onReplayAsked } from "@frontdesk/triage/on-replay-asked";
import { expect, test } from "vitest";
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
