import type { Ruling } from "@frontdesk/shared/domain/change";
import { type Claimed, isMoving, type Task } from "@frontdesk/shared/domain/task";
import { claim, defer } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { moment } from "../contract/builders.ts";

/** A rule that a new task can be put under for ever: it is claimed, and given back without having cost an attempt. */
export function claimOrDefer(task: Task): Ruling {
  const now = new Date();
  if (isMoving(task) && task.lease) return defer(task, task as Claimed, now, moment(now), "not now");
  return claim(task, STAGES.triage, moment(now));
}
