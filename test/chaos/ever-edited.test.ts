import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Model } from "@frontdesk/shared/ports/model";
import { expect, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { openForAll } from "../contract/test-backend.ts";
import { createOutsideWorld } from "./outside-world.ts";

const backend = openForAll(() => openModel());

test.each([
  ["sorted", "triage"],
  ["drafted", "respond"],
  ["sorted and drafted", undefined],
])("an issue that is edited whenever it is being %s goes to a person, after a few calls", async (_, during) => {
  const it = createOutsideWorld(backend());
  it.github.setSettings("reply: ask");
  const edit = async () => {
    it.github.setIssue(it.place, { title: `Edited ${it.model.asked.length} times`, body: "", state: "open" });
    await it.threadChanged();
  };
  const model: Model = {
    async ask(question, signal) {
      const answer = await it.model.ask(question, signal);
      if (during === undefined || question.step === during) await edit();
      return answer;
    },
  };
  Object.assign(it.deps, { model });
  const id = await it.opened();
  const states: string[] = [];
  for (let round = 0; round < 40 && states.at(-1) !== "awaiting_approval"; round++) {
    it.pass(3 * MINUTE);
    for (const step of [it.triage, it.draft, it.ask]) await step(id);
    states.push((await it.task(id)).state);
  }
  const task = await it.task(id);
  expect(task.state).toBe("awaiting_approval");
  expect(it.model.asked.filter(({ step }) => step === "respond").length).toBeLessThanOrEqual(4);
  expect(it.model.asked.length).toBeLessThanOrEqual(5);
  // What was edited last is what the person sees.
  expect(task.issue.title).toBe(`Edited ${lastEdit(it.model.asked, during)} times`);
});

/** Edits are numbered by the question during which they were made. */
function lastEdit(asked: readonly { step: string }[], during: string | undefined): number {
  return asked.findLastIndex(({ step }) => during === undefined || step === during) + 1;
}
