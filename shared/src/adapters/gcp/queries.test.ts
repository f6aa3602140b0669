import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type CompositeIndex, INDEXES, TTL_FIELDS, UNINDEXED_FIELDS } from "./indexes.ts";
import { QUERIES, type QueryPlan } from "./queries.ts";

const plans: [string, QueryPlan][] = Object.entries(QUERIES);

/**
 * The composite indexes without which Firestore refuses the query. One field alone, in one collection, is indexed by
 * Firestore itself, as is any number of filters by value without an order. Filters by value that come with an order
 * can be served by several indexes of that order, merged; those that always come together stand in one. A document's
 * name ends every index by itself, in the direction of the field before it.
 */
function neededBy({ collection, scope, equal, mayEqual, range, order }: QueryPlan): CompositeIndex[] {
  const named = order.filter(([field]) => field !== "__name__");
  const last = order.at(-1);
  if (last?.[0] === "__name__" && last[1] !== named.at(-1)?.[1]) throw new Error("a name in another direction");
  if (range && named[0]?.[0] !== range.field) throw new Error(`a range over ${range.field}, which is not the order's`);
  const indexOver = (fields: readonly string[]): CompositeIndex => ({
    ...{ collection, scope },
    fields: [...fields.map((field) => [field, "asc"] as const), ...named],
  });
  const combinations = mayEqual.length > 0 ? mayEqual.map((field) => [...equal, field]) : [equal];
  return combinations
    .map(indexOver)
    .filter(({ fields }) => scope === "group" || (fields.length > 1 && named.length > 0));
}

const keyOf = ({ collection, scope, fields }: CompositeIndex) =>
  `${scope} ${collection}: ${fields.map(([field, direction]) => `${field} ${direction}`).join(", ")}`;

test("every query has the index that it needs, and every index a query", () => {
  const needed = new Set(plans.flatMap(([, plan]) => neededBy(plan).map(keyOf)));
  expect(INDEXES.map(keyOf).toSorted()).toEqual([...needed].toSorted());
});

test.each(plans)("no field is without an index that %s goes by", (_, { collection, equal, mayEqual, range, order }) => {
  const asked = [...equal, ...mayEqual, ...(range ? [range.field] : []), ...order.map(([field]) => field)];
  const unindexed = UNINDEXED_FIELDS.filter((one) => one.collection === collection).map(({ field }) => field);
  const lost = asked.filter((field) => unindexed.some((prefix) => field === prefix || field.startsWith(`${prefix}.`)));
  expect(lost).toEqual([]);
});

test("what documents are kept for a while only is what has a time to live", () => {
  const kept = sources().flatMap(({ source }) =>
    [...source.matchAll(/\.collection\("(\w+)"\)/g)].map(([, name]) => name),
  );
  const forGood = ["tasks", "history", "shared"];
  expect(TTL_FIELDS.map(({ collection }) => collection).toSorted()).toEqual(
    [...new Set(kept)].filter((name) => !forGood.includes(String(name))).toSorted(),
  );
});

test("queries are made nowhere else", () => {
  const making = /\.(where|orderBy|collectionGroup|limit|startAfter|endBefore|offset|select|findNearest)\(/;
  const makers = sources().filter(({ source }) => making.test(source));
  expect(makers.map(({ file }) => file)).toEqual(["queries.ts"]);
});

function sources() {
  const files = globSync("*.ts", { cwd: import.meta.dirname }).filter((file) => !file.endsWith(".test.ts"));
  return files.map((file) => ({ file, source: readFileSync(join(import.meta.dirname, file), "utf8") }));
}
