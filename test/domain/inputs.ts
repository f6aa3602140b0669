import { approve, approveWithEdit, reject, sendBack } from "@frontdesk/shared/domain/decide";
import { DAY, HOUR, SECOND } from "@frontdesk/shared/domain/limits";
import { type OutsideFact, onOutsideChange } from "@frontdesk/shared/domain/outside";
import { resume } from "@frontdesk/shared/domain/pause";
import { sealPlan } from "@frontdesk/shared/domain/plan";
import { confirmAbsent, confirmPosted, redrive, revive } from "@frontdesk/shared/domain/recover";
import { strip } from "@frontdesk/shared/domain/strip";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { isMoving, type TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { approvalOf, COMMENT, rejectionOf } from "./sample-tasks.ts";
import { commit, isVisible, setClock, type World } from "./simulated-life.ts";
import { claimedThen, finish, type Input, POSTING, sometimesAnother, WORK } from "./worker-inputs.ts";

const asking = (wish: (task: TaskIn<"awaiting_approval">, draw: number, world: World) => void): Input => {
  return (world, draw) => world.task.state === "awaiting_approval" && wish(world.task, draw, world);
};

const learns = (factOf: (world: World, draw: number) => OutsideFact): Input => {
  return (world, draw) => commit(world, (task, at) => onOutsideChange(task, factOf(world, draw), at));
};

const edited = learns((world) => {
  edit(world);
  return { kind: "content", issue: world.issue };
});

const people: Record<string, Input> = {
  approve: asking((task, draw, world) =>
    commit(world, (_, at) => approve(task, approvalOf(task.id, sometimesAnother(task.plan, draw)), at)),
  ),
  "approve with edit": asking((task, draw, world) => {
    const wanted = { ...task.plan, body: "edited", revision: task.plan.revision + 1 };
    const edited = sealPlan(task, wanted);
    const decision = approvalOf(task.id, sometimesAnother(edited, draw));
    commit(world, (_, at) => approveWithEdit(task, task.plan.digest, edited, decision, at));
  }),
  reject: asking((task, draw, world) =>
    commit(world, (_, at) => reject(task, rejectionOf(task.id, sometimesAnother(task.plan, draw)), at, "rude")),
  ),
  "send back": asking((task, draw, world) =>
    commit(world, (_, at) => sendBack(task, sometimesAnother(task.plan, draw).digest, "shorter", at)),
  ),
  redrive: (world) => commit(world, redrive),
  resume: (world) => commit(world, resume),
  revive: (world) => commit(world, revive),
  "it is there": (world) => commit(world, (task, at) => confirmPosted(task, COMMENT, at)),
  /** Who presses it has looked, truly; but sometimes at an earlier version. */
  "it is not there": (world, draw) =>
    isVisible(world) || commit(world, (task, at) => confirmAbsent(task, task.version - (draw % 2), at)),
};

const outside: Record<string, Input> = {
  gone: learns((_, draw) => ({ kind: "gone", how: draw % 3 === 0 ? "locked" : "closed" })),
  answered: learns(({ issue }) => ({ kind: "answered", by: "linus", issue })),
  edited,
  "edited during a step": claimedThen((world, draw) => {
    edited(world, draw);
    finish(world, world.held.at(-1), draw);
  }),
  "edited, and nobody noticed": edit,
  "seen as it stands": learns(({ issue }) => ({ kind: "content", issue })),
  reopened: learns(({ issue }) => ({ kind: "reopened", issue })),
};

const clock: Record<string, Input> = {
  sweep: (world) => commit(world, sweepTask),
  "it is due": (world) => isMoving(world.task) && setClock(world, world.task.dueAt),
  "a while": (world, draw) => setClock(world, after(world.now, draw * SECOND)),
  "an hour": (world) => setClock(world, after(world.now, HOUR)),
  "a week": (world) => setClock(world, after(world.now, 7 * DAY)),
  "texts are stripped": (world) => commit(world, strip),
  "the clock jumps back": (world, draw) => setClock(world, after(world.now, -draw * SECOND)),
};

export const INPUTS: Record<string, Input> = { ...WORK, ...POSTING, ...people, ...outside, ...clock };

const STEP = "a step is taken";
const FAILED = "a step fails";
const CLAIM = "the right step claims";

/** Times in a life in which some things happen more than others. Drawn evenly, most lives would end in triage. */
export const TIMES: Record<string, string[]> = {
  "all goes well": [STEP, STEP, STEP, "approve", "it is due"],
  "nothing works": [FAILED, FAILED, FAILED, FAILED, FAILED, STEP],
  "nothing is easy": [
    STEP,
    STEP,
    "approve",
    CLAIM,
    CLAIM,
    "work is deferred",
    "nothing to be said",
    "the worker is gone",
  ],
  "posting is paused": [STEP, STEP, STEP, "approve", CLAIM, "work is deferred", "resume"],
  "people decide": [STEP, STEP, "approve with edit", "reject", "texts are stripped", "send back", "revive"],
  "hopes come and go": [STEP, STEP, "approve", "a step is hopeless", "redrive", CLAIM, "nothing to be said", "revive"],
  "the author can't leave it alone": [STEP, STEP, STEP, STEP, "edited", "edited during a step"],
  "the comment is lost": [
    STEP,
    STEP,
    CLAIM,
    "it is due",
    "work is deferred",
    "nobody knows",
    "redrive",
    "it is not there",
  ],
  "the sender sleeps": [STEP, STEP, STEP, "approve", "it is not there", "the sender sends", "the first sender wakes"],
  "clocks are wrong": [STEP, STEP, CLAIM, "a while", "work is done", "the clock jumps back", "it is not there"],
  "GitHub says no": [STEP, STEP, "approve", "it is refused"],
  "nobody is there": ["it is due", "sweep", "it is due", "sweep", "a week", "texts are stripped", "revive"],
  "anything goes": Object.keys(INPUTS),
};

function edit(world: World) {
  world.edits += 1;
  world.issue = { ...world.issue, body: `edit ${world.edits}` };
}
