import { type Change, isRefusal, type Moment, type Ruling } from "@frontdesk/shared/domain/change";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import { lastLook, maySend } from "@frontdesk/shared/domain/post";
import { receive } from "@frontdesk/shared/domain/receive";
import type { Claimed, Intent, IssueContent, Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { MORNING, newTask } from "../contract/builders.ts";

/** A clock may be wrong by this much, in either direction of a jump. What looks for a comment waits longer than this. */
const CLOCK_ERROR = 10 * MINUTE;

/** One comment that GitHub accepted. Everybody sees it from `visibleAt` on. */
type PostedComment = { intent: Intent; visibleAt: Date };

/** Who committed an intent, and has not yet opened the socket. May sleep for any time. */
export type Sender = { intent: Intent; sent: "not yet" | "accepted" | "never" };

/** One task, all who ever held it, GitHub, and a clock. */
export type World = {
  task: Task;
  now: Date;
  /** The latest that any clock has shown: real time, as far as anybody can know. */
  latest: Date;
  held: Claimed[];
  senders: Sender[];
  comments: PostedComment[];
  /** The issue as it stands on GitHub. */
  issue: IssueContent;
  edits: number;
  /** Told of every change that was committed. */
  onChange: (before: Task | undefined, change: Change, world: World) => void;
};

/** Always the same: a life that went wrong goes wrong again when it is replayed. */
const REPO = { id: 5, owner: "Acme", name: "Webapp" };

export function begin(onChange: World["onChange"]): World {
  const first = receive(newTask({ repo: REPO }), { now: MORNING, by: "ingest" });
  const { task } = first;
  const world: World = {
    ...{ task: frozen(task), now: MORNING, latest: MORNING, issue: task.issue, edits: 0 },
    ...{ held: [], senders: [], comments: [], onChange },
  };
  onChange(undefined, first, world);
  return world;
}

/** Asks the rules and commits what they say, as a store does. False if they refuse. */
export function commit(world: World, rule: (task: Task, at: Moment) => Ruling): boolean {
  const before = world.task;
  const ruling = rule(before, { now: world.now, by: "somebody" });
  if (isRefusal(ruling)) return false;
  world.task = frozen(ruling.task);
  if (ruling.entry.transition === "claim") world.held.push(world.task as Claimed);
  if (ruling.entry.transition === "intend" && world.task.state === "posting")
    world.senders.push({ intent: world.task.intent, sent: "not yet" });
  world.onChange(before, ruling, world);
  return true;
}

export function setClock(world: World, time: Date) {
  const earliest = after(world.latest, -CLOCK_ERROR);
  world.now = time < earliest ? earliest : time;
  if (world.now > world.latest) world.latest = world.now;
}

/**
 * The sender wakes, asks whether it may send, and if so sends, once. GitHub accepts it, and shows it when it likes, by
 * the assumption of PROTOCOL.md fifteen minutes after the lease at the latest.
 */
export function send(world: World, sender: Sender, delay: number): boolean {
  if (sender.sent !== "not yet") return false;
  sender.sent = maySend(sender.intent, world.now) ? "accepted" : "never";
  if (sender.sent === "never") return false;
  const latest = lastLook(sender.intent).getTime();
  const visible = Math.min(world.latest.getTime() + delay, Math.max(latest, world.latest.getTime()));
  world.comments.push({ intent: sender.intent, visibleAt: new Date(visible) });
  return true;
}

/** Whether somebody who looks now finds the comment. */
export function isVisible(world: World): boolean {
  return world.comments.some((comment) => comment.visibleAt <= world.latest);
}

/** The rules may change nothing of what they are given: a store runs them again on the same task. */
function frozen<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) frozen(part);
  return Object.freeze(value);
}
