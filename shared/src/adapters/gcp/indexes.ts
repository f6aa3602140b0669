import type { Direction } from "./queries.ts";

/**
 * What Firestore has to be told for the queries in `queries.ts` to work and for what has expired to go. It is deployed
 * from here. The emulator enforces none of it, so a test holds this list against the queries, both ways.
 *
 * Indexes on single fields are Firestore's own and not in the list. One filter with one order is enough for each
 * filter of a list: Firestore merges indexes of the same order where several filters are asked for at once.
 * https://firebase.google.com/docs/firestore/query-data/index-overview#taking_advantage_of_index_merging
 */
export type CompositeIndex = {
  collection: string;
  scope: "collection" | "group";
  fields: readonly (readonly [field: string, direction: Direction])[];
};

export const INDEXES: readonly CompositeIndex[] = [
  listedBy("state"),
  listedBy("repo"),
  listedBy("who"),
  listedBy("triage.kind"),
  listedBy("thread"),
  {
    ...{ collection: "calls", scope: "group" },
    fields: [
      ["inputHash", "asc"],
      ["promptVersion", "asc"],
      ["reusable", "asc"],
      ["at", "desc"],
    ],
  },
];

/** Documents go some time after the moment in this field: mostly within a day. Until then they are read as if they were gone. */
export const TTL_FIELDS: readonly FieldOf[] = [
  { collection: "raw", field: "expiresAt" },
  { collection: "calls", field: "expiresAt" },
  { collection: "values", field: "expiresAt" },
];

/** Long texts and what else no query goes by: an index on it would cost with every write. A map's fields go with it. */
export const UNINDEXED_FIELDS: readonly FieldOf[] = [
  ...TTL_FIELDS,
  ...["content", "plan", "ask", "guidance"].map((field) => ({ collection: "tasks", field })),
  ...["prompt", "response"].map((field) => ({ collection: "calls", field })),
  { collection: "raw", field: "gzip" },
  { collection: "values", field: "value" },
];

type FieldOf = { collection: string; field: string };

function listedBy(field: string): CompositeIndex {
  return {
    ...{ collection: "tasks", scope: "collection" as const },
    fields: [
      [field, "asc"],
      ["createdAt", "desc"],
    ],
  };
}
