import { MINUTE } from "@frontdesk/shared/domain/limits";
import { revive } from "@frontdesk/shared/domain/recover";
import { REPOSITORIES, repositoryKey } from "@frontdesk/shared/domain/repository";
import { describe, expect, test } from "vitest";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { createOutsideWorld } from "./outside-world.ts";

const EDITED = { title: "How do I log in?", body: "Never mind the button: I have no account.", state: "open" as const };

/** What people do on GitHub meanwhile, on any backend. */
export function describeOutside(name: string, open: OpenBackend): void {
  describe(`the outside on ${name}`, () => {
    const backend = openForAll(() => open());
    const begin = () => createOutsideWorld(backend());

    test("C12: an edit that is told before the issue itself is in what the task is sorted by", async () => {
      const it = begin();
      it.github.setIssue(it.place, EDITED);
      await it.threadChanged();
      const id = await it.opened();
      await it.triage(id);
      expect(await it.task(id)).toMatchObject({ state: "triaged", issue: { body: EDITED.body } });
    });

    test("C12: a comment that is told before its issue: one of the two tasks answers for both, in any order", async () => {
      for (const order of ["comment first", "issue first"] as const) {
        const it = begin();
        const comment = await it.commented();
        if (order === "comment first") await it.triage(comment);
        const opened = await it.opened();
        await it.triage(opened);
        if (order === "issue first") await it.triage(comment);
        const [answers, folded] = order === "comment first" ? [comment, opened] : [opened, comment];
        expect(await it.task(folded)).toMatchObject({ state: "skipped", why: `folded into ${answers}` });
        expect((await it.task(answers)).state).toBe("triaged");
      }
    });

    test("of two tasks of a thread that are sorted at the same time, one goes on", async () => {
      const it = begin();
      const [opened, comment] = [await it.opened(), await it.commented()];
      await Promise.all([it.triage(opened), it.triage(comment)]);
      const states = [(await it.task(opened)).state, (await it.task(comment)).state];
      expect(states.filter((state) => state === "skipped")).toHaveLength(1);
    });

    test("the reporter's comment is told to the task that is open, and its draft is made again", async () => {
      const it = begin();
      const opened = await it.asked();
      const comment = await it.commented({ author: "ada" });
      await it.triage(comment);
      expect(await it.task(comment)).toMatchObject({ state: "skipped", why: `folded into ${opened}` });
      expect(await it.task(opened)).toMatchObject({ state: "triaged", inputRevision: 1, redrafts: 1 });
    });

    test("with no task open, a comment is the next turn: a task of its own", async () => {
      const it = begin();
      const opened = await it.asked();
      await it.post(opened);
      const comment = await it.commented({ author: "ada" });
      await it.triage(comment);
      expect((await it.task(opened)).state).toBe("posted");
      expect((await it.task(comment)).state).toBe("triaged");
    });

    test("C53: a maintainer's answer cancels what is open, however it is learned, and is answered by nobody", async () => {
      for (const learned of ["by its own task", "by looking", "before posting"] as const) {
        const it = begin();
        const opened = await it.asked();
        const answer = await it.commented({ author: "grace", byMaintainer: true });
        if (learned === "by its own task") await it.triage(answer);
        if (learned === "by looking") await it.threadChanged();
        if (learned === "before posting") await it.post(opened);
        expect(await it.task(opened)).toMatchObject({
          state: "cancelled",
          why: "people are talking: answered by grace",
        });
        await it.triage(answer);
        expect(await it.task(answer)).toMatchObject({ state: expect.stringMatching(/skipped|cancelled/) });
        expect(it.ours()).toEqual([]);
      }
    });

    test("a task that was revived after an answer is not cancelled by the same answer again", async () => {
      const it = begin();
      const opened = await it.asked();
      await it.commented({ author: "grace", byMaintainer: true });
      await it.threadChanged();
      await backend().tasks.update(opened, (task) => revive(task, { now: it.now(), by: "ada" }));
      await it.triage(opened);
      expect((await it.task(opened)).state).toBe("triaged");
    });

    test("an issue of a maintainer's own is not answered", async () => {
      const it = begin();
      const opened = await it.opened({ byMaintainer: true });
      await it.triage(opened);
      expect(await it.task(opened)).toMatchObject({ state: "skipped", why: "ada is a maintainer" });
    });

    test("an edit, looked at: the draft is made again; looked at once more, nothing", async () => {
      const it = begin();
      const opened = await it.asked();
      it.github.setIssue(it.place, EDITED);
      await it.threadChanged();
      const redrafting = await it.task(opened);
      expect(redrafting).toMatchObject({ state: "triaged", issue: { body: EDITED.body }, redrafts: 1 });
      await it.threadChanged();
      expect((await it.task(opened)).version).toBe(redrafting.version);
    });

    test("the newest comment, edited: the draft is made again, however it is learned; ours and a bot's are none", async () => {
      for (const learned of ["by looking", "before asking", "before posting"] as const) {
        const it = begin();
        const { id: comment } = it.github.addComment(it.place, { author: "ada" });
        const id = await it.receive({ comment, author: "ada" });
        for (const step of [it.triage, it.draft]) await step(id);
        if (learned !== "before asking") await it.ask(id);
        it.github.addComment(it.place, { author: "stale[bot]", byBot: true });
        it.github.editComment(it.place, comment, "Never mind, solved.");
        if (learned === "by looking") await it.threadChanged();
        if (learned === "before asking") await it.ask(id);
        if (learned === "before posting") await it.post(id);
        const redrafting = await it.task(id);
        expect(redrafting).toMatchObject({ state: "triaged", redrafts: 1 });
        expect(it.ours()).toEqual([]);
        await it.threadChanged();
        expect((await it.task(id)).version).toBe(redrafting.version);
      }
    });

    test("the comment that a task was made for, deleted: cancelled, however it is learned", async () => {
      for (const learned of ["by looking", "before drafting", "before asking", "before posting"] as const) {
        const it = begin();
        it.github.addComment(it.place, { author: "ada", body: "Hello?" });
        const { id: comment } = it.github.addComment(it.place, { author: "ada" });
        const id = await it.receive({ comment, author: "ada" });
        const before = { "by looking": 3, "before drafting": 1, "before asking": 2, "before posting": 3 }[learned];
        for (const step of [it.triage, it.draft, it.ask].slice(0, before)) await step(id);
        it.github.deleteComment(it.place, comment);
        if (learned === "by looking") await it.threadChanged();
        if (learned === "before drafting") await it.draft(id);
        if (learned === "before asking") await it.ask(id);
        if (learned === "before posting") await it.post(id);
        expect(await it.task(id)).toMatchObject({ state: "cancelled", cancelledBy: "deleted" });
        expect(it.ours()).toEqual([]);
      }
    });

    test("written anew and then deleted: what was written anew is still answered", async () => {
      const it = begin();
      const { id: comment } = it.github.addComment(it.place, { author: "ada" });
      const id = await it.receive({ comment, author: "ada" });
      for (const step of [it.triage, it.draft, it.ask]) await step(id);
      await it.triage(await it.commented({ author: "ada" }));
      it.github.deleteComment(it.place, comment);
      await it.threadChanged();
      expect(await it.task(id)).toMatchObject({ state: "triaged", redrafts: 1 });
    });

    test("a comment that can't be seen yet is waited for, and isn't sorted without; one that doesn't come is gone", async () => {
      for (const comes of [true, false]) {
        const it = begin();
        it.github.addComment(it.place, { author: "eve" });
        const id = await it.receive({ comment: 3, author: "ada" });
        await it.triage(id);
        expect(await it.task(id)).toMatchObject({
          state: "received",
          attempts: 0,
          why: "the comment can't be seen yet",
        });
        await it.threadChanged();
        expect((await it.task(id)).state).toBe("received");
        if (comes) expect(it.github.addComment(it.place, { author: "ada" }).id).toBe(3);
        it.pass(2 * MINUTE);
        await it.triage(id);
        expect(await it.task(id)).toMatchObject(
          comes ? { state: "triaged" } : { state: "cancelled", cancelledBy: "deleted" },
        );
      }
    });

    test("closed: cancelled; opened again: from the beginning, and announced", async () => {
      const it = begin();
      const opened = await it.asked();
      it.github.setIssue(it.place, { ...EDITED, state: "closed" });
      await it.threadChanged();
      expect(await it.task(opened)).toMatchObject({ state: "cancelled", cancelledBy: "closed" });
      it.github.setIssue(it.place, EDITED);
      it.hints.length = 0;
      await it.threadChanged();
      expect(await it.task(opened)).toMatchObject({ state: "received", issue: { body: EDITED.body } });
      expect(it.hints).toMatchObject([{ type: "task.received", taskId: opened }]);
    });

    test("opened again while it is being cancelled: the second look sees it, though its own hint came too early", async () => {
      const it = begin();
      const opened = await it.asked();
      const { codeHost } = it.github;
      const look = codeHost.thread;
      it.github.setIssue(it.place, { ...EDITED, state: "closed" });
      codeHost.thread = async (...args) => {
        const seen = await look(...args);
        codeHost.thread = look;
        it.github.setIssue(it.place, EDITED);
        await it.threadChanged();
        return seen;
      };
      await it.threadChanged();
      expect((await it.task(opened)).state).toBe("received");
    });

    test.each(["uninstalled", "archived", "deleted"] as const)(
      "C43: a repository that is %s: its tasks are cancelled, and new ones are, too",
      async (how) => {
        const it = begin();
        const opened = await it.asked();
        await it.repositoryChanged();
        expect(await backend().values.get(REPOSITORIES, repositoryKey(it.source))).toMatchObject({
          defaultBranch: "main",
        });
        it.github.lose(how);
        await it.repositoryChanged();
        expect(await it.task(opened)).toMatchObject({ state: "cancelled", cancelledBy: how });
        expect(await backend().values.get(REPOSITORIES, repositoryKey(it.source))).toBeUndefined();
        const late = await it.commented();
        await it.triage(late);
        expect(await it.task(late)).toMatchObject({ state: "cancelled", cancelledBy: how });
      },
    );

    test("a label that a person took off is not added again", async () => {
      const it = begin();
      it.github.setSettings("{ reply: automatic, automatic_for: everybody }");
      const opened = await it.asked();
      it.github.takeLabelOff(it.place, "question");
      await it.post(opened);
      expect((await it.task(opened)).state).toBe("posted");
      expect(it.github.labelsAt(it.place)).toEqual([]);
    });
  });
}
