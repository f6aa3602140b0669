import { type Decided, decide, type Verdict } from "@frontdesk/approval/decide";
import { recover } from "@frontdesk/approval/recover";
import { isSigned } from "@frontdesk/shared/domain/decision";
import { APPROVAL_DEADLINE, HOUR, LONGEST_BODY, REMINDER_EVERY, SECOND } from "@frontdesk/shared/domain/limits";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { describe, expect, test } from "vitest";
import { storeTaskIn } from "../contract/journeys.ts";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { createOutsideWorld } from "./outside-world.ts";

const EDITED = "Please look under Settings → Profile.";

/** People who decide, alone and at once, on any backend. */
export function describeDeciding(name: string, open: OpenBackend): void {
  describe(`deciding on ${name}`, () => {
    const backend = openForAll(() => open());

    test("approved: signed, announced, posted byte for byte", async () => {
      const it = await begin();
      expect(await it.say({ say: "approve" })).toMatchObject({ is: "decided", task: { state: "approved" } });
      const task = (await it.task(it.id)) as TaskIn<"approved">;
      expect(isSigned({ taskId: it.id, revision: task.plan.revision }, task.decision, it.key)).toBe(true);
      expect(it.hints.at(-1)).toMatchObject({ type: "reply.approved", taskId: it.id });
      await it.post(it.id);
      expect(it.ours().map(({ body }) => body)).toEqual([it.shown.plan.body]);
    });

    test("approved with an edit: the edit is posted, under a digest of its own", async () => {
      const it = await begin();
      const decided = await it.say({ say: "approve with edit", body: EDITED });
      expect(decided).toMatchObject({ is: "decided", task: { plan: { revision: 2 } } });
      await it.post(it.id);
      expect(it.ours().map(({ body }) => body.startsWith(EDITED))).toEqual([true]);
    });

    test("an edit that cleaning changes is shown again, and nothing is decided by it", async () => {
      const it = await begin();
      const clean = (body: string) => body.replaceAll("@everyone", "everyone");
      const first = await it.say({ say: "approve with edit", body: "@everyone: look!" }, { clean });
      expect(first).toEqual({ is: "changed by cleaning", body: "everyone: look!" });
      expect((await it.task(it.id)).version).toBe(it.shown.version);
      expect(await it.say({ say: "approve with edit", body: "everyone: look!" }, { clean })).toMatchObject({
        is: "decided",
      });
    });

    test.each([
      ["nothing", "  \n", "An empty reply can't be posted"],
      ["more than GitHub takes", "x".repeat(LONGEST_BODY), "GitHub takes 65536"],
    ])("C44: an edit of %s is refused with the reason, before anything is decided", async (_, body, why) => {
      const it = await begin();
      expect(await it.say({ say: "approve with edit", body })).toMatchObject({
        is: "refused",
        why: expect.stringContaining(why),
      });
      expect((await it.task(it.id)).state).toBe("awaiting_approval");
    });

    test("rejected: it rests, with the reason", async () => {
      const it = await begin();
      await it.say({ say: "reject", reason: "not our tone" });
      expect(await it.task(it.id)).toMatchObject({ state: "rejected", why: "rejected by grace: not our tone" });
    });

    test("sent back: drafted again with the guidance, and the old draft can't be approved any more", async () => {
      const it = await begin();
      await it.say({ say: "send back", guidance: "Name the menu." });
      expect(await it.task(it.id)).toMatchObject({
        state: "triaged",
        guidance: { text: "Name the menu.", by: "grace" },
      });
      await it.draft(it.id);
      await it.ask(it.id);
      expect(await it.say({ say: "approve" })).toMatchObject({ is: "refused", because: "stale" });
      expect((await it.task(it.id)).state).toBe("awaiting_approval");
    });

    test("C50: 50 clicks on approve: one of them decides, and there is one comment", async () => {
      const it = await begin();
      const said = await Promise.all(Array.from({ length: 50 }, () => it.say({ say: "approve" })));
      expect(said.filter(({ is }) => is === "decided")).toHaveLength(1);
      await Promise.all(Array.from({ length: 50 }, () => it.post(it.id)));
      expect(it.ours()).toHaveLength(1);
    });

    test("C51: approve against reject against an edit: one wins, and the others are told who", async () => {
      const it = await begin();
      const said = await Promise.all([
        it.say({ say: "approve" }, { by: "grace" }),
        it.say({ say: "reject", reason: "no" }, { by: "linus" }),
        it.say({ say: "approve with edit", body: EDITED }, { by: "ada" }),
      ]);
      const winner = said.findIndex(({ is }) => is === "decided");
      const name = ["grace", "linus", "ada"][winner];
      for (const [index, loser] of said.entries()) {
        if (index !== winner)
          expect(loser).toMatchObject({ is: "refused", why: expect.stringContaining(`by ${name}`) });
      }
    });

    test("C52: the draft changed after the button was drawn: refused, and the new one is given to be shown", async () => {
      const it = await begin();
      it.github.addComment(it.place, { author: "ada", body: "It is version 4." });
      await it.threadChanged();
      it.pass(HOUR);
      await it.draft(it.id);
      await it.ask(it.id);
      const said = await it.say({ say: "approve" });
      expect(said).toMatchObject({ is: "refused", because: "stale", task: { plan: { revision: 2 } } });
    });

    test.each(["closed", "edited", "answered"] as const)(
      "C53: %s before the click, and nobody has told us: what was approved is not posted",
      async (what) => {
        const it = await begin();
        if (what === "answered") it.github.addComment(it.place, { author: "linus", byMaintainer: true });
        else
          it.github.setIssue(it.place, {
            ...it.shown.issue,
            body: "Solved.",
            state: what === "closed" ? "closed" : "open",
          });
        await it.say({ say: "approve" });
        await it.post(it.id);
        expect(await it.task(it.id)).toMatchObject({ state: what === "edited" ? "triaged" : "cancelled" });
        expect(it.ours()).toEqual([]);
      },
    );

    test("C54: nobody answers: a reminder, then it expires, and can't be approved any more", async () => {
      const it = await begin();
      it.pass(REMINDER_EVERY);
      await it.sweep();
      expect(await it.task(it.id)).toMatchObject({ state: "awaiting_approval", why: "still waits for a person" });
      it.pass(APPROVAL_DEADLINE);
      expect(await it.say({ say: "approve" })).toMatchObject({ is: "refused", because: "late" });
      await it.sweep();
      expect(await it.task(it.id)).toMatchObject({ state: "expired" });
      expect(await it.say({ say: "approve" })).toMatchObject({
        is: "refused",
        why: expect.stringContaining("nobody decided in time"),
      });
      expect(it.ours()).toEqual([]);
    });

    test("C59: the process dies between the decision and the post: the next sweep posts it, once", async () => {
      const it = await begin();
      await it.say({ say: "approve" });
      it.hints.length = 0;
      it.pass(HOUR);
      await it.sweep();
      expect(it.hints).toContainEqual(expect.objectContaining({ type: "reply.approved", taskId: it.id }));
      await it.post(it.id);
      await it.post(it.id);
      expect(it.ours()).toHaveLength(1);
    });

    test("a verdict on a task that there isn't is refused", async () => {
      const it = await begin();
      expect(await it.say({ say: "approve" }, { taskId: "acme.webapp.999.opened" })).toMatchObject({
        is: "refused",
        because: "absent",
      });
    });

    test("what rests can be taken up again, and is announced", async () => {
      const it = await begin();
      await it.say({ say: "reject", reason: "by mistake" });
      expect(await recover(it.id, { want: "revive" }, "grace", it.deps)).toMatchObject({ task: { state: "received" } });
      expect(it.hints.at(-1)).toMatchObject({ type: "task.received", taskId: it.id });
      expect(await recover(it.id, { want: "redrive" }, "grace", it.deps)).toMatchObject({ because: "state" });
    });

    test("C08: the two buttons for a comment that may or may not be there", async () => {
      const { tasks } = backend();
      const it = await begin();
      for (const recovery of ["confirm posted", "confirm absent"] as const) {
        const parked = await storeTaskIn(tasks, "parked from posting");
        const at = { ...it.deps, now: () => new Date(parked.updatedAt.getTime() + SECOND) };
        const want =
          recovery === "confirm posted"
            ? { want: recovery, url: "https://github.com/c/1" }
            : { want: recovery, seen: parked.version };
        const state = recovery === "confirm posted" ? "posted" : "approved";
        expect(await recover(parked.id, want, "grace", at)).toMatchObject({ task: { state } });
      }
    });

    async function begin() {
      const world = createOutsideWorld(backend());
      world.github.setSettings("reply: ask");
      const id = await world.asked();
      const shown = (await world.task(id)) as TaskIn<"awaiting_approval">;
      const key = world.deps.decisionKey;
      const it = {
        ...world,
        ...{ id, shown, key },
        /** Somebody who sees the draft as it was first asked for. */
        say: (
          verdict: Verdict,
          given: { by?: string; taskId?: string; clean?: (body: string) => string } = {},
        ): Promise<Decided> => {
          const { by = "grace", taskId = id, clean = (body) => body } = given;
          const said = { taskId, digest: shown.plan.digest, verdict, by, via: "console" } as const;
          return decide(said, { ...world.deps, clean });
        },
        sweep: () => sweep(world.deps),
      };
      return it;
    }
  });
}
