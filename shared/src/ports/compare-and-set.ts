import { Unavailable } from "../domain/errors.ts";

/** One thing that is stored under a version, as an adapter offers it to `compareAndSet`. */
export type Cell<V, C> = {
  read(): Promise<V>;
  /** Commits if what is stored is still `before`; false if not. When it rejects, nobody knows whether it happened. */
  commit(before: V, wanted: C): Promise<boolean>;
  /** Whether this very commit has happened, whatever followed it. */
  isCommitted(wanted: C): Promise<boolean>;
};

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
  decide: (value: V) => { commit: C } | { decline: R },
  options: { known?: V; once?: boolean },
): Promise<{ committed: C } | { declined: R } | "raced"> {
  let isFresh = options.known === undefined;
  let value = options.known ?? (await cell.read());
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const decided = decide(value);
    if ("commit" in decided) {
      if (await lands(cell, value, decided.commit)) return { committed: decided.commit };
      if (options.once) return "raced";
    } else if (isFresh || options.once) {
      return { declined: decided.decline };
    }
    value = await cell.read();
    isFresh = true;
  }
  throw new Unavailable(`gave up after ${MOST_TRIES} lost races for the same thing`);
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
