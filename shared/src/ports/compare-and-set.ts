import { Unavailable } from "../domain/errors.ts";

/** One thing that is stored under a version, as an adapter offers it to `compareAndSet`. */
export type Cell<V, C> = {
  read(): Promise<V>;
  /** Commits if what is stored is still `before`; false if not. When it rejects, nobody knows whether it happened. */
  commit(before: V, wanted: C): Promise<boolean>;
  /** Whether this very commit has happened, whatever followed it. */
  isCommitted(wanted: C): Promise<boolean>;
};

/** What is to become of a value: a commit, or nothing, for a reason. Must be pure. */
export type Decide<V, C, R> = (value: V) => { commit: C } | { decline: R };

/** More rivals than this in a row for one thing is an outage, not a race. */
const MOST_TRIES = 500;

/**
 * Reads, asks `decide`, and commits on what was read, until a commit lands or `decide` has nothing to commit.
 * A commit that failed may have been ours all the same: clients repeat requests by themselves, and answers get lost.
 * So each failure is followed by the question whether it happened.
 *
 * `known` saves the first read. What `decide` declines on it, it is asked again on what is stored.
 */
export async function compareAndSet<V, C, R>(
  cell: Cell<V, C>,
  decide: Decide<V, C, R>,
  known?: V,
): Promise<{ committed: C } | { declined: R }> {
  let isFresh = known === undefined;
  let value = known ?? (await cell.read());
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const decided = decide(value);
    if ("decline" in decided && isFresh) return { declined: decided.decline };
    if ("commit" in decided && (await lands(cell, value, decided.commit))) return { committed: decided.commit };
    value = await cell.read();
    isFresh = true;
  }
  throw new Unavailable(`gave up after ${MOST_TRIES} lost races for the same thing`);
}

/** The same with a single try: on `known`, or else on what is read, `decide` has its say, and the commit lands or not. */
export async function compareAndSetOnce<V, C, R>(
  cell: Cell<V, C>,
  decide: Decide<V, C, R>,
  known?: V,
): Promise<{ committed: C } | { declined: R } | "raced"> {
  const value = known ?? (await cell.read());
  const decided = decide(value);
  if ("decline" in decided) return { declined: decided.decline };
  return (await lands(cell, value, decided.commit)) ? { committed: decided.commit } : "raced";
}

async function lands<V, C>(cell: Cell<V, C>, before: V, wanted: C): Promise<boolean> {
  try {
    if (await cell.commit(before, wanted)) return true;
  } catch (cause) {
    if (await cell.isCommitted(wanted)) return true;
    // Not there: either it never will be, or it arrives late and then meets a version that has moved on.
    throw cause;
  }
  return cell.isCommitted(wanted);
}
