import { createMortalProcess, type Death, type MortalProcess } from "./mortal-process.ts";

/**
 * What is to hold whatever dies when. `open` makes a fresh world (stores, stand-ins, a clock), in which processes come
 * and go; `live` is one process's whole life, from its start until nothing is left to do; `check` throws if a promise is broken.
 */
export type Scenario<W> = {
  open(): Promise<W>;
  live(world: W, process: MortalProcess): Promise<void>;
  check(world: W): Promise<unknown>;
  close(world: W): Promise<void>;
};

/** A life that needs more calls than this goes round in circles. */
const MOST_CALLS = 2_000;

/**
 * Lives the scenario once undisturbed, then once for each of its awaits and sides with the process dying there and a new
 * one taking over; with `deaths` = 2, also with the second one dying at each of its own. Enumerated, not sampled, but for
 * what goes before `from`, in which nobody dies. Resolves with the number of lives checked.
 */
export async function crashEverywhere<W>(scenario: Scenario<W>, deaths: 1 | 2 = 1, from = 0): Promise<number> {
  let lives = 0;
  const tryAll = async (before: Death[], left: number): Promise<void> => {
    for (let at = before.length === 0 ? from : 0; ; at++) {
      for (const side of ["before", "after"] as const) {
        const planned = [...before, { at, side }];
        const isReached = await liveThrough(scenario, planned);
        if (!isReached) return;
        lives++;
        if (left > 1) await tryAll(planned, left - 1);
      }
    }
  };
  await liveThrough(scenario, []);
  await tryAll([], deaths);
  return lives + 1;
}

/** The calls of ports that an undisturbed life makes, in order. */
export async function callsIn<W>(scenario: Scenario<W>): Promise<readonly string[]> {
  const world = await scenario.open();
  try {
    const process = createMortalProcess();
    await process.run(scenario.live(world, process));
    return process.calls;
  } finally {
    await scenario.close(world);
  }
}

/** Whether the last of the planned deaths came to pass. */
async function liveThrough<W>(scenario: Scenario<W>, planned: Death[]): Promise<boolean> {
  const world = await scenario.open();
  const stories: string[] = [];
  try {
    let deaths = 0;
    for (let survived = false; !survived; ) {
      const process = createMortalProcess(planned[deaths]);
      const end = await process.run(scenario.live(world, process));
      if (process.calls.length > MOST_CALLS) throw new Error(`more than ${MOST_CALLS} calls: it goes round in circles`);
      stories.push(`${process.calls.join(" → ")} ${end}`);
      survived = end === "ended";
      if (!survived) deaths++;
    }
    await scenario.check(world);
    return deaths === planned.length;
  } catch (cause) {
    throw new Error(`dying at ${JSON.stringify(planned)}:\n${stories.join("\n")}`, { cause });
  } finally {
    await scenario.close(world);
  }
}
