/** What is looked for, as it stands in the address. */
export type Filters = { state: string; repo: string; author: string; kind: string; q: string };

const NAMES = ["state", "repo", "author", "kind", "q"] as const;

export const TABS = [
  { name: "All", states: [] },
  { name: "Waiting", states: ["awaiting_approval"] },
  { name: "In progress", states: ["received", "triaged", "drafted", "approved", "posting"] },
  { name: "Parked", states: ["parked"] },
  { name: "Posted", states: ["posted"] },
  { name: "Over, nothing posted", states: ["skipped", "rejected", "expired", "cancelled"] },
] as const;

export function filtersOf(query: URLSearchParams): Filters {
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""])) as Filters;
}

/** Empty ones are left out, so that an address says no more than it has to. */
export function queryOf(filters: Partial<Filters>): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = filters[name]?.trim();
    if (value) query.set(name, value);
  }
  return query;
}

export function pathWith(filters: Partial<Filters>): string {
  const query = queryOf(filters).toString();
  return query === "" ? "/tasks" : `/tasks?${query}`;
}

/** Those that narrow the list beyond its tab and the words looked for. */
export function narrowing({ repo, author, kind }: Filters): string[] {
  return [repo, kind, author].filter((one) => one !== "");
}

export function isIn(tab: (typeof TABS)[number], filters: Filters): boolean {
  return tab.states.join(",") === filters.state;
}

export function countOf(tab: (typeof TABS)[number], states: Record<string, number>): number {
  const wanted: readonly string[] = tab.states.length > 0 ? tab.states : Object.keys(states);
  return wanted.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}
