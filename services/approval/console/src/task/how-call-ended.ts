import type { CallRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import { dollars } from "../text/words.ts";

/** As a call is kept from when it is sent until its end is known. */
const RUNNING = "running";

/** One that is kept as running after its task has gone on was broken off: nobody waits for its end any more. */
export function howCallEnded(
  { ended, step, finished, why, tokens }: CallRow,
  { workedOn }: Pick<TaskShown, "workedOn">,
): "running" | "broken off" | "failed" | "answered" {
  if (ended === RUNNING) return step === workedOn ? "running" : "broken off";
  return !finished || (why !== undefined && tokens.output === 0) ? "failed" : "answered";
}

/** Until its end is known, a call stands at the most that it may cost. */
export function costOf(task: Pick<TaskShown, "calls" | "costMicros" | "workedOn">): string {
  const running = task.calls.filter((call) => howCallEnded(call, task) === "running");
  const setAside = running.reduce((sum, { costMicros }) => sum + costMicros, 0);
  const spent = dollars(task.costMicros - setAside);
  return setAside > 0 ? `${spent}, ${dollars(setAside)} set aside` : spent;
}
