import {
  type DocumentData,
  type DocumentReference,
  FieldPath,
  type Firestore,
  type Query,
} from "@google-cloud/firestore";

export type Direction = "asc" | "desc";

/** What a query asks, as data: which indexes it needs can be told from it (`indexes.ts`, which a test compares). */
export type QueryPlan = {
  collection: string;
  /** The collection of that name at the root or under one document, or all of that name wherever they are. */
  scope: "collection" | "group";
  /** Fields that are always asked for by value. */
  equal: readonly string[];
  /** Fields that may be asked for by value, in any combination. */
  mayEqual: readonly string[];
  range?: { field: string; is: "<=" | ">" };
  order: readonly (readonly [field: string, direction: Direction])[];
};

const plan = { scope: "collection", equal: [], mayEqual: [], order: [] } as const;

/** Every query that is ever made. */
export const QUERIES = {
  listedTasks: {
    ...{ ...plan, collection: "tasks" },
    mayEqual: ["state", "repo", "who", "triage.kind", "thread"],
    order: [
      ["createdAt", "desc"],
      ["__name__", "desc"],
    ],
  },
  tasksInState: { ...plan, collection: "tasks", equal: ["state"] },
  dueTasks: { ...plan, collection: "tasks", range: { field: "dueAt", is: "<=" }, order: [["dueAt", "asc"]] },
  restedTasks: { ...plan, collection: "tasks", range: { field: "restedAt", is: "<=" }, order: [["restedAt", "asc"]] },
  committedTasks: {
    ...{ ...plan, collection: "tasks" },
    range: { field: "committedAt", is: ">" },
    order: [["committedAt", "asc"]],
  },
  newestHistory: { ...plan, collection: "history", order: [["version", "desc"]] },
  newestCalls: { ...plan, collection: "calls", order: [["at", "desc"]] },
  reusableCalls: {
    ...{ ...plan, collection: "calls", scope: "group" },
    equal: ["inputHash", "promptVersion", "reusable"],
    order: [["at", "desc"]],
  },
  dueValues: { ...plan, collection: "values", range: { field: "dueAt", is: "<=" }, order: [["dueAt", "asc"]] },
} as const satisfies Record<string, QueryPlan>;

type Plans = typeof QUERIES;
type Field<P extends QueryPlan> = P["equal"][number] | P["mayEqual"][number];
/** What a query is asked with. Fields that are undefined are not asked for. */
type Asked<P extends QueryPlan> = {
  /** The document whose sub-collection it is, if it isn't one at the root. */
  under?: DocumentReference;
  /** What the range is compared to. */
  bound?: unknown;
  /** The values, in the order's fields, behind which it goes on. */
  after?: readonly unknown[] | undefined;
  limit?: number;
} & Partial<Record<Field<P>, unknown>>;

export function queryFor<N extends keyof Plans>(client: Firestore, name: N, asked: Asked<Plans[N]>): Query {
  const { collection, scope, equal, mayEqual, order }: QueryPlan = QUERIES[name];
  const { range }: QueryPlan = QUERIES[name];
  const given = asked as Asked<QueryPlan>;
  let query: Query<DocumentData> =
    scope === "group" ? client.collectionGroup(collection) : (given.under ?? client).collection(collection);
  for (const field of [...equal, ...mayEqual]) {
    const value = given[field as keyof typeof given];
    if (value !== undefined) query = query.where(field, "==", value);
    else if (equal.includes(field)) throw new Error(`${name} is always asked for a ${field}`);
  }
  if (range) query = query.where(range.field, range.is, given.bound);
  for (const [field, direction] of order) {
    query = query.orderBy(field === "__name__" ? FieldPath.documentId() : field, direction);
  }
  if (given.after) query = query.startAfter(...given.after);
  return given.limit === undefined ? query : query.limit(given.limit);
}
