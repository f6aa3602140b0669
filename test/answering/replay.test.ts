import { askReplay } from "@frontdesk/approval/replay";
import { onReplaySorted } from "@frontdesk/respond/on-replay-sorted";
import { isRefusal } from "@frontdesk/shared/domain/change";
import { eventSchema } from "@frontdesk/shared/domain/events";
import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
import { LIVE_DRAFTS } from "@frontdesk/shared/domain/live-draft";
import { REPLAYS } from "@frontdesk/shared/domain/replay";
import { strip } from "@frontdesk/shared/domain/strip";
import { onReplayAsked } from "@frontdesk/triage/on-replay-asked";
import { describe, expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { openModel } from "../contract/model-backend.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { openForAll } from "../contract/test-backend.ts";
import { eventually } from "../eventually.ts";

describe("a replay", () => {
  const backend = openForAll(() => openModel());
  const embedded = openForAll(() => openSqliteForTest());

  /** A posted task, of which everything else is to be left as it is. */
  async function begin() {
    const it = createOutsideWorld(backend());
    it.github.addFile("README.md", "# Accounts\n\nYou change your address under Profile.\n");
    const id = await it.asked();
    await it.post(id);
    it.hints.length = 0;
    const { deps } = it;
    return {
      ...it,
      id,
      ask: (by = "ada") => askReplay(id, by, deps),
      replay: () => deps.values.get(REPLAYS, id),
      /** Every hint there is reaches who it is for, and those that come of it, too. */
      async deliver(times = 1) {
        for (let hint = it.hints.shift(); hint; hint = it.hints.shift()) {
          const event = eventSchema.parse(hint);
          for (let nth = 0; nth < times; nth++) {
            if (event.type === "replay.asked") await onReplayAsked(event, deps);
            if (event.type === "replay.sorted") await onReplaySorted(event, deps);
          }
        }
      },
    };
  }

  test("is sorted and drafted anew, beside what was answered then, and the task is as it was", async () => {
    const it = await begin();
    const before = await it.task(it.id);
    it.model.say("triage", { kind: "docs", summary: "How to leave" });
    it.model.say("respond", { reply: "Look under Profile." });
    it.model.write([`{"reply":"Look un`]);
    expect(await it.ask()).toMatchObject({ replay: { state: "asked", askedBy: "ada" } });
    await it.deliver();
    const replay = await it.replay();
    expect(replay).toMatchObject({
      state: "done",
      sorting: { triage: { kind: "docs", summary: "How to leave" }, by: { model: "fake", costMicros: 100 } },
      reply: { labels: ["question"], body: expect.stringMatching(/^Look under Profile\./), commit: "0" },
    });
    expect(replay?.state === "done" && replay.reply?.by?.call).toBeTruthy();
    expect(await it.task(it.id)).toEqual(before);
    expect(await it.deps.tasks.history(it.id)).toHaveLength(before.version);
    expect(await it.deps.values.get(LIVE_DRAFTS, it.id)).toBeUndefined();
    expect(it.ours()).toHaveLength(1);
  });

  test("asks on the thread as it was: what was said since, our own reply too, is not in it", async () => {
    const it = createOutsideWorld(backend());
    const id = await it.commented({ author: "ada" });
    for (const step of [it.triage, it.draft, it.ask, it.post]) await step(id);
    it.github.addComment(it.place, { author: "ada", body: "Thank you, that was it." });
    const asked = it.model.asked.map(({ turns }) => turns);
    it.hints.length = 0;
    await askReplay(id, "ada", it.deps);
    for (const run of [onReplayAsked, onReplaySorted] as const) await run(it.hints.shift() as never, it.deps);
    const [sort, reply, sortAgain, replyAgain] = it.model.asked;
    expect([sortAgain?.turns, replyAgain?.turns]).toEqual(asked);
    expect([sort?.replay, reply?.replay]).toEqual([undefined, undefined]);
    expect(sortAgain?.replay).toMatch(/ ada$/);
    expect(replyAgain?.replay).toBe(sortAgain?.replay);
  });

  test("goes its way by its events alone, on the embedded backend", async () => {
    const { bus, ...stores } = embedded();
    const it = createOutsideWorld({ ...stores, bus });
    const deps = { ...it.deps, bus };
    const id = await it.asked();
    bus.subscribe("replay.asked", (event) => onReplayAsked(event, deps));
    bus.subscribe("replay.sorted", (event) => onReplaySorted(event, deps));
    await askReplay(id, "ada", deps);
    await eventually(async () => expect(await deps.values.get(REPLAYS, id)).toMatchObject({ state: "done" }));
  });

  test("of a comment on an issue that is closed by now has failed: what was said there can't be read any more", async () => {
    const it = createOutsideWorld(backend());
    const id = await it.commented({ author: "ada" });
    for (const step of [it.triage, it.draft, it.ask, it.post]) await step(id);
    it.github.setIssue(it.place, { title: "How do I log in?", body: "", state: "closed" });
    it.hints.length = 0;
    await askReplay(id, "ada", it.deps);
    await onReplayAsked(it.hints.shift() as never, it.deps);
    expect(await it.deps.values.get(REPLAYS, id)).toMatchObject({
      state: "failed",
      why: "it can't be read any more: closed",
    });
  });

  test("of an issue itself works also when that is closed by now, as most are", async () => {
    const it = await begin();
    it.github.setIssue(it.place, { title: "How do I log in?", body: "", state: "closed" });
    await it.ask();
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "done", reply: { commit: "0" } });
  });

  test("ends where sorting says that no reply is wanted", async () => {
    const it = await begin();
    it.model.say("triage", { spam: true });
    await it.ask();
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "done", why: "spam: How to log in" });
    expect(await it.replay()).not.toHaveProperty("reply");
  });

  test.each(["triage", "respond"] as const)("that gets no answer in %s has failed, and says why", async (step) => {
    const it = await begin();
    it.model.say(step, { is: "later", until: new Date(), why: "our share of the quota is used up", costMicros: 0 });
    await it.ask();
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "failed", why: "our share of the quota is used up" });
    expect(await it.ask()).toMatchObject({ replay: { state: "asked" } });
  });

  test("of a repository that is no longer ours has failed", async () => {
    const it = await begin();
    it.github.lose("uninstalled");
    await it.deps.values.delete({ name: "repositories", schema: REPLAYS.schema }, String(it.repo.id));
    await it.ask();
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "failed", why: expect.stringContaining("uninstalled") });
  });

  test("is asked for once at a time; after some minutes nobody waits for it any more", async () => {
    const it = await begin();
    await it.ask("ada");
    it.pass(MINUTE);
    expect(await it.ask("grace")).toMatchObject({ because: "early", why: expect.stringContaining("ada") });
    expect(it.hints).toHaveLength(1);
    it.pass(6 * MINUTE);
    expect(await it.ask("grace")).toMatchObject({ replay: { askedBy: "grace" } });
  });

  test("asked for by two at the same moment is one, or two that do each other no harm", async () => {
    const it = await begin();
    const asked = await Promise.all([it.ask("ada"), it.ask("grace"), it.ask("ada")]);
    expect(asked.filter((one) => !isRefusal(one)).length).toBeGreaterThan(0);
    await it.deliver(3);
    expect(await it.replay()).toMatchObject({ state: "done" });
  });

  test("that was given up on and comes late changes nothing of the one that followed", async () => {
    const it = await begin();
    await it.ask("ada");
    const [late] = it.hints;
    it.pass(10 * MINUTE);
    const { promise: asked, resolve: hold } = Promise.withResolvers<void>();
    const { promise: go, resolve: release } = Promise.withResolvers<void>();
    const slow = {
      ...it.deps,
      model: {
        ask: async (...given: Parameters<typeof it.model.ask>) => {
          hold();
          await go;
          return it.model.ask(...given);
        },
      },
    };
    const running = onReplayAsked(late as never, slow as typeof it.deps);
    await asked;
    await it.ask("grace");
    release();
    await running;
    expect(await it.replay()).toMatchObject({ state: "asked", askedBy: "grace" });
  });

  test("whose hint died with its process goes on when the first hint comes again", async () => {
    const it = await begin();
    await it.ask();
    const [first] = it.hints;
    const losing = { ...it.deps, bus: { publish: () => Promise.reject(new Error("killed")) } };
    await expect(onReplayAsked(first as never, losing)).rejects.toThrow("killed");
    expect(await it.replay()).toMatchObject({ state: "sorted" });
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "done" });
  });

  test("that can't be announced keeps nobody from asking again", async () => {
    const it = await begin();
    const losing = { ...it.deps, bus: { publish: () => Promise.reject(new Error("no bus")) } };
    await expect(askReplay(it.id, "ada", losing)).rejects.toThrow("no bus");
    expect(await it.ask("grace")).toMatchObject({ replay: { state: "asked" } });
  });

  test("stops with its process, and is begun again by the next", async () => {
    const it = await begin();
    await it.ask();
    const stopping = AbortSignal.abort(new Error("the process stops"));
    await expect(onReplayAsked(it.hints[0] as never, { ...it.deps, stopping })).rejects.toThrow("the process stops");
    expect(await it.replay()).toMatchObject({ state: "asked" });
    await it.deliver();
    expect(await it.replay()).toMatchObject({ state: "done" });
  });

  test("of a task whose texts are gone, or that there is not, is refused", async () => {
    const it = await begin();
    await it.deps.tasks.update(it.id, (task) => strip(task, { now: it.now(), by: "retention" }));
    expect(await it.ask()).toMatchObject({ because: "state", why: expect.stringContaining("texts are gone") });
    expect(await askReplay("acme.webapp.999999.opened", "ada", it.deps)).toMatchObject({ because: "absent" });
    expect(it.hints).toEqual([]);
  });

  test("is kept for a week", async () => {
    const it = await begin();
    const kept: (Date | undefined)[] = [];
    const { values } = it.deps;
    const noting = { ...it.deps, values: { ...values, update: noted } };
    async function noted(...[kind, key, next]: Parameters<typeof values.update>) {
      return values.update(kind, key, (value) => {
        const entry = next(value);
        kept.push(entry?.expiresAt);
        return entry;
      });
    }
    await askReplay(it.id, "ada", noting as typeof it.deps);
    expect(kept).toEqual([new Date(it.now().getTime() + 7 * DAY)]);
  });
});
