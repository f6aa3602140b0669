import { DAY, HOUR } from "@frontdesk/shared/domain/limits";
import { NOTICES, type Notice } from "@frontdesk/shared/domain/notice";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { ModelCalls } from "@frontdesk/shared/ports/model-calls";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { buildMessage, buildNudge, isReminded } from "./build-message.ts";
import { type ChannelDeps, type Channels, channelFor, mustLeave } from "./channel-for.ts";
import { type CountWaiting, isFolded, LOOK_AGAIN_AFTER } from "./count-waiting.ts";
import { type KeepDeps, keepMessage, type Wanted } from "./keep-message.ts";
import { withdrawNotice } from "./withdraw-notice.ts";

export type NoticeConfig = { channels: Channels; web: string; console: string };

export type NoticeDeps = KeepDeps &
  ChannelDeps & {
    tasks: Pick<TaskStore, "get">;
    calls: Pick<ModelCalls, "list">;
    waiting: Pick<CountWaiting, "areTooMany">;
  };

/** What came of it: whether the channel's digest may have to change, when to come again before it is due, and which version is shown. */
export type Reconciled = { channel?: string; again?: Date; shown?: number };

/** A task that is committed while its message is moved is shown in the next round; more in a row are the next look's. */
const MOST_ROUNDS = 5;
/** Where nobody tells us of a change, this is how late it is shown. Nothing that rests is expected to move again. */
const LOOK_AGAIN = { parked: HOUR, rested: DAY };
const KEPT_AFTER_REST = 30 * DAY;

/**
 * Makes the message of this task show the task as it is now, whoever has changed it and whatever was shown before. A
 * task that nobody was asked about has none. Safe to be called at any time, by any number of processes at once.
 */
export async function reconcileNotice(
  taskId: string,
  config: NoticeConfig,
  deps: NoticeDeps,
  signal: AbortSignal,
): Promise<Reconciled> {
  let did: Reconciled = {};
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const known = await deps.values.get(NOTICES, taskId);
    const task = await deps.tasks.get(taskId);
    if (!task || (!known && task.state !== "awaiting_approval")) return did;
    const leaves = known && (await mustLeave(known.channel, task.source, config.channels, deps, signal));
    if (known && !leaves && isShown(known, task)) {
      // One without a message of its own is given one as soon as that may be: but it has just been tried.
      if (round > 0) return { ...did, shown: known.shownVersion };
      if (!isFolded(known)) return lookLater(task, deps);
    }
    const channel = known?.channel ?? (await channelFor(task.source, config.channels, deps, signal));
    if (channel === undefined) return did;
    const look = async (notice: Notice) =>
      leaves && notice.channel === config.channels.public
        ? withdrawNotice(task, config.channels, deps)
        : wantedFor(task, notice, config, deps);
    const kept = await keepMessage({ kind: NOTICES, key: taskId, channel }, look, deps, signal);
    if (kept.is === "later") return { ...did, again: kept.at };
    if (kept.is === "held") return did;
    if (isFolded(kept.notice) || known?.waits !== kept.notice.waits) did = { channel };
  }
  return did;
}

/** Nothing is open, and nothing newer is there. */
function isShown({ shownVersion, claim, failures }: Notice, { version }: Task): boolean {
  return shownVersion >= version && !claim && failures === 0;
}

/** Nothing to show: only when to look again has to be kept, and only where nobody else does. */
async function lookLater(task: Task, { values, now }: NoticeDeps): Promise<Reconciled> {
  await values.update(NOTICES, task.id, (notice) =>
    notice && isShown(notice, task) ? { value: notice, ...timingOf(task, now()) } : undefined,
  );
  return { shown: task.version };
}

/** The task as it is once the notice is ours: whoever had it before has shown nothing newer. */
async function wantedFor(
  known: Task,
  { channel, ts }: Notice,
  { web, console }: NoticeConfig,
  { tasks, calls, waiting, now }: NoticeDeps,
): Promise<Wanted> {
  const task = (await tasks.get(known.id)) ?? known;
  const isAsked = task.state === "awaiting_approval";
  const costMicros = isAsked ? (await calls.list(task.id)).reduce((sum, call) => sum + call.costMicros, 0) : 0;
  const { dueAt: lookAgainAt, expiresAt } = timingOf(task, now());
  return {
    version: task.version,
    message: buildMessage(task, { web, console, costMicros }),
    isWorthPosting: isAsked && (ts !== undefined || !(await waiting.areTooMany(channel))),
    waits: isAsked,
    asks: isAsked
      ? {
          key: `${task.plan.digest.slice(0, 16)} ${task.ask.nextReminder.getTime()}`,
          nudge: buildNudge(task, isReminded(task)),
        }
      : undefined,
    lookAgainAt,
    expiresAt,
  };
}

function timingOf(task: Task, now: Date): { dueAt: Date; expiresAt?: Date } {
  if (task.state === "parked") return { dueAt: after(now, LOOK_AGAIN.parked) };
  if ("dueAt" in task) return { dueAt: after(now, LOOK_AGAIN_AFTER) };
  return { dueAt: after(now, LOOK_AGAIN.rested), expiresAt: after(task.updatedAt, KEPT_AFTER_REST) };
}
