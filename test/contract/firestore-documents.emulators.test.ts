import { Unusable } from "@frontdesk/shared/domain/errors";
import { DAY, LONGEST_BODY, LONGEST_GUIDANCE, LONGEST_REASON, LONGEST_TITLE } from "@frontdesk/shared/domain/limits";
import { RETENTION } from "@frontdesk/shared/domain/retention";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { Timestamp } from "@google-cloud/firestore";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { MORNING, modelCall, moment, newChange, newKind, newRepo, taken } from "./builders.ts";
import { granted, STOPS, storeTaskIn, taskIn } from "./journeys.ts";
import { nothingHappened, openFirestoreProject } from "./open-firestore-project.ts";
import { claiming, editing } from "./wishes.ts";

describeOnEmulators(["firestoreHost"], "documents in Firestore", ({ firestoreHost }) => {
  const open = (options?: { now: () => Date }) => openFirestoreProject(firestoreHost, options);
  /** Stored as it is, in whatever state: how it got there is the domain's. */
  const creating = (task: Task) => ({ task, entry: newChange().entry });

  test("a person finds the task by its name, and what matters at the top in plain words", async () => {
    const { tasks, person } = open();
    const repo = { id: 77, owner: "Acme", name: "Webapp" };
    const task = await storeTaskIn(tasks, "awaiting_approval", { repo, issue: 42, author: "ada" });
    const document = (await person.doc("tasks/acme.webapp.42.opened").get()).data();

    expect(document).toMatchObject({
      ...{ state: "awaiting_approval", repo: "acme/webapp", issue: 42, title: "It crashes on start", who: "ada" },
      ...{ why: task.why, thread: "77#42", version: task.version },
      ...{ dueAt: Timestamp.fromDate(task.dueAt), updatedAt: Timestamp.fromDate(task.updatedAt) },
      ...{ createdAt: Timestamp.fromDate(task.createdAt), committedAt: expect.any(Timestamp) },
      ...{ content: { title: "It crashes on start", state: "open" }, triage: { kind: "bug" }, plan: { revision: 1 } },
      ask: { deadline: Timestamp.fromDate(task.ask.deadline) },
    });
    const history = await person.collection("tasks/acme.webapp.42.opened/history").get();
    expect(history.docs.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `00000${n}`));
    expect(history.docs.at(-1)?.data()).toMatchObject({ transition: "ask", at: Timestamp.fromDate(task.updatedAt) });
  });

  test("what a task no longer has is gone from its document; what is not the task's stays", async () => {
    const { tasks, person } = open();
    const { task } = await tasks.create(newChange());
    const document = person.doc(`tasks/${task.id}`);
    const claimed = granted(await tasks.update(task, (now) => claiming("triage")(now, moment()))).task;
    await document.update({ cost: "$0.01" });
    expect((await document.get()).data()).toHaveProperty("lease");

    const { lease: _, ...bare } = claimed as Task & { lease: unknown };
    granted(await tasks.update(claimed, () => nothingHappened(bare as Task)));
    expect((await document.get()).data()).not.toHaveProperty("lease");
    expect((await document.get()).data()).toHaveProperty("cost", "$0.01");
  });

  test("any task comes back as it was stored, whatever its texts", async () => {
    const { tasks } = open();
    const text = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.constant("\u0000"));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...STOPS),
        fc.array(text, { minLength: 5, maxLength: 5 }),
        async (stop, texts) => {
          const [title = "", body = "", why = "", guidance = "", author = ""] = texts;
          const { source, issue, ...rest } = taskIn(stop, { repo: newRepo() });
          const worded = { source: { ...source, author }, issue: { ...issue, title, body }, why };
          const task = { ...rest, ...worded, guidance: { text: guidance, by: author, at: MORNING } } as Task;
          const { commitId } = (await tasks.create(creating(task))).task;
          expect(await tasks.get(task.id)).toEqual({ ...task, commitId });
        },
      ),
      { numRuns: 100 },
    );
  });

  test("half a character, as JSON may carry one, is stored as a replacement character", async () => {
    const { tasks } = open();
    const task = taskIn("received");
    await tasks.create(creating({ ...task, issue: { ...task.issue, title: "half \ud83d" } }));
    expect(await tasks.get(task.id)).toMatchObject({ issue: { title: "half \ufffd" } });
  });

  test.each([
    ["4 bytes each", "😀", 2],
    ["3 bytes each", "日", 1],
  ])(
    "the largest task that there can be fits: every text at its limit, of characters with %s",
    async (_, character, units) => {
      const { tasks } = open();
      const full = (most: number) => character.repeat(most / units);
      const content = {
        title: full(LONGEST_TITLE),
        body: full(LONGEST_BODY),
        state: "open",
        lastHumanCommentId: 17,
      } as const;
      const task = taskIn("awaiting_approval, with the difference");
      const labels = Array.from({ length: 100 }, () => full(50));
      const largest = {
        ...{ ...task, issue: content, ask: { ...task.ask, draftedOn: content }, why: full(LONGEST_REASON) },
        plan: { ...task.plan, body: full(LONGEST_BODY), labels },
        guidance: { text: full(LONGEST_GUIDANCE), by: full(40), at: MORNING },
      };
      const created = await tasks.create(creating(largest), Buffer.alloc(1_000_000));
      expect(await tasks.get(task.id)).toEqual(created.task);
      const noted = granted(await tasks.update(created.task, nothingHappened));
      expect(await tasks.get(task.id)).toEqual(noted.task);
    },
  );

  test("a task that a person has spoilt: reading it says which, and everybody else's work goes on", async () => {
    const { tasks, person, alerts } = open();
    const [spoilt, sound] = [await storeTaskIn(tasks, "received"), await storeTaskIn(tasks, "received")];
    await person.doc(`tasks/${spoilt.id}`).update({ state: "almost done" });

    await expect(tasks.get(spoilt.id)).rejects.toThrow(Unusable);
    await expect(tasks.get(spoilt.id)).rejects.toThrow(spoilt.id);
    expect(await tasks.due(after(MORNING, DAY), 10)).toEqual([sound]);
    expect((await tasks.list({}, { limit: 10 })).tasks).toEqual([sound]);
    expect(alerts).toHaveLength(2);
  });

  test("what a person changes in the console is not overwritten by somebody who has not seen it", async () => {
    const { tasks, person } = open();
    const { task } = await tasks.create(newChange());
    await person.doc(`tasks/${task.id}`).update({ redrafts: 2 });
    const edited = granted(await tasks.update(task, (now) => editing("It crashes on exit")(now, moment())));
    expect(edited.task.redrafts).toBe(2);
  });

  test("one version is never committed twice, also where Firestore's times are not known", async () => {
    const { tasks } = open();
    const { task } = await tasks.create(newChange());
    const copies = Array.from({ length: 10 }, () => structuredClone(task));
    await Promise.all(copies.map((copy, n) => tasks.update(copy, (now) => editing(`Crash ${n}`)(now, moment()))));
    expect(await tasks.get(task.id)).toMatchObject({ version: 11, inputRevision: 10 });
  });

  test("a raw body is kept compressed, for the days of its retention", async () => {
    let now = MORNING;
    const { tasks, person } = open({ now: () => now });
    const { task } = await tasks.create(newChange(), Buffer.alloc(100_000, "a"));
    const document = (await person.doc(`tasks/${task.id}/raw/delivery`).get()).data();
    const expiresAt = after(MORNING, RETENTION.rawBodies * DAY);
    expect(document).toMatchObject({ expiresAt: Timestamp.fromDate(expiresAt) });
    expect(document?.gzip.length).toBeLessThan(1_000);

    now = after(expiresAt, -1);
    expect(await tasks.rawBody(task.id)).toHaveProperty("body");
    now = expiresAt;
    expect(await tasks.rawBody(task.id)).toBeUndefined();
  });

  test("a call expires with its retention", async () => {
    let now = MORNING;
    const { calls } = open({ now: () => now });
    const call = modelCall();
    await calls.record(call);
    now = after(MORNING, RETENTION.calls * DAY - 1);
    expect(await calls.list(call.taskId)).toEqual([call]);
    expect(await calls.findFinished(call.inputHash, call.promptVersion)).toEqual(call);
    now = after(MORNING, RETENTION.calls * DAY);
    expect(await calls.list(call.taskId)).toEqual([]);
    expect(await calls.findFinished(call.inputHash, call.promptVersion)).toBeUndefined();
  });

  test("texts of a call that no document holds are cut and say so, and a cut response is not used again", async () => {
    const { calls } = open();
    const note = /… \(cut: it has \d+ characters\)$/;
    const huge = modelCall({ prompt: "日".repeat(500_000), response: "short" });
    await calls.record(huge);
    expect(await calls.list(huge.taskId)).toMatchObject([{ prompt: expect.stringMatching(note), response: "short" }]);
    expect(await calls.findFinished(huge.inputHash, huge.promptVersion)).toMatchObject({ response: "short" });

    const mad = modelCall({ inputHash: "b", prompt: "日".repeat(500_000), response: "😀".repeat(500_000) });
    await calls.record(mad);
    const [kept] = await calls.list(mad.taskId);
    expect(kept).toMatchObject({ prompt: expect.stringMatching(note), response: expect.stringMatching(note) });
    expect(kept?.prompt.length).toBeGreaterThan(100_000);
    expect(kept?.response.length).toBeGreaterThan(100_000);
    expect(await calls.findFinished("b", mad.promptVersion)).toBeUndefined();
  });

  test("a shared value that no document holds is refused before it is sent", async () => {
    const { values, requestsOf } = open();
    const kind = { name: "texts", schema: newKind().schema };
    const huge = { value: { takenMicros: 1, note: "x".repeat(5_000_000) } };
    expect(await requestsOf(() => expect(values.put(kind, "huge", huge)).rejects.toThrow(RangeError))).toEqual([]);
  });

  test("a shared value is found under its kind, with its times", async () => {
    const { values, person } = open();
    await values.put(
      { ...newKind(), name: "budgets" },
      "acme/webapp",
      taken(7, { dueAt: MORNING, expiresAt: MORNING }),
    );
    const time = Timestamp.fromDate(MORNING);
    const document = (await person.doc("shared/budgets/values/acme%2Fwebapp").get()).data();
    expect(document).toMatchObject({ value: { takenMicros: 7 }, dueAt: time, expiresAt: time });
  });
});
