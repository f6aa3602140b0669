import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { currentContext, withContext } from "./context.ts";

test("there is nothing in it outside of any work", () => {
  expect(currentContext()).toEqual({});
});

test("an inner context adds to the outer one, and is gone after it", () => {
  withContext({ service: "triage", event: "task.received" }, () => {
    withContext({ taskId: "acme.webapp.42.opened", event: "task.triaged" }, () => {
      expect(currentContext()).toEqual({ service: "triage", taskId: "acme.webapp.42.opened", event: "task.triaged" });
    });
    expect(currentContext()).toEqual({ service: "triage", event: "task.received" });
  });
  expect(currentContext()).toEqual({});
});

test("works that run at the same time keep apart, across every await", async () => {
  const work = (taskId: string) =>
    withContext({ taskId }, async () => {
      await setImmediate();
      await Promise.all([setImmediate(), setImmediate()]);
      return currentContext().taskId;
    });
  const ids = Array.from({ length: 50 }, (_, i) => `acme.webapp.${i + 1}.opened`);
  expect(await Promise.all(ids.map(work))).toEqual(ids);
});

test("gives back what the work gives", () => {
  expect(withContext({}, () => 7)).toBe(7);
});
