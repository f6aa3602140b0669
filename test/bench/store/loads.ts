import { isRefusal } from "@frontdesk/shared/domain/change";
import { receive } from "@frontdesk/shared/domain/receive";
import { moment, newRepo, newTask } from "../../contract/builders.ts";
import { claimOrDefer } from "../../durability/claim-or-defer.ts";
import { quantile } from "../rounds.ts";
import { type Committing, withFresh } from "./open-fresh.ts";

export type Speed = { perSecond: number; p99: number };

const UPDATES_PER_TASK = 7;
/** Makes the document about 1 KB. */
const BODY = "After the update it crashes on start, and nothing is in the log. ".repeat(6);

/**
 * Clients that take one task after the other through eight commits: it is created, then claimed and deferred in turn,
 * each time read anew. Milliseconds in and out.
 */
export function commitTasks(committing: Committing, clients: number, duration: number): Promise<Speed> {
  return withFresh(committing, async (backend) => {
    const { tasks } = backend;
    const repo = newRepo();
    const took: number[] = [];
    let issue = 0;
    const start = performance.now();
    const isOver = () => performance.now() - start >= duration;
    const timed = async <T>(work: Promise<T>): Promise<T> => {
      const asked = performance.now();
      const result = await work;
      took.push(performance.now() - asked);
      return result;
    };
    const client = async () => {
      while (!isOver()) {
        const wanted = newTask({ repo, issue: ++issue });
        const first = receive({ ...wanted, issue: { ...wanted.issue, body: BODY } }, moment(new Date()));
        const { task } = await timed(tasks.create(first));
        for (let n = 0; n < UPDATES_PER_TASK && !isOver(); n++) {
          const ruled = await timed(tasks.update(task.id, claimOrDefer));
          if (isRefusal(ruled)) throw new Error(`refused: ${ruled.why}`);
        }
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const seconds = (performance.now() - start) / 1_000;
    await backend.close();
    return {
      perSecond: took.length / seconds,
      p99: quantile(
        took.toSorted((one, other) => one - other),
        0.99,
      ),
    };
  });
}

/** Clients that publish, and a handler that takes; the time ends when the last message is handled and its row durably gone. */
export function passMessages(committing: Committing, clients: number, duration: number): Promise<number> {
  return withFresh(committing, async (backend) => {
    const { bus } = backend;
    const { id: taskId, traceparent } = newTask();
    const event = { v: 1, type: "task.received", taskId, traceparent } as const;
    const { promise: allHandled, resolve } = Promise.withResolvers<void>();
    let published = 0;
    let handled = 0;
    let isPublishing = true;
    const check = () => !isPublishing && handled === published && resolve();
    bus.subscribe("task.received", async () => {
      handled++;
      check();
    });
    const start = performance.now();
    const client = async () => {
      while (performance.now() - start < duration) {
        await bus.publish(event);
        published++;
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    isPublishing = false;
    check();
    await allHandled;
    await backend.close();
    return published / ((performance.now() - start) / 1_000);
  });
}
