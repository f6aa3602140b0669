import { SECOND } from "@frontdesk/shared/domain/limits";
import { atMost, type Bench, table } from "./bench.ts";
import { boundOf, type Load, TAKES } from "./makespan/bound.ts";
import { type Sorted, sortAll } from "./makespan/sort-all.ts";

const TASKS = 500;
const REFUSED = 0.3;
const SEEDS = [1, 2, 3];
const TPM = 4_000_000;

/** What there is less of differs: of the quota, of handlers, of the quota while everything comes at once. */
const LOADS: [string, Pick<Load, "atOnce" | "quota">][] = [
  ["the quota is short", { atOnce: 64, quota: { rpm: 200, tpm: TPM } }],
  ["handlers are short", { atOnce: 16, quota: { rpm: 600, tpm: TPM } }],
  ["all at once", { atOnce: TASKS, quota: { rpm: 200, tpm: TPM } }],
];

type Run = { name: string; load: Load; sorted: Sorted; vsBound: number };

/** How long a heap of new issues takes to be sorted, beside the least that quota and latency allow. */
const bench: Bench = async (print) => {
  const runs: Run[] = [];
  for (const [name, given] of LOADS) {
    const load = { tasks: TASKS, refused: REFUSED, ...given };
    for (const seed of SEEDS) {
      const sorted = await sortAll(load, seed);
      runs.push({ name, load, sorted, vsBound: sorted.took / boundOf(load).soonest });
    }
  }
  print(
    `${TASKS} new issues at once, through the triage service and the gateway, on a clock that stands still while anything works.`,
  );
  print(
    `The model takes ${TAKES.least / SECOND} to ${TAKES.most / SECOND} s and refuses ${REFUSED * 100} % of requests at once with a 429 that says: in 2 s. The sweep announces again, each second, what was put off. Three seeds each.\n`,
  );
  print(
    table(
      ["", "at once", "rpm", "bound", "took", "of bound", "requests", "429", "by quota", "in vain", "put off"],
      runs.map(row),
    ),
  );
  print(
    [
      "",
      "The bound, in seconds, is the later one of two, each of which nobody gets around:",
      ...LOADS.map(([name, given]) => boundSaid(name, { tasks: TASKS, refused: REFUSED, ...given })),
      "A share is 80 % of the quota, a quarter of a minute of which may go at once; refused requests use it up as well. That",
      "a refusal has to be waited for is in no bound. By quota: what the quota itself refused. In vain: answers that nobody",
      "had the time to wait for.",
    ].join("\n"),
  );
  const lost = runs.reduce((sum, { sorted }) => sum + sorted.lost, 0);
  return [
    atMost("vs_bound", Math.max(...runs.map(({ vsBound }) => vsBound)), "x", 1.15),
    atMost("requests_per_success", Math.max(...runs.map(({ sorted }) => sorted.requests / TASKS)), "requests", 1.5),
    { name: "lost", value: lost, unit: "tasks", bar: "= 0", ok: lost === 0 },
  ];
};

export default bench;

function row({ name, load, sorted, vsBound }: Run): (string | number)[] {
  const { atOnce, quota } = load;
  const { took, requests, refusals, abandoned, deferrals } = sorted;
  const counts = [requests, refusals.planned, refusals.byQuota, abandoned, deferrals];
  const times = [boundOf(load).soonest / SECOND, took / SECOND];
  return [name, atOnce, quota.rpm, ...times, vsBound.toFixed(3), ...counts];
}

function boundSaid(name: string, load: Load): string {
  const { byQuota, byLatency } = boundOf(load);
  const requests = Math.round(load.tasks / (1 - load.refused));
  return `- ${name}: quota ${Math.round(byQuota / SECOND)} (${requests} requests, at our share of ${load.quota.rpm} a minute), latency ${Math.round(byLatency / SECOND)} (${load.tasks} answers by ${load.atOnce})`;
}
