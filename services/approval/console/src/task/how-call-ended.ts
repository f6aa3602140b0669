import type { CallRow, TaskShown } from "@frontdesk/approval/api/task-shown";

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
