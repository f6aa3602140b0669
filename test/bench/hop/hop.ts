import { triaged } from "@frontdesk/shared/domain/advance";
import { isRefusal } from "@frontdesk/shared/domain/change";
import type { Claimed, TaskIn } from "@frontdesk/shared/domain/task";
import { claim, complete } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { moment, newChange } from "../../contract/builders.ts";
import { TRIAGE } from "../../contract/wishes.ts";

/** Milliseconds. */
export type Took = { claim: number; complete: number; publish: number };

/** A way to take one task one step on. `prepare` is not measured. */
export type Hopper<T> = {
  prepare(): Promise<T>;
  claim(prepared: T): Promise<T>;
  complete(claimed: T): Promise<T>;
  publish(completed: T): Promise<unknown>;
};

export type Hop = {
  name: string;
  ours: Hopper<unknown>;
  /** The same reads, writes and messages, without ports and rules. */
  bare: Hopper<unknown>;
  /** How many requests each part of ours makes, where there is a network to count them on. */
  countRequests(): Promise<Record<keyof Took, number> | undefined>;
  close(): Promise<void>;
};

const HOPS = 100;

export async function hopsPerRound<T>(hopper: Hopper<T>): Promise<Took[]> {
  const took: Took[] = [];
  for (let n = 0; n < HOPS; n++) {
    const prepared = await hopper.prepare();
    const start = performance.now();
    const claimed = await hopper.claim(prepared);
    const atClaimed = performance.now();
    const completed = await hopper.complete(claimed);
    const atCompleted = performance.now();
    await hopper.publish(completed);
    const end = performance.now();
    took.push({ claim: atClaimed - start, complete: atCompleted - atClaimed, publish: end - atCompleted });
  }
  return took;
}

/** As `runStep` does it, through the ports. */
export function throughPorts({ tasks, bus }: Backend): Hopper<TaskIn<"received"> | Claimed<TaskIn<"received">>> {
  const at = () => moment(new Date());
  const granted = async (asked: ReturnType<typeof tasks.update>) => {
    const ruled = await asked;
    if (isRefusal(ruled)) throw new Error(`refused: ${ruled.why}`);
    return ruled.task as Claimed<TaskIn<"received">>;
  };
  return {
    prepare: async () => (await tasks.create(newChange({}, at()))).task as TaskIn<"received">,
    claim: ({ id }) => granted(tasks.update(id, (task) => claim(task, STAGES.triage, at()))),
    complete(held) {
      const mine = held as Claimed<TaskIn<"received">>;
      return granted(
        tasks.update(mine, (task) => complete(task, mine, at(), (current) => triaged(current, TRIAGE, at()))),
      );
    },
    publish: ({ id: taskId, traceparent }) => bus.publish({ v: 1, type: "task.triaged", taskId, traceparent }),
  };
}
