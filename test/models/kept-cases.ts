import { BUDGETS, budgetKey } from "@frontdesk/shared/domain/budget";
import { PREFIXES } from "@frontdesk/shared/domain/model-call";
import { describe, expect, test } from "vitest";
import type { FaultyBackend, OpenBackend } from "../contract/test-backend.ts";
import { eventually } from "../eventually.ts";
import { longText } from "../sandbox/gemini/call-gemini.ts";
import { billed, CACHING, FAST, generated, openGatewayWorld, question } from "./gateway-world.ts";

const { signal } = new AbortController();

/** What instances know of each other by what is kept, on a real backend. */
export function describeKeptCases(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(name, () => {
    test("C36: of many instances one makes the cache; when it vanishes the call is repeated, and it is made again", async () => {
      const world = await openGatewayWorld({ deep: CACHING, open });
      const { gemini, whenIdle, now } = world;
      const prefix = { rules: "You draft.", material: [{ key: "README.md", commit: "c0ffee", text: longText(8_000) }] };
      const gateways = Array.from({ length: 3 }, () => world.open());
      const askAll = () => {
        const asked = () => question(now(), { step: "respond", purpose: "reply", tier: "deep", prefix });
        return whenIdle(Promise.all(gateways.map((gateway) => gateway.ask(asked(), signal))));
      };
      const made = () => gemini.requests().filter(({ endpoint }) => endpoint === "createCache").length;
      const answers = [];
      // From the fourth use on that an instance sees in a quarter of an hour, a cache pays.
      for (let round = 0; round < 5; round++) answers.push(...(await askAll()));
      expect(made()).toBe(1);
      expect(generated(gemini).at(-1)?.cachedContent).toBeDefined();
      gemini.dropCaches();
      for (let round = 0; round < 2; round++) answers.push(...(await askAll()));
      expect(made()).toBe(2);
      expect(answers.map(({ is }) => is)).toEqual(answers.map(() => "answered"));
    });

    test("C37: many calls at once, on 4 instances, never pass the cap", async () => {
      const caps = { allMicros: 60_000 };
      const world = await openGatewayWorld({ caps, open });
      const { now, whenIdle, backend, gemini } = world;
      const instances = Array.from({ length: 4 }, () => world.open(caps));
      const until = new Date(now().getTime() + 200_000);
      const asked = Array.from({ length: 80 }, (_, n) => instances[n % 4]!.ask(question(now(), { until }), signal));
      const answers = await whenIdle(Promise.all(asked));
      const answered = answers.filter(({ is }) => is === "answered").length;
      expect(billed(gemini, FAST)).toBeLessThanOrEqual(caps.allMicros);
      expect(answered).toBeGreaterThan(5);
      expect(answers.filter(({ is }) => is === "later")).toHaveLength(80 - answered);

      await Promise.all(instances.map((instance) => instance.close()));
      const spent = answers.reduce((sum, { costMicros }) => sum + costMicros, 0);
      expect((await backend.values.get(BUDGETS, budgetKey("all", now())))?.takenMicros).toBe(spent);
    });

    test("of many instances one says that a budget is too small; nobody is answered, and nothing is taken", async () => {
      const world = await openGatewayWorld({ open });
      const { now, whenIdle, backend, gemini, lines } = world;
      const task = { id: "acme.webapp.9.opened", repo: "1", author: "mona", repoMicros: 1_000 };
      const instances = Array.from({ length: 4 }, () => world.open());
      const asked = instances.map((instance) => instance.ask(question(now(), { task }), signal));
      const answers = await whenIdle(Promise.all(asked));
      expect(answers.map(({ is }) => is)).toEqual(answers.map(() => "later"));
      expect(lines.filter(({ level }) => level === "alert")).toHaveLength(1);
      expect(generated(gemini)).toEqual([]);
      for (const whose of ["author mona", "repo 1"]) {
        expect(await backend.values.get(BUDGETS, budgetKey(whose, now()))).toMatchObject({ takenMicros: 0 });
      }
    });

    test("what an instance set aside that is gone since is there again the next day", async () => {
      const world = await openGatewayWorld({ open, caps: { repoMicros: 10_000 } });
      const { now, gemini, timing } = world;
      gemini.faults.add({ fault: { kind: "hangs" } });
      world.gateway.ask(question(now()), signal).catch(() => undefined);
      await eventually(() => expect(generated(gemini)).toHaveLength(1));
      const survivor = world.open();
      const ask = () => survivor.ask(question(now()), signal);
      // The money may yet be given back, and is not.
      const soon = await ask();
      expect("until" in soon && soon.until.getTime() - now().getTime()).toBeLessThan(15 * 60_000);
      timing.pass(15 * 60_000);
      const later = await ask();
      expect("until" in later && later.until.toISOString()).toMatch(/^2026-11-21T00:/);
      timing.pass(24 * 3_600_000);
      expect(await ask()).toMatchObject({ is: "answered" });
    });

    test("a call is kept whole, and answers the same question again", async () => {
      const world = await openGatewayWorld({ open });
      const prefix = { rules: "You sort.", material: [{ key: "a", text: "Alpha 日本語 🐛" }] };
      const asked = question(world.now(), { prefix });
      const first = await world.ask(asked);
      const [call] = await world.backend.calls.list(asked.task.id);
      expect(call).toMatchObject({ finished: true, ended: "answered", costMicros: first.costMicros });
      expect(await world.backend.values.get(PREFIXES, call?.prefixHash ?? "")).toEqual(prefix);
      expect(await world.ask(asked)).toMatchObject({ is: "answered", costMicros: 0, call: { reused: true } });
      expect(generated(world.gemini)).toHaveLength(1);
    });
  });
}
