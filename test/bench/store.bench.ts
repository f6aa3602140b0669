import { atLeast, atMost, type Bench, table, withSpread } from "./bench.ts";
import { inRounds, ratios, spread } from "./rounds.ts";
import { measureGrowth } from "./store/growth.ts";
import { commitTasks, passMessages, type Speed } from "./store/loads.ts";

const ROUNDS = 9;
const DURATION = 400;

/** Commits and messages through the real ports, with fsync: in groups, and against one commit for each fsync. */
const store: Bench = async (print) => {
  print(`Medians of ${ROUNDS} interleaved rounds of ${DURATION} ms (lowest to highest)\n`);
  const measured = await inRounds(
    {
      "1 client": () => commitTasks("group", 1, DURATION),
      "1 client, single": () => commitTasks("single-commit", 1, DURATION),
      "50 clients": () => commitTasks("group", 50, DURATION),
      "50 clients, single": () => commitTasks("single-commit", 50, DURATION),
      "50 clients, disk of 5 ms": () => commitTasks("slow-disk", 50, DURATION),
      "50 clients, disk of 5 ms, single": () => commitTasks("slow-disk-single-commit", 50, DURATION),
    },
    ROUNDS,
  );
  const queue = await inRounds(
    {
      "50 clients": () => passMessages("group", 50, DURATION),
      "50 clients, disk of 5 ms": () => passMessages("slow-disk", 50, DURATION),
    },
    ROUNDS,
  );
  const pairs = ["1 client", "50 clients", "50 clients, disk of 5 ms"] as const;
  const ratioOf = (pair: (typeof pairs)[number]) => ratios(rates(measured[pair]), rates(measured[`${pair}, single`]));
  const commitRows = pairs.map((pair) => [
    pair,
    ...speedCells(measured[pair]),
    ...speedCells(measured[`${pair}, single`]),
    withSpread(ratioOf(pair)),
  ]);
  print(
    table(
      ["commits", "in groups, per s", "p99 ms", "one per fsync, per s", "p99 ms", "in groups : one per fsync"],
      commitRows,
    ),
  );
  const queueRows = Object.entries(queue).map(([name, values]) => [name, withSpread(values)]);
  print(`\n${table(["messages: publish, handle, acknowledge", "per s (aim: 40,000)"], queueRows)}`);

  const growth = await measureGrowth(print);
  return [
    atLeast("group_commit_vs_single_c50", spread(ratioOf("50 clients")).median, "x", 5),
    atLeast("group_commit_vs_single_c50_slow_disk", spread(ratioOf("50 clients, disk of 5 ms")).median, "x", 5),
    atMost("growth_1m_vs_1k", growth, "x", 1.5),
  ];
};

export default store;

function rates(speeds: readonly Speed[]): number[] {
  return speeds.map(({ perSecond }) => perSecond);
}

function speedCells(speeds: readonly Speed[]): [string, number] {
  return [withSpread(rates(speeds)), spread(speeds.map(({ p99 }) => p99)).median];
}
