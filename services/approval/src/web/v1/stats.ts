import { DAY, HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { inBatches } from "@frontdesk/shared/repo/in-batches";
import { type Metered, quantile, readMeters, type Timer, total } from "@frontdesk/shared/telemetry/meters";
import type { Stats } from "../../api/surroundings.ts";
import type { TaskCounts } from "./count-tasks.ts";
import { dependencies } from "./dependencies.ts";
import { findOldest } from "./find-oldest.ts";
import { mayDecideSomewhere } from "./known-repos.ts";
import { type Asked, answer, type Reply } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { readNotices } from "./read-notices.ts";
import { type ReposDeps, readPolicies } from "./repos.ts";
import { rightsOf, seesEverything } from "./rights.ts";

export type StatsDeps = ReposDeps & {
  counts: Pick<TaskCounts, "of">;
  tasks: Pick<TaskStore, "count" | "list" | "due" | "history" | "get">;
  values: SharedValues;
  now: () => Date;
  /** Of a day, for all of Frontdesk. */
  budgetMicros?: number | undefined;
  /** Whether there is a workspace to ask in. */
  hasSlack: boolean;
};

type Window = Stats["window"];

/** How long each window is, and each of its buckets. */
const WINDOWS: Record<Window, { length: number; bucket: number }> = {
  "1h": { length: HOUR, bucket: 5 * MINUTE },
  "24h": { length: DAY, bucket: HOUR },
  "7d": { length: 7 * DAY, bucket: 6 * HOUR },
};

type ShowStats = Operations["showStats"];
export async function readStats(asked: Asked<ShowStats>, deps: StatsDeps): Promise<Reply<ShowStats>> {
  const { viewer, query, signal } = asked;
  const now = deps.now();
  const rights = rightsOf(viewer, signal);
  const { length, bucket } = WINDOWS[query.window];
  // The last bucket is the one that it is now in.
  const end = (Math.floor(now.getTime() / bucket) + 1) * bucket;
  const begin = new Date(end - length);
  const today = new Date(Math.floor(now.getTime() / DAY) * DAY);
  const metered = await among(await readMeters(begin < today ? begin : today, deps), rights.maySee);
  const paidFor = await among(metered, rights.mayDecide);
  const inWindow = metered.filter(({ at }) => at >= begin);
  const buckets = Array.from({ length: length / bucket }, (_, index) => new Date(begin.getTime() + index * bucket));
  const partsOf = (all: readonly Metered[]) =>
    buckets.map((from) => {
      const until = after(from, bucket);
      return all.filter(({ at }) => at >= from && at < until);
    });
  const parts = partsOf(inWindow);
  const [counts, oldest, policies, notices, mayDecide] = await Promise.all([
    deps.counts.of(viewer, rights),
    findOldest(rights, deps),
    readPolicies(rights, deps, signal),
    deps.hasSlack ? readNotices(rights, deps) : undefined,
    seesEverything(viewer) || mayDecideSomewhere(rights, deps.knownRepos),
  ]);
  return answer({
    window: query.window,
    buckets: buckets.map((from) => from.toISOString()),
    states: counts.states,
    ...numbersOf(inWindow, parts),
    oldest,
    spend: {
      todayMicros: total(
        paidFor.filter(({ at }) => at >= today),
        "micros",
      ),
      ...(deps.budgetMicros !== undefined && mayDecide && { budgetMicros: deps.budgetMicros }),
      micros: partsOf(paidFor).map((part) => (part.length > 0 ? total(part, "micros") : null)),
    },
    dependencies: dependencies(inWindow, { policies, notices }),
  });
}

function numbersOf(all: Metered[], parts: Metered[][]) {
  const series = (name: Timer, part: number) => parts.map((one) => quantile(one, name, part));
  const counted = (name: "drafted" | "skipped") => parts.map((part) => (part.length > 0 ? total(part, name) : null));
  const share = (of: Metered[]) => {
    const tokens = total(of, "tokens");
    return tokens > 0 ? total(of, "cached tokens") / tokens : null;
  };
  return {
    received: { total: total(all, "received"), answered: counted("drafted"), skipped: counted("skipped") },
    ack: {
      ...{ p50: quantile(all, "ack", 0.5), p99: quantile(all, "ack", 0.99) },
      ...{ p50s: series("ack", 0.5), p99s: series("ack", 0.99) },
    },
    draft: {
      ...{ p50: quantile(all, "draft", 0.5), p95: quantile(all, "draft", 0.95) },
      ...{ p50s: series("draft", 0.5), p95s: series("draft", 0.95) },
    },
    decision: { p50: quantile(all, "decision", 0.5), p50s: series("decision", 0.5) },
    cache: { share: share(all), shares: parts.map(share) },
    verdicts: {
      ...{ approved: total(all, "approved"), edited: total(all, "edited") },
      ...{ sentBack: total(all, "sent back"), rejected: total(all, "rejected") },
    },
  };
}

/** Of the repositories of which that is so. */
async function among(metered: readonly Metered[], isSo: (repo: Repo) => Promise<boolean>): Promise<Metered[]> {
  const repos = new Map(metered.map(({ repo }) => [repo.repo.id, repo]));
  const seen = new Set<number>();
  const ask = async (repo: Repo) => ({ repo, isIt: await isSo(repo) });
  for await (const { repo, isIt } of inBatches([...repos.values()], ask)) if (isIt) seen.add(repo.repo.id);
  return metered.filter(({ repo }) => seen.has(repo.repo.id));
}
