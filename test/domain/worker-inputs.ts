import { approvedByPolicy, asked, askedAgain, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { type Plan, planDigest } from "@frontdesk/shared/domain/plan";
import { foundPosted, intend, lookedInVain, posted, refused, unknown } from "@frontdesk/shared/domain/post";
import { type Claimed, isMoving, type Task } from "@frontdesk/shared/domain/task";
import { after, later } from "@frontdesk/shared/domain/time";
import { claim, complete, defer, fail, park, release, skip, waitOut } from "@frontdesk/shared/domain/work";
import { STAGES, type Stage } from "@frontdesk/shared/pipeline";
import { approvalOf, COMMENT, DRAFT, TRIAGE } from "./sample-tasks.ts";
import { commit, isVisible, type Sender, send, setClock, type World } from "./simulated-life.ts";

/** Something that may happen at any moment. `draw` picks among what there is to pick from, or measures a time. */
export type Input = (world: World, draw: number) => unknown;

const stages = Object.values<Stage>(STAGES);
const pick = <T>(from: readonly T[], draw: number): T | undefined => from[draw % from.length];

/** Mostly the one who holds the task, sometimes one whose lease is over. */
function holder(world: World, draw: number): Claimed | undefined {
  return draw % 5 === 0 ? pick(world.held, draw) : world.held.at(-1);
}

function sender(world: World, draw: number): Sender | undefined {
  return draw % 5 === 0 ? pick(world.senders, draw) : world.senders.at(-1);
}

/** What a step does when nothing goes wrong with it. */
export function finish(world: World, held: Claimed | undefined, draw: number): unknown {
  if (!held) return;
  return commit(world, (task, at) =>
    complete<Claimed>(task, held, at, (current) => {
      switch (current.state) {
        case "received":
          return triaged(current, TRIAGE, at);
        case "triaged":
          return drafted(current, { ...DRAFT, body: `${DRAFT.body} ${draw % 3}` }, at);
        case "drafted":
          if (draw % 2 === 0) return asked(current, at);
          return approvedByPolicy(current, approvalOf(current.id, sometimesAnother(current.plan, draw), "policy"), at);
        case "approved":
          if (planDigest(current.source, world.issue, current.plan) !== current.plan.digest)
            return onOutsideChange(current, { kind: "content", issue: world.issue }, at);
          if (isVisible(world) || draw % 19 === 0) return foundPosted(current, COMMENT, at);
          if (draw % 7 === 0) return askedAgain(current, at, "policy");
          return intend(current, held as Claimed<typeof current>, at);
        case "posting":
          if (isVisible(world)) return posted(current, current.intent, COMMENT, at);
          return lookedInVain(current, held as Claimed<typeof current>, at.now, at);
      }
    }),
  );
}

export function sometimesAnother(plan: Plan, draw: number): Plan {
  return draw % 3 === 0 ? { ...plan, digest: "of another" } : plan;
}

/** Waits until the task may be claimed, claims it, and lets the worker end so. */
export const claimedThen = (end: Input): Input => {
  return (world, draw) => {
    const { task } = world;
    if (isMoving(task)) setClock(world, later(world.now, later(task.lease?.until ?? world.now, task.notBefore)));
    if (commit(world, (current, at) => claim(current, stageOf(current), at))) end(world, draw);
  };
};

const fails = withHolder((task, held, at) => fail(task, held, at, "it broke"));
const isHopeless = withHolder((task, held, at) => park(task, held, at, "hopeless"));

export const WORK: Record<string, Input> = {
  "a step is taken": claimedThen((world, draw) => finish(world, world.held.at(-1), draw)),
  "a step fails": claimedThen(fails),
  "a step is hopeless": claimedThen(isHopeless),
  "the right step claims": (world) => commit(world, (task, at) => claim(task, stageOf(task), at)),
  "any step claims": (world, draw) => commit(world, (task, at) => claim(task, pick(stages, draw)!, at)),
  "work is done": (world, draw) => finish(world, holder(world, draw), draw),
  "work fails": fails,
  "work is hopeless": isHopeless,
  "work is deferred": withHolder((task, held, at, draw) =>
    defer(task, held, after(at.now, draw * SECOND), at, draw % 2 === 0 ? "later" : "paused by grace"),
  ),
  "what everybody needs is away": withHolder((task, held, at, draw) =>
    waitOut(
      task,
      held,
      { why: "GitHub is away", until: draw % 3 === 0 ? after(at.now, draw * SECOND) : undefined },
      at,
    ),
  ),
  "nothing to be said": withHolder((task, held, at) =>
    complete(task, held, at, (current) => skip(current, at, "spam")),
  ),
  "the worker is gone": (world) => commit(world, release),
};

export const POSTING: Record<string, Input> = {
  "the sender sends": (world, draw) => {
    const who = sender(world, draw);
    if (!who || !send(world, who, draw * SECOND) || draw % 2 === 0) return;
    commit(world, (task, at) => posted(task, who.intent, COMMENT, at));
  },
  "the first sender wakes": (world) => {
    const who = world.senders.find(({ sent }) => sent === "not yet");
    if (who) send(world, who, 0);
  },
  "nobody knows": (world, draw) => {
    const who = sender(world, draw);
    if (who) commit(world, (task, at) => unknown(task, who.intent, at, "timeout"));
  },
  /** An answer of GitHub's to a request that it certainly didn't take. */
  "it is refused": (world, draw) => {
    const who = sender(world, draw);
    if (who?.sent !== "not yet") return;
    who.sent = "never";
    const until = after(world.now, draw * SECOND);
    const kinds = [{ kind: "limit", until }, { kind: "token" }, { kind: "gone", how: "closed" }] as const;
    const refusal = pick([...kinds, { kind: "invalid", why: "422" } as const], draw)!;
    commit(world, (task, at) => refused(task, who.intent, refusal, at));
  },
};

function withHolder(
  wish: (task: Task, held: Claimed, at: Parameters<typeof fail>[2], draw: number) => ReturnType<typeof fail>,
): Input {
  return (world, draw) => {
    const held = holder(world, draw);
    if (!held) return;
    const { task } = world;
    const isOurs = "lease" in task && task.lease?.token === held.lease.token && task.state === held.state;
    const isDone = commit(world, (current, at) => wish(current, held, at, draw));
    if (isDone && !isOurs) throw new Error("a result was committed under a lease that is over");
  };
}

function stageOf(task: Task): Stage {
  return stages.find(({ states }) => states.some((state) => state === task.state)) ?? STAGES.triage;
}
