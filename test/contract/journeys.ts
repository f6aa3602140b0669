import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { type Change, describe, isRefusal, type Ruling, refuse } from "@frontdesk/shared/domain/change";
import { approve, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { APPROVAL_DEADLINE, DAY, HOUR, MAX_REDRAFTS, QUIET_AFTER_EDIT } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { intend, lookedInVain, posted } from "@frontdesk/shared/domain/post";
import { receive } from "@frontdesk/shared/domain/receive";
import { strip } from "@frontdesk/shared/domain/strip";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import type { State, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { complete, fail, park, skip } from "@frontdesk/shared/domain/work";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { moment, newTask, type Origin } from "./builders.ts";
import { asking, COMMENT, claiming, DRAFT, editing, holding, TRIAGE, verdictOn, type Wish } from "./wishes.ts";

/** Wishes, each to be granted, with waits in milliseconds between them. */
type Journey = readonly (Wish | number)[];

const TRIAGED: Journey = [
  claiming("triage"),
  holding("received", (held, at) => complete(held, held, at, (task) => triaged(task, TRIAGE, at))),
];
const DRAFTS: Journey = [
  claiming("respond"),
  holding("triaged", (held, at) => complete(held, held, at, (task) => drafted(task, DRAFT, at))),
];
const ASKS: Journey = [
  claiming("ask"),
  holding("drafted", (held, at) => complete(held, held, at, (task) => asked(task, at))),
];
const APPROVES: Journey = [asking((task, at) => approve(task, verdictOn(task, "approve", at), at))];
const INTENDS: Journey = [claiming("post"), holding("approved", (held, at) => intend(held, held, at))];
const LOOKS: Journey = [holding("posting", (held, at) => lookedInVain(held, held, at.now, at))];

const DRAFTED = [...TRIAGED, ...DRAFTS];
const AWAITING = [...DRAFTED, ...ASKS];
const APPROVED = [...AWAITING, ...APPROVES];
const POSTING = [...APPROVED, ...INTENDS];
const POSTED: Journey = [
  ...POSTING,
  (task, at) => (task.state === "posting" ? posted(task, task.intent, COMMENT, at) : refuse("state", describe(task))),
];
const redraft = (title: string): Journey => [editing(title), QUIET_AFTER_EDIT, ...DRAFTS, ...ASKS];
const REDRAFTED = Array.from({ length: MAX_REDRAFTS }, (_, n) => redraft(`It crashes ${n + 2} times`)).flat();

/** How a task gets to each state, and to the same state by ways that leave other traces on it. */
const JOURNEYS = {
  received: [],
  "received, held by a worker": [claiming("triage")],
  "received, after a failure": [claiming("triage"), holding("received", (held, at) => fail(held, held, at, "503"))],
  triaged: TRIAGED,
  "triaged, with guidance": [
    ...AWAITING,
    asking((task, at) => sendBack(task, task.plan.digest, "Ask for the log, too.", at)),
  ],
  "triaged, after an edit": [...AWAITING, editing("It crashes on exit")],
  drafted: DRAFTED,
  awaiting_approval: AWAITING,
  "awaiting_approval, with the difference": [...AWAITING, ...REDRAFTED, editing("It crashes for good")],
  approved: APPROVED,
  posting: POSTING,
  "posting, after a look": [...POSTING, ...LOOKS],
  posted: POSTED,
  "posted, stripped of its texts": [...POSTED, 180 * DAY, strip],
  skipped: [...TRIAGED, (task, at) => skip(task, at, "nothing to add")],
  rejected: [...AWAITING, asking((task, at) => reject(task, verdictOn(task, "reject", at), at, "wrong tone"))],
  expired: [...AWAITING, APPROVAL_DEADLINE, sweepTask],
  cancelled: [...APPROVED, (task, at) => onOutsideChange(task, { kind: "gone", how: "closed" }, at)],
  parked: [...DRAFTED, claiming("ask"), holding("drafted", (held, at) => park(held, held, at, "no such channel"))],
  "parked from received": [claiming("triage"), holding("received", (held, at) => park(held, held, at, "blocked"))],
  "parked from triaged": [
    ...[...TRIAGED, claiming("respond")],
    holding("triaged", (held, at) => park(held, held, at, "blocked")),
  ],
  "parked from approved": [
    ...[...APPROVED, claiming("post")],
    holding("approved", (held, at) => park(held, held, at, "no right to comment")),
  ],
  "parked from posting": [...POSTING, HOUR, claiming("post"), ...LOOKS],
} satisfies Record<State, Journey> & Record<string, Journey>;

export type Stop = keyof typeof JOURNEYS;
export const STOPS = Object.keys(JOURNEYS) as Stop[];

type TaskAt<S extends Stop> = S extends State
  ? TaskIn<S>
  : S extends `${infer T extends State}, ${string}`
    ? TaskIn<T>
    : Task;

/** A task that has come this far by the rules, and is in no store. */
export function taskIn<S extends Stop>(stop: S, origin?: Origin, begin?: Date): TaskAt<S> {
  const commit = ({ task }: Change): Task => ({ ...task, commitId: `commit-${task.version}` });
  const received = commit(receive(newTask(origin), moment(begin)));
  return stepsTo(stop, begin).reduce((task, step) => commit(granted(step(task))), received) as TaskAt<S>;
}

/** The same in a store, step by step: the task as it is stored. */
export async function storeTaskIn<S extends Stop>(
  tasks: Pick<TaskStore, "create" | "update">,
  stop: S,
  origin?: Origin,
  begin?: Date,
): Promise<TaskAt<S>> {
  let { task } = await tasks.create(receive(newTask(origin), moment(begin)));
  for (const step of stepsTo(stop, begin)) ({ task } = granted(await tasks.update(task, step)));
  return task as TaskAt<S>;
}

export function granted(ruling: Ruling): Change {
  if (isRefusal(ruling)) throw new Error(`refused as "${ruling.because}": ${ruling.why}`);
  return ruling;
}

/** The rules that bring a task there, to be asked one after the other. */
export function stepsTo(stop: Stop, begin?: Date): ((task: Task) => Ruling)[] {
  let at = moment(begin);
  return JOURNEYS[stop].flatMap((leg: Wish | number) => {
    if (typeof leg === "number") {
      at = moment(after(at.now, leg));
      return [];
    }
    const then = at;
    return [(task: Task) => leg(task, then)];
  });
}

/** The file that a document of such a task is frozen in. */
export function fileNameOf(stop: Stop): string {
  return `${stop.replaceAll(/\W+/g, "-")}.json`;
}
