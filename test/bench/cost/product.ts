import { onTaskTriaged } from "@frontdesk/respond/on-task-triaged";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import type { Task } from "@frontdesk/shared/domain/task";
import { createGateway, type Gateway } from "@frontdesk/shared/model/gateway";
import { DEFAULT_MODELS, findModel, type ModelEntry, type ModelId, tiersOf } from "@frontdesk/shared/model/models";
import { realTiming } from "@frontdesk/shared/model/timing";
import type { CodeHost } from "@frontdesk/shared/ports/code-host";
import type { Model } from "@frontdesk/shared/ports/model";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTaskReceived } from "@frontdesk/triage/on-task-received";
import { createFakeCodeHost, placeOf } from "../../chaos/fake-code-host.ts";
import { newTask } from "../../contract/builders.ts";
import { openModel } from "../../contract/model-backend.ts";
import type { Bill } from "./bill.ts";
import { documentsOf } from "./documents.ts";
import { FORM, MIX, type Mixed } from "./mix.ts";
import { PROJECTS, type Project } from "./projects.ts";
import { type StandIn, startStandIn } from "./stand-in.ts";

export type Way = {
  deep: ModelId;
  /** In which the whole mix comes, evenly. */
  minutes: number;
  /** Nothing is sorted, and the deep model answers everything. */
  deepForAll?: boolean;
};

export type Ran = { bill: Bill; ends: { mixed: Mixed; task: Task; calls: ModelCall[] }[] };

const LABELS = ["bug", "question", "enhancement", "documentation", "good first issue", "help wanted", "wontfix"];
/** Money is no object here: what is spent is what is measured. */
const PLENTY = { allMicros: 1e9, repoMicros: 1e9, authorMicros: 1e9 };

/** The mix through triage and respond as they are, the real gateway and the real adapter, one task after the other. */
export async function runProduct(way: Way): Promise<Ran> {
  const standIn = await startStandIn();
  const { now } = standIn;
  const backend = await openModel({ now });
  const model = gatewayOf(way, standIn, backend);
  const hosts = new Map(PROJECTS.map((project, index) => [project, hostOf(project, index, way)]));
  const deps = {
    ...{ tasks: backend.tasks, values: backend.values, now, log: silentLog, web: "https://github.com" },
    ...{ bus: { publish: async () => undefined }, stopping: new AbortController().signal },
  };
  const ends: Ran["ends"] = [];
  for (const [index, mixed] of MIX.entries()) {
    standIn.goTo((index * way.minutes * MINUTE) / MIX.length);
    const { codeHost, open } = hosts.get(mixed.project)!;
    const { task, traceparent } = await receive(open(mixed), deps);
    const event = { v: 1, taskId: task.id, traceparent } as const;
    const sorting = way.deepForAll ? UNSORTED : model;
    await onTaskReceived({ ...event, type: "task.received" }, { ...deps, codeHost, model: sorting });
    await onTaskTriaged({ ...event, type: "task.triaged" }, { ...deps, codeHost, model });
    const end = await backend.tasks.get(task.id);
    if (end?.state !== "drafted" && end?.state !== "skipped") throw new Error(`${task.id}: ${end?.why}`);
    ends.push({ mixed, task: end, calls: await backend.calls.list(task.id) });
  }
  await model.close();
  const bill = await standIn.settle();
  await backend.close();
  return { bill, ends };
}

function gatewayOf(
  { deep, deepForAll }: Way,
  { wire, now }: StandIn,
  { calls, values }: Awaited<ReturnType<typeof openModel>>,
): Gateway {
  const tiers = tiersOf({ fast: entryOf(DEFAULT_MODELS.fast), deep: entryOf(deep) });
  const config = { tiers: deepForAll ? { fast: tiers.deep, deep: tiers.deep } : tiers, caps: PLENTY };
  const timing = { ...realTiming, now, random: () => 0.5 };
  return createGateway(
    { ...config, quotas: {}, callDays: 90, logTexts: false },
    { wire, calls, values, log: silentLog, timing },
  );
}

function entryOf(id: ModelId): ModelEntry {
  const entry = findModel(id);
  if (!entry) throw new Error(`no model ${id}`);
  return entry;
}

/** A repository as it is on GitHub, and how an event of the mix gets there. */
function hostOf(project: Project, index: number, { deepForAll }: Way) {
  const github = createFakeCodeHost();
  for (const { path, text } of documentsOf(project)) github.addFile(path, text);
  // Code that asks for what a form says is missing is part of the routing.
  if (project.hasForm && !deepForAll) github.addFile(".github/ISSUE_TEMPLATE/bug.yml", FORM);
  const labels = LABELS.map((name) => ({ name, description: "" }));
  const codeHost: CodeHost = { ...github.codeHost, labels: async () => labels };
  const repo = { id: 1_000 + index, owner: project.owner, name: project.name };
  const open = ({ number: issue, author, title, body, comment }: Mixed) => {
    const thread = newTask({ repo, issue, author });
    const place = placeOf(thread.source);
    const content = { title, body, state: "open" } as const;
    github.setIssue(place, content);
    if (comment === undefined) return { ...thread, issue: content };
    const ours = { author: "frontdesk[bot]", byBot: true, byUs: true };
    github.addComment(place, { ...ours, body: "The page about it says how. Please tell us whether that helps." });
    const { id } = github.addComment(place, { author, body: comment });
    return { ...newTask({ repo, issue, author, comment: id }), issue: { ...content, lastHumanCommentId: id } };
  };
  return { codeHost, open };
}

async function receive(wanted: ReturnType<ReturnType<typeof hostOf>["open"]>, deps: Parameters<typeof receiveTask>[1]) {
  const { task } = await receiveTask(wanted, deps);
  return { task, traceparent: task.traceparent };
}

/** Everything is a question that wants a reply, and that costs nothing to say. */
const UNSORTED: Model = {
  async ask({ schema }) {
    const verdict = { spam: false, kind: "question", labels: [], confidence: 1, wantsReply: true, missing: [] };
    const value = schema.parse({ ...verdict, language: "en", summary: "Not sorted." });
    const call = { id: "none", model: "none", tier: "fast", reused: false } as const;
    return { is: "answered", value, call, costMicros: 0 };
  },
};
