import type { EventOf } from "@frontdesk/shared/domain/events";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { createGateway } from "@frontdesk/shared/model/gateway";
import { DEFAULT_MODELS, findModel, tiersOf } from "@frontdesk/shared/model/models";
import { shareOf } from "@frontdesk/shared/model/rate-limit";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import type { StepDeps } from "@frontdesk/shared/steps/run-step";
import { sweep } from "@frontdesk/shared/steps/sweep";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTaskReceived } from "@frontdesk/triage/on-task-received";
import { createFakeCodeHost, type FakeCodeHost, placeOf } from "../../chaos/fake-code-host.ts";
import { newRepo, newTask } from "../../contract/builders.ts";
import { openModel } from "../../contract/model-backend.ts";
import { boundOf, type Load } from "./bound.ts";
import { createLine } from "./line.ts";
import { type SlowModel, startSlowModel } from "./slow-model.ts";

export type Sorted = {
  /** In milliseconds of the model's clock. */
  took: number;
  requests: number;
  /** With a 429: the share that was planned, and what the quota itself refused. */
  refusals: { planned: number; byQuota: number };
  /** Answers that nobody had the time to wait for. */
  abandoned: number;
  /** How often a task was put off. */
  deferrals: number;
  lost: number;
};

const { fast: MODEL } = DEFAULT_MODELS;
const PLENTY = { allMicros: 1e9, repoMicros: 1e9, authorMicros: 1e9 };
const SWEEP_EVERY = SECOND;

/**
 * So many new issues, all there at once, through triage: so many handlers take what the bus has, and the sweep announces
 * again what was put off, as in the product. Ends when every task has been sorted, or never will be.
 */
export async function sortAll(load: Load, seed: number): Promise<Sorted> {
  const slow = await startSlowModel({ ...load, model: MODEL }, seed);
  const { gemini, timing } = slow;
  const { now } = timing;
  const { tasks, values, calls, close } = await openModel({ now });
  const model = createGateway(
    {
      ...{ tiers: tiersOf({ fast: findModel(MODEL)!, deep: findModel(MODEL)! }), caps: PLENTY },
      ...{ quotas: { [MODEL]: shareOf(load.quota, { share: 1, instances: 1 }) }, callDays: 90, logTexts: false },
    },
    { wire: slow.wire, calls, values, log: silentLog, timing },
  );
  const line = createLine<EventOf<"task.received">>();
  const github = createFakeCodeHost();
  const deps = {
    ...{ tasks, values, model, now, log: silentLog, codeHost: github.codeHost, stopping: new AbortController().signal },
    bus: { publish: async (event) => (event.type === "task.received" ? line.add(event) : undefined) },
  } satisfies StepDeps & { [name: string]: unknown };
  const ids = await receiveAll(load.tasks, github, deps);

  const begun = now();
  const sorted = new Map<string, Date>();
  let deferrals = 0;
  const handle = async () => {
    for (let event = await line.take(); event; event = await line.take()) {
      const result = await onTaskReceived(event, deps);
      if (!("task" in result)) continue;
      const { id, state } = result.task;
      if (state === "triaged" || state === "skipped") sorted.set(id, now());
      else deferrals += 1;
    }
  };
  const sweepUntilSorted = async () => {
    // Whatever is not sorted by then never will be.
    const givenUpAt = after(begun, 5 * boundOf(load).soonest);
    while (sorted.size < ids.length && now() < givenUpAt) {
      await timing.sleep(SWEEP_EVERY, deps.stopping);
      await sweep(deps);
    }
    line.close();
  };
  await slow.drive(Promise.all([sweepUntilSorted(), ...Array.from({ length: load.atOnce }, handle)]));

  const took = Math.max(...[...sorted.values()].map((at) => at.getTime())) - begun.getTime();
  const asked = await Promise.all(ids.map((id) => calls.list(id)));
  const abandoned = asked.flat().filter(({ ended }) => ended === "aborted").length;
  await model.close();
  await Promise.all([gemini.close(), close()]);
  return { took, ...refusalsOf(gemini), abandoned, deferrals, lost: ids.length - sorted.size };
}

function refusalsOf(gemini: SlowModel["gemini"]): Pick<Sorted, "requests" | "refusals"> {
  const requests = gemini.requests();
  const refused = requests.filter(({ status }) => status === 429);
  const planned = refused.filter(({ fault }) => fault === "quota").length;
  return { requests: requests.length, refusals: { planned, byQuota: refused.length - planned } };
}

type Receiving = Parameters<typeof receiveTask>[1];

/** Each a question of its own, by somebody else. */
async function receiveAll(many: number, github: FakeCodeHost, deps: Receiving): Promise<string[]> {
  const repo = newRepo();
  const ids: string[] = [];
  for (let issue = 1; issue <= many; issue++) {
    const { source, traceparent } = newTask({ repo, issue, author: `reporter-${issue}` });
    const content = { title: `How do I do number ${issue}?`, body: "I can't find it.", state: "open" as const };
    github.setIssue(placeOf(source), content);
    const { task } = await receiveTask({ source, traceparent, issue: content }, deps);
    ids.push(task.id);
  }
  return ids;
}
