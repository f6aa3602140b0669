import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { isHeld, type Pause, resume, whyHeld } from "@frontdesk/shared/domain/pause";
import { claim, defer } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

const { at, becomes, claimed, granted, reasonOf, time } = sample;
const PAUSE: Pause = { by: "grace", why: "a release", at: time(0) };

const putOff = (why: string) => {
  const held = claimed(sample.APPROVED);
  return becomes(defer(held, held, time(HOUR), at(SECOND), why), "approved");
};

test("what a pause put off may be claimed at once when that is over, and is as it was decided", () => {
  const held = putOff(whyHeld(PAUSE));
  expect(held.why).toBe("paused by grace: a release");
  expect(putOff(whyHeld({ ...PAUSE, why: "" })).why).toBe("paused by grace");
  expect(reasonOf(claim(held, STAGES.post, at(MINUTE)))).toBe("early");
  const { task, entry } = granted(resume(held, at(MINUTE)));
  expect(entry).toMatchObject({ transition: "resume", by: at(0).by, why: `resumed by ${at(0).by}` });
  expect(task).toMatchObject({ dueAt: time(2 * MINUTE), attempts: 0, decision: held.decision, plan: held.plan });
  expect(reasonOf(claim(task, STAGES.post, at(MINUTE)))).toBe("none");
});

test("what waits for something else, is worked on, or is in another state is left alone", () => {
  const again = granted(claim(putOff(whyHeld(PAUSE)), STAGES.post, at(2 * HOUR))).task;
  for (const task of [...sample.EVERY_TASK, putOff("quiet hours"), again]) {
    expect(isHeld(task)).toBe(false);
    expect(reasonOf(resume({ ...task, why: task.state === "approved" ? task.why : whyHeld(PAUSE) }, at(MINUTE)))).toBe(
      "state",
    );
  }
});
