import { createHash } from "node:crypto";
import { parseJson } from "@frontdesk/shared/domain/parse-json";
import type { State, Task } from "@frontdesk/shared/domain/task";
import { taskIdSchema } from "@frontdesk/shared/domain/task-id";
import type { TaskFilter, TaskStore } from "@frontdesk/shared/ports/task-store";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { z } from "zod";
import { findTask } from "./find-task.ts";
import { type Asked, answer, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { type Positions, positionsSchema, readVisible } from "./read-visible.ts";
import { type Rights, rightsOf } from "./rights.ts";
import type { Seal } from "./seal.ts";
import { nameOf, rowFor } from "./show-task.ts";

export type ListDeps = { tasks: Pick<TaskStore, "get" | "list">; cursors: Seal; log: Log; now: () => Date };

type List = Operations["listTasks"];
type Query = Asked<List>["query"];
type Search = { filter: TaskFilter; matches(task: Task): boolean };

/** A page's `next`: sealed, because where it stands may be on a task that the reader may not see. */
const cursorSchema = z.object({ of: z.string(), positions: positionsSchema });

export async function listTasks({ viewer, query, signal }: Asked<List>, deps: ListDeps): Promise<Reply<List>> {
  const rights = rightsOf(viewer, signal);
  const of = hashOf({ ...query, limit: undefined, after: undefined });
  const from = query.after === undefined ? [] : positionsIn(query.after, of, deps.cursors);
  if (!from) return refused(400, "`after` is not a `next` of this list. Begin without it.");
  const found = await search(query, from, rights, deps);
  const tasks = await Promise.all(
    found.tasks.map(async (task) => rowFor(await rights.in(task.source), task, deps.now())),
  );
  const etag = `W/"${hashOf([tasks, found.next !== undefined])}"`;
  const isNamed = [query.q, query.repo, query.author].some((named) => named !== undefined);
  if (!found.next) return { ...answer({ tasks }, etag), isNothing: isNamed && tasks.length === 0 };
  return answer({ tasks, next: deps.cursors.close(JSON.stringify({ of, positions: found.next })) }, etag);
}

async function search(
  query: Query,
  from: Positions,
  rights: Rights,
  deps: ListDeps,
): Promise<{ tasks: Task[]; next?: Positions }> {
  const { repo, author, kind, limit } = query;
  const states = query.state === undefined ? [undefined] : [...new Set(query.state.split(",") as State[])];
  const given: TaskFilter = {
    ...(repo !== undefined && { repo }),
    ...(author !== undefined && { author }),
    ...(kind !== undefined && { kind }),
  };
  const q = query.q?.trim();
  if (q !== undefined && taskIdSchema.safeParse(q.toLowerCase()).success) {
    const task = await findTask(q.toLowerCase(), rights, deps);
    return { tasks: task && fits(task, given, states) ? [task] : [] };
  }
  const { filter, matches } = q ? await searchFor(q, given, rights, deps) : { filter: given, matches: () => true };
  const filters = states.map((state) => (state === undefined ? filter : { ...filter, state }));
  const isNamed = filter.repo !== undefined;
  return readVisible({ filters, matches, limit, from, isNamed }, rights, deps.tasks);
}

/** What `q` asks for: an issue by its address or number, or words of a title. */
async function searchFor(q: string, given: TaskFilter, rights: Rights, deps: ListDeps): Promise<Search> {
  const [, repo, number] = /^(?:([\w-]+\/[\w.-]+))?#?([1-9]\d{0,9})$/.exec(q) ?? [];
  if (number === undefined) {
    const words = q.toLowerCase().split(/\s+/);
    return { filter: given, matches: ({ issue }) => words.every((word) => issue.title.toLowerCase().includes(word)) };
  }
  const issue = Number(number);
  if (repo === undefined) return { filter: given, matches: ({ source }) => source.issue === issue };
  const matches = ({ source }: Task) => source.issue === issue && nameOf(source).toLowerCase() === repo.toLowerCase();
  // Known by its own task, all of its thread is found at once; else it is looked for in the repository.
  const opened = await findTask(`${repo.replace("/", ".")}.${issue}.opened`.toLowerCase(), rights, deps);
  const thread = opened && { repoId: opened.source.repo.id, issue };
  return { filter: { ...given, ...(thread ? { thread } : given.repo === undefined && { repo }) }, matches };
}

function fits(task: Task, { repo, author, kind }: TaskFilter, states: readonly (State | undefined)[]): boolean {
  return (
    (repo === undefined || nameOf(task.source).toLowerCase() === repo.toLowerCase()) &&
    (author === undefined || task.source.author === author) &&
    (kind === undefined || ("triage" in task && task.triage?.kind === kind)) &&
    states.some((state) => state === undefined || state === task.state)
  );
}

function positionsIn(after: string, of: string, cursors: Seal): Positions | undefined {
  const opened = cursors.open(after);
  const cursor = cursorSchema.safeParse(opened === undefined ? undefined : parseJson(opened));
  return cursor.success && cursor.data.of === of ? cursor.data.positions : undefined;
}

function hashOf(what: unknown): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("base64url").slice(0, 22);
}
