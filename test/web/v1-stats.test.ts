import { type Stats, statsSchema } from "@frontdesk/approval/api/surroundings";
import { dependencies } from "@frontdesk/approval/web/v1/dependencies";
import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { approve } from "@frontdesk/shared/domain/decide";
import { signDecision } from "@frontdesk/shared/domain/decision";
import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { measured } from "@frontdesk/shared/telemetry/measure";
import { createMeters, quantile, readMeters } from "@frontdesk/shared/telemetry/meters";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { modelCall, newChange, newRepo } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import { openForTest } from "../contract/test-backend.ts";
import { DRAFT, TRIAGE } from "../contract/wishes.ts";
import { v1World } from "./v1-world.ts";

const NOON = new Date("2026-03-02T12:03:00.000Z");

describe("meters", () => {
  const repo = { repo: { id: 1, owner: "acme", name: "webapp" } };

  test("what instances count is added up, over hours and days, and kept apart in time", async () => {
    let now = new Date("2026-03-02T23:52:00.000Z");
    const { values } = await openForTest(() => openModel({ now: () => now }));
    const deps = { values, log: silentLog, now: () => now };
    const [one, other] = [createMeters(deps), createMeters(deps)];
    one.add(repo, "received");
    other.add(repo, "received", 2);
    now = after(now, 30 * MINUTE);
    one.add(repo, "received");
    await Promise.all([one.close(), other.close()]);
    const read = async (since: Date) =>
      (await readMeters(since, deps)).map(({ at, counts }) => [at.toISOString(), counts]);
    expect(await read(after(now, -HOUR))).toEqual(
      expect.arrayContaining([
        ["2026-03-02T23:50:00.000Z", { received: 1 }],
        ["2026-03-02T23:50:00.000Z", { received: 2 }],
        ["2026-03-03T00:20:00.000Z", { received: 1 }],
      ]),
    );
    expect(await read(after(now, -10 * MINUTE))).toHaveLength(1);
    // Written again, it is not counted again.
    expect(await read(after(now, -HOUR))).toHaveLength(3);
  });

  test("a quantile is right to within 3 %, and null where nothing was timed", async () => {
    const { values } = await openForTest(() => openModel({ now: () => NOON }));
    const deps = { values, log: silentLog, now: () => NOON };
    const meters = createMeters(deps);
    for (let took = 1; took <= 1_000; took++) meters.time(repo, "ack", took);
    await meters.close();
    const read = await readMeters(after(NOON, -HOUR), deps);
    for (const [part, exact] of [
      [0.5, 500],
      [0.99, 990],
      [1, 1_000],
    ] as const) {
      expect(Math.abs((quantile(read, "ack", part) ?? 0) / exact - 1)).toBeLessThan(0.03);
    }
    expect(quantile(read, "draft", 0.5)).toBeNull();
  });

  test("what one hour of one instance takes is bounded, however many repositories there are", async () => {
    const { values } = await openForTest(() => openModel({ now: () => NOON }));
    const meters = createMeters({ values, log: silentLog, now: () => NOON });
    for (let id = 1; id <= 5_000; id++) meters.add({ repo: { id, owner: "a", name: `r${id}` } }, "received");
    await meters.close();
    expect(await readMeters(after(NOON, -HOUR), { values, now: () => NOON })).toHaveLength(100);
  });

  test("a store that can't be reached costs the numbers, and nothing else", async () => {
    const backend = await openForTest(() => openModel({ now: () => NOON }));
    const meters = createMeters({ values: backend.values, log: silentLog, now: () => NOON });
    meters.add(repo, "received");
    await backend.close();
    await meters.close();
  });
});

describe("stats", () => {
  /** One task, from webhook to approval, each step so many seconds after the one before. */
  async function lived() {
    let now = NOON;
    const it = await v1World({ now: () => now, budgetMicros: 5_000_000 });
    const meters = createMeters({ values: it.backend.values, log: silentLog, now: () => now });
    const { tasks, calls } = measured(it.backend, meters);
    const at = (by: string) => ({ now, by });
    const repo = newRepo();
    const { task } = await tasks.create(newChange({ repo }, at("ingest")));
    meters.time(task.source, "ack", 20);
    const step = async (seconds: number, rule: (task: never) => ReturnType<typeof triaged>) => {
      now = after(now, seconds * 1_000);
      const ruled = await tasks.update(task.id, rule as never);
      return (ruled as { task: Task }).task;
    };
    await step(2, (one: TaskIn<"received">) => triaged(one, TRIAGE, at("triage")));
    const call = { taskId: task.id, ended: "answered" as const, costMicros: 700 };
    await calls.record(modelCall({ ...call, ended: "running" }));
    await calls.record(modelCall(call));
    await calls.record(modelCall({ ...call, id: "call-2", ended: "limited", costMicros: 0, finished: false }));
    await step(8, (one: TaskIn<"triaged">) => drafted(one, DRAFT, at("respond")));
    await step(0, (one: TaskIn<"drafted">) => asked(one, at("ask")));
    await step(60, (one: TaskIn<"awaiting_approval">) => {
      const verdict = { verdict: "approve", digest: one.plan.digest, by: "grace", via: "console", at: now } as const;
      return approve(one, signDecision({ taskId: one.id, revision: 1 }, verdict, "key"), at("grace"));
    });
    await meters.close();
    return { it, repo };
  }
  const near = (value: number) => expect.toSatisfy((given: number) => Math.abs(given / value - 1) < 0.03);

  test("say what happened, where it happened, and null where nothing did", async () => {
    const { it } = await lived();
    for (const window of ["1h", "24h", "7d"] as const) {
      const stats = statsSchema.parse((await it.as("you").get(`/v1/stats?window=${window}`)).body);
      expect(stats).toMatchObject({
        ...{ window, received: { total: 1 }, states: { approved: 1 } },
        ...{ ack: { p50: near(20), p99: near(20) }, draft: { p50: near(10) }, decision: { p50: near(60) } },
        spend: { todayMicros: 700, budgetMicros: 5_000_000 },
        cache: { share: expect.closeTo(1_600 / 2_400, 5) },
        verdicts: { approved: 1, edited: 0, sentBack: 0, rejected: 0 },
      });
      for (const series of [stats.ack.p50s, stats.draft.p95s, stats.spend.micros, stats.received.answered]) {
        expect(series).toHaveLength(stats.buckets.length);
        expect(series.filter((value) => value !== null).length).toBeGreaterThan(0);
        expect(series).toContain(null);
      }
      const says = (name: string) => stats.dependencies.find((one) => one.name === name);
      expect(says("Gemini")).toEqual({ name: "Gemini", state: "slowed", says: "2 calls; 50 % answered 429." });
      expect(says("GitHub")?.state).toBe("unknown");
      expect(says("Slack")?.state).toBe("off");
    }
  });

  test("where nothing was seen nothing is claimed, and who may not see a repository is told nothing of it", async () => {
    const empty = await v1World();
    const { it, repo } = await lived();
    it.grant("github:grace", repo, "read");
    const of = async (world: typeof it, viewer: string): Promise<Stats> =>
      statsSchema.parse((await world.as(viewer).get("/v1/stats?window=1h")).body);
    const stranger = await of(it, "github:eve");
    expect(stranger).toMatchObject({ received: { total: 0 }, ack: { p50: null }, spend: { todayMicros: 0 } });
    expect(stranger.cache.share).toBeNull();
    expect(stranger.oldest).toEqual({ seconds: 0 });
    expect(Object.values(stranger.states).every((count) => count === 0)).toBe(true);
    const nothing = await of(empty, "you");
    expect(nothing.dependencies).toEqual(stranger.dependencies);
    expect((await of(it, "github:grace")).received.total).toBe(1);
  });

  test("of Slack it is said how the messages are that are looked after", () => {
    const slack = (notices: { well: number; failing: number }) =>
      dependencies([], { policies: { read: 1, problems: [] }, notices }).find(({ name }) => name === "Slack")?.state;
    expect(slack({ well: 2, failing: 0 })).toBe("working");
    expect(slack({ well: 2, failing: 1 })).toBe("slowed");
    expect(slack({ well: 0, failing: 1 })).toBe("failing");
    expect(slack({ well: 0, failing: 0 })).toBe("unknown");
  });

  test("the oldest is what has waited longest for a service, not for a person", async () => {
    let now = NOON;
    const it = await v1World({ now: () => now });
    await it.task("awaiting_approval");
    now = after(now, 5 * MINUTE);
    await it.task("received");
    await it.task("triaged");
    now = after(now, 90_000);
    await it.task("received");
    expect((await it.as("you").get("/v1/stats")).body.oldest).toEqual({ seconds: 90, state: expect.any(String) });
  });
});
