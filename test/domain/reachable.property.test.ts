import { sweepTask } from "@frontdesk/shared/domain/sweep";
import { isMoving, type Task } from "@frontdesk/shared/domain/task";
import { after, later } from "@frontdesk/shared/domain/time";
import { TRANSITIONS, type TransitionName } from "@frontdesk/shared/domain/transitions";
import { claim, defer, fail } from "@frontdesk/shared/domain/work";
import fc from "fast-check";
import { expect, test } from "vitest";
import { INPUTS, TIMES } from "./inputs.ts";
import { expectPromisesKept } from "./promises.ts";
import { stageOf } from "./sample-tasks.ts";
import { begin, commit, send, setClock, type World } from "./simulated-life.ts";
import { finish } from "./worker-inputs.ts";

const draw = fc.integer({ min: 1, max: 1_500 });
const times = fc.oneof(
  ...Object.values(TIMES).map((inputs) =>
    fc.array(fc.tuple(fc.constantFrom(...inputs), draw), { maxLength: 20, size: "max" }),
  ),
);
const lives = fc.array(times, { minLength: 1, maxLength: 6, size: "max" }).map((parts) => parts.flat());

/** No input leads here: while a draft is approved or posted, what changes the input changes the state. */
const UNREACHABLE = ["redo from drafted", "redo from approved", "redo from posting"];

test("from create, whatever happens in whatever order, every change keeps the promises, and every row is lived through", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(lives, (life) => void live(life, seen)),
    { numRuns: 1_000, seed: 4 },
  );
  const rows = Object.entries(TRANSITIONS).flatMap(([name, { from, to }]) => [
    ...from.map((state) => `${name} from ${state}`),
    ...(to === "same" ? [] : to.map((state) => `${name} to ${state}`)),
  ]);
  expect(rows.filter((row) => !seen.has(row))).toEqual(UNREACHABLE);
});

test("other lives each time keep them, too", () => {
  fc.assert(
    fc.property(lives, (life) => void live(life)),
    { numRuns: 100 },
  );
});

/**
 * How those behave who claim the task from now on. In posting all of them do look: who never gets to look may not park,
 * and so brings nothing to rest.
 */
const workers = {
  "that do their work": (world: World) => {
    finish(world, world.held.at(-1), 1);
    const sender = world.senders.at(-1);
    if (sender) send(world, sender, 60_000);
  },
  "that always fail": (world: World) => {
    const held = world.held.at(-1)!;
    if (world.task.state === "posting") finish(world, held, 1);
    else commit(world, (task, at) => fail(task, held, at, "it broke"));
  },
  "that die in the middle": (world: World) => {
    if (world.task.state === "posting") finish(world, world.held.at(-1), 1);
  },
  "that defer once": (world: World) => {
    const held = world.held.at(-1)!;
    const isFirst = world.held.filter(({ state }) => state === held.state).length === 1;
    if (isFirst) commit(world, (task, at) => defer(task, held, after(at.now, 60_000), at, "later"));
    else finish(world, held, 1);
  },
};

test.each(Object.entries(workers))(
  "from wherever a task got to, sweeps and workers %s bring it to rest or before a person",
  (_, work) => {
    fc.assert(
      fc.property(lives, (life) => {
        const world = live(life);
        for (let sweeps = 0; isToBeWorkedOn(world.task); sweeps++) {
          expect(sweeps, `sweeps while ${world.task.state}`).toBeLessThan(60);
          setClock(world, later(world.latest, world.task.dueAt));
          expect(commit(world, sweepTask), "what is due is announced").toBe(true);
          const { held } = world;
          const claims = held.length;
          commit(world, (task, at) => claim(task, stageOf(task), at));
          if (held.length > claims) work(world);
        }
      }),
      { numRuns: 100, seed: 4 },
    );
  },
);

test("a person who never answers is reminded for a week, and then the task rests", () => {
  fc.assert(
    fc.property(lives, (life) => {
      const world = live(life);
      for (let sweeps = 0; world.task.state === "awaiting_approval"; sweeps++) {
        expect(sweeps).toBeLessThan(9);
        setClock(world, later(world.latest, world.task.dueAt));
        expect(commit(world, sweepTask)).toBe(true);
      }
    }),
    { numRuns: 100, seed: 4 },
  );
});

function live(life: [string, number][], rows = new Set<string>()): World {
  const world = begin((before, change, at) => {
    const { transition, from, to } = change.entry;
    expectPromisesKept(before, change, at);
    rows.add(`${transition satisfies TransitionName} from ${from}`).add(`${transition} to ${to}`);
  });
  for (const [name, drawn] of life) INPUTS[name]!(world, drawn);
  return world;
}

function isToBeWorkedOn(task: Task): task is Extract<Task, { dueAt: Date }> {
  return isMoving(task) && task.state !== "awaiting_approval";
}
