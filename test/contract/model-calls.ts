import { after } from "@frontdesk/shared/domain/time";
import { describe, expect, test } from "vitest";
import { MORNING, modelCall, newTask } from "./builders.ts";
import { type OpenBackend, openForAll } from "./test-backend.ts";

/** What a list gives at most. */
const NEWEST = 1_000;

/** Every sentence of the contract in `ports/model-calls.ts` that needs no failure. */
export function describeModelCalls(name: string, open: OpenBackend): void {
  describe(`${name}: model calls`, () => {
    const backend = openForAll(() => open());
    const calls = () => backend().calls;

    let inputs = 0;
    /** Of an input that no other test sends. */
    const newHash = () => {
      inputs += 1;
      return `input-${inputs}`;
    };

    test("record keeps the whole call", async () => {
      const call = modelCall({ response: "日本語 \u0000 🐛 \n" });
      await calls().record(call);
      expect(await calls().list(call.taskId)).toEqual([call]);
    });

    test("record replaces the call of the same task and id", async () => {
      const begun = modelCall({ finished: false, response: "", costMicros: 5_000 });
      await calls().record(begun);
      const ended = { ...begun, finished: true, response: "{}", costMicros: 310 };
      await calls().record(ended);
      expect(await calls().list(begun.taskId)).toEqual([ended]);
    });

    test("record keeps calls of the same id apart where their tasks differ", async () => {
      const [one, other] = [modelCall({ id: "first" }), modelCall({ id: "first" })];
      await Promise.all([calls().record(one), calls().record(other)]);
      expect(await calls().list(one.taskId)).toEqual([one]);
      expect(await calls().list(other.taskId)).toEqual([other]);
    });

    test("record at once by many loses none", async () => {
      const taskId = newTask().id;
      const ids = Array.from({ length: 50 }, (_, n) => `call-${n}`);
      await Promise.all(ids.map((id) => calls().record(modelCall({ taskId, id }))));
      const listed = await calls().list(taskId);
      expect(listed.map((call) => call.id).toSorted()).toEqual(ids.toSorted());
    });

    test("list gives the task's calls, oldest first, in whatever order they were recorded", async () => {
      const taskId = newTask().id;
      for (const n of [2, 0, 3, 1]) {
        await calls().record(modelCall({ taskId, id: `call-${n}`, at: after(MORNING, n * 1_000) }));
      }
      const listed = await calls().list(taskId);
      expect(listed.map((call) => call.id)).toEqual(["call-0", "call-1", "call-2", "call-3"]);
    });

    test(`list gives at most the newest ${NEWEST}`, async () => {
      const taskId = newTask().id;
      const all = Array.from({ length: NEWEST + 2 }, (_, n) =>
        modelCall({ taskId, id: `call-${n}`, at: after(MORNING, n) }),
      );
      await Promise.all(all.map((call) => calls().record(call)));
      expect(await calls().list(taskId)).toEqual(all.slice(2));
    });

    test("list is empty for a task without calls", async () => {
      expect(await calls().list(newTask().id)).toEqual([]);
    });

    test("findFinished gives the newest of the same input and prompt version, of whatever task", async () => {
      const inputHash = newHash();
      const [newest, older] = [2, 1].map((n) => modelCall({ inputHash, id: `${n}`, at: after(MORNING, n) }));
      for (const call of [newest, older]) await calls().record(call as NonNullable<typeof call>);
      expect(await calls().findFinished(inputHash, "triage-3")).toEqual(newest);
    });

    test("findFinished passes over calls that have not finished, until they have", async () => {
      const call = modelCall({ inputHash: newHash(), finished: false });
      await calls().record(call);
      expect(await calls().findFinished(call.inputHash, call.promptVersion)).toBeUndefined();

      await calls().record({ ...call, finished: true });
      expect(await calls().findFinished(call.inputHash, call.promptVersion)).toEqual({ ...call, finished: true });
    });

    test("findFinished passes over other inputs and other prompt versions", async () => {
      const call = modelCall({ inputHash: newHash() });
      await calls().record(call);
      expect(await calls().findFinished(newHash(), call.promptVersion)).toBeUndefined();
      expect(await calls().findFinished(call.inputHash, "triage-4")).toBeUndefined();
    });

    test("calls given out are the caller's: changing one changes nothing stored", async () => {
      const call = modelCall({ inputHash: newHash() });
      const kept = structuredClone(call);
      await calls().record(call);
      const found = await calls().findFinished(call.inputHash, call.promptVersion);
      for (const given of [call, found, ...(await calls().list(call.taskId))]) {
        if (given) given.tokens.output = -1;
      }
      expect(await calls().list(kept.taskId)).toEqual([kept]);
    });
  });
}
