import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { createContextCaches } from "@frontdesk/shared/model/context-cache";
import type { Prefix } from "@frontdesk/shared/ports/model";
import type { ModelWire } from "@frontdesk/shared/ports/model-wire";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { longText } from "../sandbox/gemini/call-gemini.ts";
import { CACHING, entryOf, generated, openGatewayWorld, question, type World } from "./gateway-world.ts";
import { createHandTiming } from "./hand-timing.ts";

const { signal } = new AbortController();
const MINUTE = 60_000;

/** Long enough to be cached, and its own for each test. */
function longPrefix(tokens = 8_000): Prefix {
  return { rules: "You draft replies.", material: [{ key: "README.md", commit: "c0ffee", text: longText(tokens) }] };
}

/** So many tasks that use a prefix in a quarter of an hour, and a cache of it pays. */
const ENOUGH = 4;

const deep = { step: "respond", purpose: "reply", tier: "deep" } as const;

function askIn({ gateway, now, whenIdle }: World, prefix: Prefix) {
  return whenIdle(gateway.ask(question(now(), { ...deep, prefix }), signal));
}

function requestsTo({ gemini }: World, endpoint: string) {
  return gemini.requests().filter((request) => request.endpoint === endpoint);
}

/** How many requests named a cache, and how each of all was answered. */
function told(world: World) {
  return generated(world.gemini).map(({ cachedContent, status }) => `${cachedContent ? "cached" : "plain"} ${status}`);
}

test("a prefix that is used often enough is cached, read at the cached price, and asked for by its name", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  const answers = [];
  for (let asked = 0; asked < ENOUGH; asked++) answers.push(await askIn(world, prefix));
  expect(told(world)).toEqual(["plain 200", "plain 200", "plain 200", "cached 200"]);
  expect(world.gemini.caches()).toMatchObject([{ model: CACHING, tokens: expect.any(Number) }]);
  const [cache] = world.gemini.caches();
  expect(generated(world.gemini).at(-1)?.usage?.cachedContentTokenCount).toBe(cache?.tokens);
  expect(answers.map(({ is }) => is)).toEqual(answers.map(() => "answered"));
  expect(JSON.stringify(generated(world.gemini).at(-1)?.body)).not.toContain("paragraph00");
});

test("C36: the cache vanishes between two calls: the call is repeated without it at once, and it is made again", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  for (let asked = 0; asked <= ENOUGH; asked++) await askIn(world, prefix);
  world.gemini.dropCaches();
  const paused = world.timing.pauses.length;
  expect(await askIn(world, prefix)).toMatchObject({ is: "answered" });
  expect(world.timing.pauses).toHaveLength(paused);
  expect(await askIn(world, prefix)).toMatchObject({ is: "answered" });
  expect(told(world).slice(ENOUGH - 1)).toEqual(["cached 200", "cached 200", "cached 403", "plain 200", "cached 200"]);
  expect(requestsTo(world, "createCache")).toHaveLength(2);
});

test("C36: many find at once that it is gone: all are answered, and one makes it again", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  for (let asked = 0; asked < ENOUGH; asked++) await askIn(world, prefix);
  world.gemini.dropCaches();
  const answers = await Promise.all(Array.from({ length: 8 }, () => askIn(world, prefix)));
  expect(answers.every(({ is }) => is === "answered")).toBe(true);
  await askIn(world, prefix);
  expect(requestsTo(world, "createCache")).toHaveLength(2);
  expect(world.gemini.caches()).toHaveLength(1);
});

test("of many instances one makes the cache; the others do without meanwhile, and use it afterwards", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  const instances = Array.from({ length: 4 }, () => ({ ...world, gateway: world.open() }));
  for (let round = 0; round <= ENOUGH; round++) await Promise.all(instances.map((instance) => askIn(instance, prefix)));
  expect(requestsTo(world, "createCache")).toHaveLength(1);
  expect(told(world).slice(-4)).toEqual(Array(4).fill("cached 200"));
});

test("a cache that is used is extended before it ends, and one that isn't ends", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  for (let asked = 0; asked < 8; asked++) {
    await askIn(world, prefix);
    world.timing.pass(4 * MINUTE);
  }
  expect(requestsTo(world, "createCache")).toHaveLength(1);
  expect(requestsTo(world, "updateCache").length).toBeGreaterThan(1);
  world.timing.pass(20 * MINUTE);
  expect(world.gemini.caches()).toEqual([]);
  expect(await askIn(world, prefix)).toMatchObject({ is: "answered" });
  expect(told(world).at(-1)).toBe("plain 200");
});

test.each([
  ["is used too rarely", {}, longPrefix(), 8 * MINUTE],
  ["is too small for the model", {}, longPrefix(2_000), 0],
  ["is asked of a model that keeps none", { deep: "gemini-4-argon" }, longPrefix(), 0],
])("a prefix that %s is not cached", async (_, options, prefix, between) => {
  const world = await openGatewayWorld({ deep: CACHING, ...options });
  for (let asked = 0; asked < 6; asked++) {
    await askIn(world, prefix);
    world.timing.pass(between);
  }
  expect(requestsTo(world, "createCache")).toEqual([]);
  expect(told(world)).toEqual(Array(6).fill("plain 200"));
});

test("where no cache can be made, everybody does without for a while", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  world.gemini.faults.add({
    fault: { kind: "fails", status: 500 },
    on: { endpoint: "createCache" },
    times: Number.POSITIVE_INFINITY,
  });
  for (let asked = 0; asked < 6; asked++) expect(await askIn(world, prefix)).toMatchObject({ is: "answered" });
  expect(requestsTo(world, "createCache")).toHaveLength(1);
});

test("many that want the same cache in the same moment make one", async () => {
  const timing = createHandTiming();
  const backend = await openModel({ now: timing.now });
  onTestFinished(() => backend.close());
  const made: string[] = [];
  const wire: Pick<ModelWire, "createCache" | "extendCache" | "deleteCache"> = {
    async createCache({ displayName }) {
      made.push(displayName);
      return {
        is: "made",
        name: `cachedContents/${made.length}`,
        tokens: 8_000,
        expiresAt: new Date("2026-11-20T11:00:00Z"),
      };
    },
    extendCache: async () => ({ is: "aborted" }),
    deleteCache: async () => undefined,
  };
  const budgets = { reserve: async () => ({ settle: async () => undefined }) };
  const deps = { wire, budgets, timing, values: backend.values, log: silentLog };
  const instances = Array.from({ length: 5 }, () => createContextCaches(deps));
  const prefix = longPrefix();
  let round = 0;
  const findAll = () => {
    round += 1;
    const task = { id: `acme.webapp.${round}.opened`, repo: "1", author: "mona" };
    return Promise.all(instances.map((one) => one.find(entryOf(CACHING), prefix, task, signal)));
  };
  for (let before = 1; before < ENOUGH; before++) await findAll();
  expect(made).toEqual([]);
  const found = await findAll();
  expect(made).toHaveLength(1);
  expect(found.filter((name) => name !== undefined)).toEqual(["cachedContents/1"]);
  expect(await findAll()).toEqual(Array(5).fill("cachedContents/1"));
});

test("one task that has to ask again and again is no reason to make a cache", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  world.gemini.faults.add({ fault: { kind: "fails", status: 503 }, times: 3 });
  expect(await askIn(world, longPrefix())).toMatchObject({ is: "answered" });
  expect(told(world)).toEqual(["plain 503", "plain 503", "plain 503", "plain 200"]);
  expect(requestsTo(world, "createCache")).toEqual([]);
});

test("what a cache costs, made and kept on, is taken from the budget", async () => {
  const world = await openGatewayWorld({ deep: CACHING });
  const prefix = longPrefix();
  const answers = [];
  for (let asked = 0; asked < 8; asked++) {
    answers.push(await askIn(world, prefix));
    world.timing.pass(4 * MINUTE);
  }
  await world.gateway.close();
  const { explicitCache, prices } = entryOf(CACHING);
  const tokens = world.gemini.caches()[0]?.tokens ?? 0;
  expect(requestsTo(world, "updateCache")).toHaveLength(2);
  // Made at 12 minutes for 15; kept on at 20 until 35, and at 28 until 43.
  const kept = 15 + (35 - 27) + (43 - 35);
  const caches = tokens * ((prices[0]?.in ?? 0) + ((explicitCache?.perHour ?? 0) * kept) / 60);
  const calls = answers.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const spent = await world.backend.values.get(BUDGETS, budgetKey("all", world.now()));
  expect((spent?.takenMicros ?? 0) - calls).toBeGreaterThanOrEqual(caches);
  expect((spent?.takenMicros ?? 0) - calls).toBeLessThan(caches + 5);
});

/** One cache that pays, and what is set aside and settled for it. */
async function openCaches(wire: Partial<ModelWire>) {
  const timing = createHandTiming();
  const backend = await openModel({ now: timing.now });
  onTestFinished(() => backend.close());
  const accounts: { reserved: number; settled?: number }[] = [];
  const budgets = {
    async reserve(_: unknown, reserved: number) {
      const account: (typeof accounts)[number] = { reserved };
      accounts.push(account);
      return { settle: async (settled: number) => void Object.assign(account, { settled }) };
    },
  };
  const expiresAt = new Date(timing.now().getTime() + 15 * MINUTE);
  const usual: Pick<ModelWire, "createCache" | "extendCache" | "deleteCache"> = {
    createCache: async () => ({ is: "made", name: "cachedContents/1", tokens: 8_000, expiresAt }),
    extendCache: async () => ({ is: "aborted" }),
    deleteCache: async () => undefined,
  };
  const deps = { wire: { ...usual, ...wire }, budgets, timing, values: backend.values, log: silentLog };
  const caches = createContextCaches(deps);
  const prefix = longPrefix();
  let tasks = 0;
  const find = () => {
    tasks += 1;
    const task = { id: `acme.webapp.${tasks}.opened`, repo: "1", author: "mona" };
    return caches.find(entryOf(CACHING), prefix, task, signal);
  };
  for (let before = 0; before < ENOUGH; before++) await find();
  return { accounts, backend, timing, find };
}

test("a cache of which nobody knows whether it was made counts as spent, and is settled as that", async () => {
  const { accounts } = await openCaches({ createCache: async () => ({ is: "aborted" }) });
  expect(accounts).toHaveLength(1);
  expect(accounts[0]?.settled).toBe(accounts[0]?.reserved);
});

test("where it can't be written down that a cache is kept on, nothing was spent on that", async () => {
  const { accounts, backend, timing, find } = await openCaches({});
  timing.pass(12 * MINUTE);
  backend.faults.refuseNextWrite();
  await expect(find()).rejects.toThrow();
  expect(accounts).toMatchObject([{}, { settled: 0 }]);
});
