import { pause, resumePosting } from "@frontdesk/approval/pause";
import { HOUR } from "@frontdesk/shared/domain/limits";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { createOutsideWorld } from "./outside-world.ts";

/** What the repository's owners want, on any backend. */
export function describePolicy(name: string, open: OpenBackend): void {
  describe(`policy on ${name}`, () => {
    const backend = openForAll(() => open());
    const begin = (settings?: string) => {
      const it = createOutsideWorld(backend());
      if (settings !== undefined) it.github.setSettings(settings);
      return it;
    };

    test("without settings a person is asked, and labels wait for the reply", async () => {
      const it = begin("");
      const id = await it.asked();
      expect(await it.task(id)).toMatchObject({ state: "awaiting_approval", why: "waits for a person" });
      expect(it.github.labelsAt(it.place)).toEqual([]);
      await it.approve(id);
      await it.post(id);
      expect(await it.task(id)).toMatchObject({ state: "posted", decision: { by: "grace", via: "console" } });
      expect(it.github.labelsAt(it.place)).toEqual(["question"]);
    });

    test("automatic holds for insiders, and for everybody only if the owners say so", async () => {
      const stranger = begin("reply: automatic");
      expect((await stranger.task(await stranger.asked())).state).toBe("awaiting_approval");
      const insider = begin("{ reply: automatic, answer_maintainers: true }");
      expect(await insider.task(await insider.asked({ byMaintainer: true }))).toMatchObject({
        state: "approved",
        decision: { by: "policy", via: "policy" },
      });
      const all = begin("{ reply: automatic, automatic_for: everybody }");
      expect((await all.task(await all.asked())).state).toBe("approved");
    });

    test("what was sorted with little confidence goes to a person", async () => {
      const it = begin("{ reply: automatic, automatic_for: everybody, confidence: 1 }");
      const sure = await it.asked();
      expect((await it.task(sure)).state).toBe("approved");
      const unsure = begin("{ reply: automatic, automatic_for: everybody }");
      const id = await unsure.drafted();
      await unsure.doubt(id);
      await unsure.ask(id);
      expect(await unsure.task(id)).toMatchObject({ state: "awaiting_approval", why: expect.stringContaining("0.2") });
    });

    test.each([
      ["off", "replies are off in this repository"],
      ["dry-run", "a dry run: nothing is asked and nothing is posted"],
    ])("%s: skipped, with the draft to be read", async (reply, why) => {
      const it = begin(`reply: "${reply}"`);
      const id = await it.asked();
      expect(await it.task(id)).toMatchObject({ state: "skipped", why, plan: { revision: 1 } });
      expect(it.ours()).toEqual([]);
      expect(it.github.labelsAt(it.place)).toEqual([]);
    });

    test("labels alone: added at once, and nothing is said", async () => {
      const it = begin(`{ reply: "off", labels: automatic, automatic_for: everybody }`);
      expect((await it.task(await it.asked())).state).toBe("skipped");
      expect(it.github.labelsAt(it.place)).toEqual(["question"]);
    });

    test("replies alone: no label is added, neither at once nor with the reply", async () => {
      const it = begin(`{ reply: automatic, labels: "off", automatic_for: everybody }`);
      const id = await it.asked();
      await it.post(id);
      expect(it.ours()).toHaveLength(1);
      expect(it.github.labelsAt(it.place)).toEqual([]);
    });

    test("C45: settings that are broken: the defaults hold, and whoever is asked is told what is wrong", async () => {
      for (const broken of [
        "reply: allways",
        "reply: [",
        "replay: automatic",
        "- automatic",
        "reply: &a automatic\nlabels: *a",
      ]) {
        const it = begin(broken);
        const task = await it.task(await it.asked());
        expect(task).toMatchObject({
          state: "awaiting_approval",
          why: expect.stringContaining(".github/frontdesk.yml"),
        });
      }
    });

    test("the policy is read again before posting: what it let through may have to be asked, or not be said at all", async () => {
      for (const [now, state] of [
        ["reply: ask", "drafted"],
        [`reply: "off"`, "skipped"],
        ["reply: dry-run", "skipped"],
      ] as const) {
        const it = begin("{ reply: automatic, automatic_for: everybody }");
        const id = await it.asked();
        it.github.setSettings(now);
        await it.post(id);
        expect(await it.task(id)).toMatchObject({ state });
        expect(await it.task(id)).not.toHaveProperty("decision");
        expect(it.ours()).toEqual([]);
      }
    });

    test("what a person approved is posted, also where the policy would ask again", async () => {
      const it = begin("reply: automatic");
      const id = await it.asked();
      await it.approve(id);
      it.github.setSettings("reply: ask");
      await it.post(id);
      expect((await it.task(id)).state).toBe("posted");
    });

    test("paused, everywhere or here: nothing is posted; resumed, it is", async () => {
      for (const where of ["everywhere", "here"] as const) {
        const it = begin("{ reply: automatic, automatic_for: everybody }");
        const scope = where === "here" ? it.source : where;
        await pause(scope, { by: "grace", why: "a release" }, { values: backend().values, now: it.now });
        const id = await it.asked();
        await it.post(id);
        expect(await it.task(id)).toMatchObject({ state: "approved", attempts: 0, why: "paused by grace: a release" });
        expect(it.github.labelsAt(it.place)).toEqual([]);
        await resumePosting(scope, "grace", it.deps);
        await it.post(id);
        expect((await it.task(id)).state).toBe("posted");
      }
    });

    test("resumed: what the pause held is announced at once, as it was decided; what another pause holds waits on", async () => {
      const [it, other] = [begin("reply: automatic"), begin("reply: automatic")];
      const { deps } = it;
      const held = await it.asked();
      const elsewhere = await other.asked();
      for (const scope of ["everywhere", it.source] as const) await pause(scope, { by: "grace", why: "" }, deps);
      for (const [world, id] of [
        [it, held],
        [other, elsewhere],
      ] as const) {
        await world.approve(id);
        await world.post(id);
      }
      const { decision } = (await it.task(held)) as TaskIn<"approved">;
      it.hints.length = 0;
      await resumePosting(it.source, "ada", deps);
      expect(it.hints).toEqual([]);
      await pause(it.source, { by: "grace", why: "" }, deps);
      await resumePosting("everywhere", "ada", deps);
      expect(it.hints).toMatchObject([{ type: "reply.approved", taskId: elsewhere }]);
      expect(await it.task(elsewhere)).toMatchObject({ state: "approved", why: "resumed by ada" });
      await resumePosting(it.source, "ada", deps);
      expect(it.hints).toMatchObject([{ taskId: elsewhere }, { taskId: held }]);
      expect(await it.task(held)).toMatchObject({ state: "approved", decision, attempts: 0 });
      for (const [world, id] of [
        [it, held],
        [other, elsewhere],
      ] as const) {
        await world.post(id);
        expect((await world.task(id)).state).toBe("posted");
      }
    });

    test("resumed while it is being put off: it goes on all the same", async () => {
      const it = begin("{ reply: automatic, automatic_for: everybody }");
      await pause(it.source, { by: "grace", why: "" }, it.deps);
      const id = await it.asked();
      // Between the look at the pause and the commit that puts the task off.
      const { findComment } = it.deps.codeHost;
      const findLate: typeof findComment = async (...asked) => {
        await resumePosting(it.source, "ada", it.deps);
        return findComment(...asked);
      };
      it.deps.codeHost = { ...it.deps.codeHost, findComment: findLate };
      await it.post(id);
      expect(it.hints.at(-1)).toMatchObject({ type: "reply.approved", taskId: id });
      await it.post(id);
      expect((await it.task(id)).state).toBe("posted");
    });

    test("resumed: what waits for something else waits on", async () => {
      const it = begin("");
      const id = await it.asked();
      await it.approve(id);
      it.github.setSettings(quietAround(it.now()));
      await it.post(id);
      const before = await it.task(id);
      await resumePosting("everywhere", "ada", it.deps);
      expect(await it.task(id)).toEqual(before);
    });

    test("in quiet hours nobody is asked and nothing is posted", async () => {
      const asking = begin();
      asking.github.setSettings(quietAround(asking.now()));
      const waiting = await asking.asked();
      expect(await asking.task(waiting)).toMatchObject({ state: "drafted", attempts: 0, why: "quiet hours" });
      const posting = begin("");
      const id = await posting.asked();
      await posting.approve(id);
      posting.github.setSettings(quietAround(posting.now()));
      await posting.post(id);
      expect(await posting.task(id)).toMatchObject({ state: "approved", why: "quiet hours" });
      posting.pass(2 * HOUR);
      await posting.post(id);
      expect((await posting.task(id)).state).toBe("posted");
    });

    test("after so many replies in a thread a maintainer has to speak first", async () => {
      const it = begin("{ reply: automatic, automatic_for: everybody, replies_per_thread: 2 }");
      await it.post(await it.asked());
      const second = await it.commented({ author: "ada" });
      for (const step of [it.triage, it.draft, it.ask, it.post]) await step(second);
      const third = await it.commented({ author: "ada" });
      for (const step of [it.triage, it.draft, it.ask]) await step(third);
      expect(it.ours()).toHaveLength(2);
      expect(await it.task(third)).toMatchObject({
        state: "skipped",
        why: "2 replies in this thread: a maintainer has to speak first",
      });
      it.github.addComment(it.place, { author: "grace", byMaintainer: true });
      // What grace said is no answer to what ada says after it.
      const fourth = await it.commented({ author: "ada" });
      for (const step of [it.triage, it.draft, it.ask]) await step(fourth);
      expect((await it.task(fourth)).state).toBe("approved");
    });
  });
}

/** Settings under which it is quiet from half an hour ago for the next one. */
function quietAround(now: Date): string {
  const clock = (at: number) => new Date(at).toISOString().slice(11, 16);
  const [from, to] = [clock(now.getTime() - HOUR / 2), clock(now.getTime() + HOUR / 2)];
  return `{ reply: ask, quiet_hours: { from: "${from}", to: "${to}", time_zone: UTC } }`;
}
