import { Unavailable } from "@frontdesk/shared/domain/errors";
import { taskSchema } from "@frontdesk/shared/domain/task";
import type { StoredEntry, TaskStore } from "@frontdesk/shared/ports/task-store";
import { describe, expect, test } from "vitest";
import { openModel } from "./model-backend.ts";
import { createRandom, type Random } from "./random.ts";
import { type Acknowledged, createStory, type Story } from "./random-story.ts";
import { type FaultyBackend, type OpenBackend, openForTest } from "./test-backend.ts";

const CLIENTS = 50;
const OPERATIONS = 20;
/** One in so many operations, where the connection is to fail. */
const FAULT_EVERY = 10;
const TIMEOUT = 60_000;

/**
 * 50 clients do at random what services, people and GitHub do, all at once on a few tasks. Whatever came of it, the
 * store must have done one thing after the other, and exactly what it said it did.
 */
export function describeInterleavings(name: string, open: OpenBackend<FaultyBackend>): void {
  describe(`${name}: 50 concurrent clients on the same few tasks`, () => {
    test.each([1, 2, 3])(
      "leave one unbroken history of what was acknowledged (seed %i)",
      async (seed) => {
        const { tasks } = await openForTest(() => open());
        await checkAll(tasks, await play(tasks, seed, () => {}), seed);
      },
      TIMEOUT,
    );

    test.each([11, 12, 13])(
      "do so also where answers are lost and writes refused (seed %i)",
      async (seed) => {
        const { tasks, faults } = await openForTest(() => open());
        const breakSometimes = (random: Random) => {
          if (random.below(FAULT_EVERY) > 0) return;
          if (random.below(2)) faults.loseNextAnswer();
          else faults.refuseNextWrite();
        };
        await checkAll(tasks, await play(tasks, seed, breakSometimes), seed);
      },
      TIMEOUT,
    );
  });
}

async function play(tasks: TaskStore, seed: number, beforeEach: (random: Random) => void): Promise<Story> {
  const story = createStory(tasks);
  const clients = Array.from({ length: CLIENTS }, (_, n) => ({ random: createRandom(seed * 1_000 + n), n }));
  await Promise.all(clients.map(() => story.createAll()));
  await story.begin();
  const act = async ({ random, n }: (typeof clients)[number]) => {
    const client = story.client(`client ${n}`, random);
    for (let left = OPERATIONS; left > 0; left--) {
      beforeEach(random);
      await client.act().catch((error) => {
        if (!(error instanceof Unavailable)) throw error;
      });
    }
  };
  await Promise.all(clients.map(act));
  return story;
}

async function checkAll(tasks: TaskStore, story: Story, seed: number): Promise<void> {
  const told = `seed ${seed}`;
  expect(story.acknowledged.length, told).toBeGreaterThan(CLIENTS);
  const model = (await openModel()).tasks;
  for (const id of story.ids) {
    const history = await tasks.history(id, 10_000);
    const acknowledged = story.acknowledged.filter((one) => one.taskId === id);
    expectUnbroken(history, `${told}, ${id}`);
    expect(idsOf(history).toSorted(), `${told}: what is stored of ${id} is what was acknowledged`).toEqual(
      idsOf(acknowledged).toSorted(),
    );
    for (const { commitId } of history) await replay(model, acknowledged, commitId);

    const stored = taskSchema.parse(await tasks.get(id));
    expect(stored.commitId, told).toBe(history.at(-1)?.commitId);
    const replayed = await model.get(id);
    expect({ ...replayed, commitId: "" }, `${told}: ${id} by the model`).toEqual({ ...stored, commitId: "" });
    expect((await model.history(id, 10_000)).map(anonymous), told).toEqual(history.map(anonymous));
  }
}

function expectUnbroken(history: StoredEntry[], told: string): void {
  expect(
    history.map((entry) => entry.version),
    told,
  ).toEqual(history.map((_, n) => n + 1));
  expect(
    history.map((entry) => entry.from),
    told,
  ).toEqual(["none", ...history.slice(0, -1).map((entry) => entry.to)]);
  expect(new Set(idsOf(history)).size, `${told}: no commit twice`).toBe(history.length);
}

async function replay(model: TaskStore, acknowledged: Acknowledged[], commitId: string): Promise<void> {
  await acknowledged.find((one) => one.commitId === commitId)?.repeat(model);
}

function idsOf(commits: { commitId: string }[]): string[] {
  return commits.map(({ commitId }) => commitId);
}

function anonymous(entry: StoredEntry): StoredEntry {
  return { ...entry, commitId: "" };
}
