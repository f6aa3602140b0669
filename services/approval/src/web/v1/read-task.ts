import { createHash } from "node:crypto";
import { PREFIXES } from "@frontdesk/shared/domain/model-call";
import { isStripped } from "@frontdesk/shared/domain/strip";
import type { Task } from "@frontdesk/shared/domain/task";
import { type CodeReader, isGone, type Permission } from "@frontdesk/shared/ports/code-host";
import type { ModelCalls } from "@frontdesk/shared/ports/model-calls";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { MAY, TaskShown } from "../../api/task-shown.ts";
import { hasAtLeast, type Viewer } from "../viewer.ts";
import { type FindTaskDeps, findTask, findWithDraft } from "./find-task.ts";
import { taskForReaders } from "./for-readers.ts";
import { type Asked, absent, answer, type Reply } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { rightsOf } from "./rights.ts";
import { callRow, taskShown } from "./show-task.ts";

export type ShowDeps = {
  tasks: Pick<TaskStore, "history">;
  calls: Pick<ModelCalls, "list">;
  web: string;
  now: () => Date;
};
export type ReadDeps = FindTaskDeps &
  ShowDeps & { values: SharedValues; codeHost: Pick<CodeReader, "file"> } & {
    tasks: Pick<TaskStore, "get" | "history">;
  };

/** So many lines around a passage that is cited. */
const SURROUNDINGS = 8;
const LONGEST_PASSAGE = 200;
const LONGEST_LINE = 2_000;

type ShowTask = Operations["showTask"];
export async function readTask(asked: Asked<ShowTask>, deps: ReadDeps): Promise<Reply<ShowTask>> {
  const { viewer, params, signal } = asked;
  const rights = rightsOf(viewer, signal);
  const task = await findTask(params.id, rights, deps);
  if (!task) return absent(`task ${params.id}`);
  const shown = await show(task, viewer, await rights.in(task.source), deps);
  // Calls are added while the version stays.
  const hash = createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 16);
  return answer(shown, `"${task.version}.${hash}"`);
}

/** A task with all that belongs to it, for someone who may see it. */
export async function show(task: Task, viewer: Viewer, permission: Permission, deps: ShowDeps): Promise<TaskShown> {
  const [history, calls] = await Promise.all([deps.tasks.history(task.id), deps.calls.list(task.id)]);
  const may = mayDo(task, viewer, permission);
  const shown = taskShown({ task, history, calls, may }, { now: deps.now(), web: deps.web });
  return hasAtLeast(permission, "triage") ? shown : taskForReaders(task, shown);
}

function mayDo(task: Task, { kind }: Viewer, permission: Permission): (typeof MAY)[number][] {
  if (!hasAtLeast(permission, "triage")) return [];
  const isParked = task.state === "parked";
  if (kind === "key") return isParked ? ["redrive"] : [];
  const mayRevive = ["skipped", "rejected", "expired", "cancelled"].includes(task.state) && !isStripped(task);
  return [
    ...(task.state === "awaiting_approval" ? (["decide"] as const) : []),
    ...(isParked ? (["redrive"] as const) : []),
    ...(mayRevive ? (["revive"] as const) : []),
    ...(isParked && task.parkedFrom === "posting" ? (["confirm"] as const) : []),
    ...(isStripped(task) ? [] : (["replay"] as const)),
  ];
}

type ShowCall = Operations["showCall"];
export async function readCall({ viewer, params, signal }: Asked<ShowCall>, deps: ReadDeps): Promise<Reply<ShowCall>> {
  const task = await findWithDraft(params.id, rightsOf(viewer, signal), deps);
  if ("is" in task) return task;
  const call = (await deps.calls.list(task.id)).find(({ id }) => id === params.call);
  if (!call) return absent(`call ${params.call} of ${params.id}`);
  const { prompt, response, prefixHash } = call;
  const prefix = prefixHash === undefined ? undefined : await deps.values.get(PREFIXES, prefixHash);
  const material = (prefix?.material ?? []).map(({ key, commit, text }) => ({
    ...{ key, text },
    ...(commit !== undefined && { commit }),
  }));
  return answer({ ...callRow(call), ...(prefix && { rules: prefix.rules }), material, prompt, response });
}

type ShowCitation = Operations["showCitation"];
export async function readCitation(
  { viewer, params, signal }: Asked<ShowCitation>,
  deps: ReadDeps,
): Promise<Reply<ShowCitation>> {
  const task = await findWithDraft(params.id, rightsOf(viewer, signal), deps);
  if ("is" in task) return task;
  const citation = "plan" in task ? task.plan?.notes?.citations[params.n] : undefined;
  if (!citation) return absent(`citation ${params.n} of ${params.id}`);
  const { path, commit, fromLine: from, toLine: to } = citation;
  const file = await deps.codeHost.file(task.source, { path, commit }, signal);
  if (!file || isGone(file)) return absent(`${path} at ${commit}`);
  const first = Math.max(1, from - SURROUNDINGS);
  const last = Math.min(to + SURROUNDINGS, first + LONGEST_PASSAGE);
  const lines = file.text.split("\n").slice(first - 1, last);
  return answer({ path, commit, from, to, first, lines: lines.map((line) => line.slice(0, LONGEST_LINE)) });
}
