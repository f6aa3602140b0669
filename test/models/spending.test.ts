import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { expect, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import type { FaultyBackend, OpenBackend } from "../contract/test-backend.ts";
import { eventually } from "../eventually.ts";
import { billed, DEEP, FAST, generated, openGatewayWorld, question, type World } from "./gateway-world.ts";

const { signal } = new AbortController();
const reply = { step: "respond", purpose: "reply", tier: "deep" } as const;

function billedInAll({ gemini }: World): number {
  return billed(gemini, FAST) + billed(gemini, DEEP);
}

/** As if so much of the day's budget had been spent long ago. */
async function spend({ backend, now }: World, takenMicros: number): Promise<void> {
  await backend.values.put(BUDGETS, budgetKey("all", now()), { value: { takenMicros } });
}

test.each([1, 4])("C37: 200 calls at once, on %i instances, never pass the cap", async (many) => {
  const caps = { allMicros: 100_000 };
  const world = await openGatewayWorld({ caps });
  const { now, whenIdle, backend } = world;
  const instances = Array.from({ length: many }, () => world.open(caps));
  const asked = Array.from({ length: 200 }, (_, n) =>
    instances[n % many]!.ask(question(now(), { until: new Date(now().getTime() + 200_000) }), signal),
  );
  const answers = await whenIdle(Promise.all(asked));
  const answered = answers.filter(({ is }) => is === "answered").length;
  expect(billedInAll(world)).toBeLessThanOrEqual(caps.allMicros);
  expect((await backend.values.get(BUDGETS, budgetKey("all", now())))?.takenMicros).toBeLessThanOrEqual(caps.allMicros);
  expect(answered).toBeGreaterThan(10);
  expect(answered).toBeLessThan(200);
  expect(answers.filter(({ is }) => is === "later")).toHaveLength(200 - answered);
});

test.each([
  ["repository", { repoMicros: 60_000 }],
  ["author", { authorMicros: 60_000 }],
])("C37: the %s has a cap of its own", async (whose, caps) => {
  const world = await openGatewayWorld({ caps });
  const { gateway, now, whenIdle } = world;
  const ask = (n: number, repo: string, author: string) =>
    gateway.ask(question(now(), { task: { id: `acme.webapp.${n}.opened`, repo, author } }), signal);
  const answers = await whenIdle(Promise.all(Array.from({ length: 50 }, (_, n) => ask(n, "1", "mona"))));
  expect(billedInAll(world)).toBeLessThanOrEqual(60_000);
  const refused = answers.find(({ is }) => is === "later");
  expect(refused).toMatchObject({ why: expect.stringContaining(whose) });
  expect(await whenIdle(ask(99, "2", "hubot"))).toMatchObject({ is: "answered" });
});

const POOR = { id: "acme.webapp.9.opened", repo: "1", author: "mona", repoMicros: 1_000 };

test("C37: what the repository's owners allow is the cap, where it is less", async () => {
  const { ask, gemini } = await openGatewayWorld();
  const why = expect.stringMatching(
    /^one call may cost \$0\.00\d+, and the repository's budget is \$0\.001 a day: .*`dollars_per_day`/,
  );
  expect(await ask({ task: POOR })).toMatchObject({ is: "later", why });
  expect(await ask({ ...reply, task: POOR })).toMatchObject({ is: "withheld", why });
  expect(generated(gemini)).toEqual([]);
});

test("a budget that is below the price of a call waits for the next day, though calls have just run", async () => {
  const world = await openGatewayWorld();
  const { backend, now, ask } = world;
  const running = { takenMicros: 900, changedAt: now() };
  await backend.values.put(BUDGETS, budgetKey("repo 1", now()), { value: running });
  const later = await ask({ task: POOR });
  expect("until" in later && later.until.toISOString()).toMatch(/^2026-11-21T00:/);
});

test("that a budget is too small is said once a day, whoever asks, and not where the fast model can be paid", async () => {
  const world = await openGatewayWorld();
  const { now, whenIdle, timing, lines } = world;
  const instances = [world.open(), world.open()];
  const askAll = () =>
    whenIdle(
      Promise.all(Array.from({ length: 6 }, (_, n) => instances[n % 2]!.ask(question(now(), { task: POOR }), signal))),
    );
  const alerts = () => lines.filter(({ level }) => level === "alert");
  await askAll();
  expect(alerts()).toEqual([
    expect.objectContaining({ fields: expect.objectContaining({ why: expect.stringContaining("$0.001 a day") }) }),
  ]);
  await askAll();
  expect(alerts()).toHaveLength(1);
  timing.pass(24 * 3_600_000);
  await askAll();
  expect(alerts()).toHaveLength(2);

  const task = { ...POOR, repo: "2", repoMicros: 10_000 };
  expect(await world.ask({ ...reply, task })).toMatchObject({ is: "answered", call: { tier: "fast" } });
  expect(alerts()).toHaveLength(2);
});

test("with less left than one call may cost, a question waits until there is more, and a reply is withheld", async () => {
  const world = await openGatewayWorld();
  const { backend, now, ask, lines } = world;
  const task = { ...POOR, repoMicros: 10_000 };
  await backend.values.put(BUDGETS, budgetKey("repo 1", now()), { value: { takenMicros: 6_000 } });
  const why = "not enough is left of the repository's budget for today";
  const came = [await ask({ task }), await ask({ ...reply, task })];
  expect(came).toMatchObject([
    { is: "later", why },
    { is: "withheld", why },
  ]);
  expect(lines).toEqual([]);
  world.timing.pass(24 * 3_600_000);
  expect(await ask({ task })).toMatchObject({ is: "answered" });
});

/** A backend that lets a test have its say before a budget is changed. */
function openTelling(beforeUpdate: (key: string) => void): OpenBackend<FaultyBackend> {
  return async (options) => {
    const backend = await openModel(options);
    const { update } = backend.values;
    const telling: typeof update = async (kind, key, next) => {
      beforeUpdate(key);
      return update(kind, key, next);
    };
    return { ...backend, values: { ...backend.values, update: telling } };
  };
}

test("where the store fails in the middle of setting money aside, what was set aside before is given back", async () => {
  const open = openTelling((key) => {
    if (key.endsWith("repo 1")) throw new Unavailable("down");
  });
  const { ask, backend, now } = await openGatewayWorld({ open });
  await expect(ask()).rejects.toThrow("down");
  expect(await backend.values.get(BUDGETS, budgetKey("author mona", now()))).toMatchObject({ takenMicros: 0 });
});

test("who finds at midnight that yesterday's money is spent need not wait for tomorrow's", async () => {
  const start = "2026-11-20T23:59:59.999Z";
  const open = openTelling((key) => void (key === "2026-11-20 repo 1" && world.timing.pass(1)));
  const world = await openGatewayWorld({ caps: { repoMicros: 10_000 }, start, open });
  await world.backend.values.put(BUDGETS, "2026-11-20 repo 1", { value: { takenMicros: 6_000 } });
  const later = await world.ask();
  expect("until" in later && later.until.toISOString()).toMatch(/^2026-11-21T00:0/);
});

test("C37: what a crash left unsettled counts as spent", async () => {
  const world = await openGatewayWorld();
  const { gateway, gemini, backend, now } = world;
  gemini.faults.add({ fault: { kind: "hangs" } });
  const asked = question(now());
  const abandoned = gateway.ask(asked, signal);
  abandoned.catch(() => undefined);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  // Of this instance nothing more is heard.
  const author = await backend.values.get(BUDGETS, budgetKey("author mona", now()));
  expect(author?.takenMicros).toBeGreaterThan(2_548 * 2.5);
  const [call] = await backend.calls.list(asked.task.id);
  expect(call).toMatchObject({ ended: "running", finished: false, costMicros: author?.takenMicros });
});

test("what a call did not cost is given back, and an instance that ends gives back all that it holds", async () => {
  const { ask, gateway, backend, now } = await openGatewayWorld({ caps: { allMicros: 10_000_000 } });
  const { costMicros } = await ask();
  const taken = async (whose: string) => (await backend.values.get(BUDGETS, budgetKey(whose, now())))?.takenMicros;
  expect(await taken("author mona")).toBe(costMicros);
  expect(await taken("all")).toBe(200_000);
  await gateway.close();
  expect([await taken("all"), await taken("repo 1")]).toEqual([costMicros, costMicros]);
});

test("when the budget nears its end: first the fast model for the deep one, then labels alone, then tomorrow", async () => {
  const world = await openGatewayWorld({ caps: { allMicros: 10_000_000 } });
  const { ask } = world;
  expect(await ask(reply)).toMatchObject({ is: "answered", call: { model: DEEP, tier: "deep" } });

  await spend(world, 7_500_000);
  const cheaper = await ask(reply);
  expect(cheaper).toMatchObject({ is: "answered", call: { model: FAST, tier: "fast" } });
  expect("call" in cheaper && cheaper.call.spared).toMatch(/^7\d % of Frontdesk's budget for today are spent$/);

  await spend(world, 9_300_000);
  expect(await ask(reply)).toMatchObject({ is: "withheld", costMicros: 0, why: expect.stringContaining("9") });
  const sorted = await ask();
  expect(sorted).toMatchObject({ is: "answered" });

  await world.gateway.close();
  await spend(world, 10_000_000);
  const later = await ask();
  expect(later).toMatchObject({ is: "later", why: "not enough is left of Frontdesk's budget for today" });
  const until = "until" in later ? later.until : new Date(0);
  expect(until.getTime()).toBeGreaterThanOrEqual(Date.parse("2026-11-21T00:00:00Z"));
  expect(until.getTime()).toBeLessThan(Date.parse("2026-11-21T01:00:00Z"));
});

test("while calls run that will cost less than was set aside, there may be money again soon", async () => {
  const world = await openGatewayWorld({ caps: { authorMicros: 10_000 } });
  const { gateway, gemini, now, whenIdle, timing } = world;
  gemini.faults.add({ fault: { kind: "hangs" } });
  const first = gateway.ask(question(now()), signal);
  await eventually(() => expect(gemini.requests()).toHaveLength(1));
  const second = await gateway.ask(question(now()), signal);
  expect(second).toMatchObject({ is: "later" });
  expect("until" in second && second.until.getTime() - now().getTime()).toBeLessThan(15 * 60_000);
  timing.pass(58_000);
  await whenIdle(first);
});

test("a new day has a new budget", async () => {
  const world = await openGatewayWorld({ caps: { allMicros: 10_000_000 } });
  await spend(world, 10_000_000);
  expect(await world.ask()).toMatchObject({ is: "later" });
  world.timing.pass(24 * 3_600_000);
  expect(await world.ask()).toMatchObject({ is: "answered" });
});

test("what the fast model answered for want of money is not paid for again either", async () => {
  const { ask, now } = await openGatewayWorld({ caps: { authorMicros: 60_000 } });
  const asked = question(now(), { ...reply, maxOutputTokens: 2_000 });
  expect(await ask(asked)).toMatchObject({ is: "answered", call: { tier: "fast", reused: false } });
  expect(await ask(asked)).toMatchObject({
    ...{ is: "answered", costMicros: 0 },
    call: { tier: "fast", reused: true, spared: expect.stringContaining("author") },
  });
});

test("a budget of nothing is all spent", async () => {
  const { ask } = await openGatewayWorld({ caps: { allMicros: 0 } });
  expect(await ask(reply)).toMatchObject({ is: "withheld", why: expect.stringMatching(/^100 % of /) });
});

test("no money for the deep model is money for the fast one", async () => {
  const { ask } = await openGatewayWorld({ caps: { authorMicros: 60_000 } });
  const answer = await ask({ ...reply, maxOutputTokens: 2_000 });
  expect(answer).toMatchObject({ is: "answered", call: { tier: "fast", spared: expect.stringContaining("author") } });
});
