import { readFileSync, statSync, truncateSync } from "node:fs";
import { atLeast, atMost, type Bench, table, withSpread } from "./bench.ts";
import { type Contest, type Entrant, withContest } from "./ingest/contest.ts";
import { installPeers } from "./peers/install.ts";
import { inRounds, ratios, spread } from "./rounds.ts";

const ROUNDS = 20;
const CONNECTIONS = 50;
const MB = 1024 * 1024;

const ENTRANTS = {
  ours: { file: "./servers/ours.ts", args: ["ours"] },
  probot: { file: "../peers/probot.mjs" },
} satisfies Record<string, Entrant>;

/** Half a second or more of refusals in a round, 20 s in all. Probot writes several times the body of each to its log, which bounds it. */
const FLOOD = { ours: { count: 12_000, status: 401 }, probot: { count: 3_000, status: 400 } };

type Name = keyof typeof ENTRANTS;

/** A flood of deliveries of 12 KB that were signed with another secret: what do they cost, and what do they leave behind? */
const bench: Bench = async (print) => {
  installPeers(print);
  return withContest<Name, Awaited<ReturnType<Bench>>>(ENTRANTS, async (contest) => {
    const logs = { ours: 0, probot: 0 };
    const lines: string[] = [];
    const memory: Record<Name, number[]> = { ours: [], probot: [] };
    const flood = (name: Name) => async () => {
      const refused = await contest.burst(name, {
        ...{ connections: CONNECTIONS, secret: "a secret that somebody guessed" },
        ...FLOOD[name],
      });
      memory[name].push((await contest.usage(name)).rss);
      if (name === "ours") lines.push(...readFileSync(contest.logOf(name), "utf8").split("\n").filter(Boolean));
      logs[name] += takeLog(contest, name);
      return refused;
    };
    const refused = await inRounds({ ours: flood("ours"), probot: flood("probot") }, ROUNDS);

    const names = Object.keys(ENTRANTS) as Name[];
    const perSecond = (name: Name) => refused[name].map((burst) => burst.perSecond);
    const bytes = (name: Name) => logs[name] / (FLOOD[name].count * (ROUNDS + 1));
    // The first round is the warm-up.
    const growth = (name: Name) => (memory[name].at(-1)! - memory[name][1]!) / MB;
    const rows = names.map((name) => [
      name,
      withSpread(perSecond(name)),
      spread(refused[name].map(({ p99 }) => p99)).median,
      spread(refused[name].map(({ cpu }) => cpu)).median,
      bytes(name),
      memory[name][1]! / MB,
      memory[name].at(-1)! / MB,
    ]);
    print(
      `Wrong signatures over ${CONNECTIONS} connections, medians of ${ROUNDS} interleaved rounds (lowest to highest)\n`,
    );
    const headings = ["refusals", "per s", "p99 ms", "CPU µs each", "bytes of log each", "RSS, MB", "at the end"];
    print(table(headings, rows));
    print(`\nAll that ours wrote: ${lines.length} lines, such as\n${lines.at(-1)}`);
    return [
      atLeast("refusals_vs_probot", spread(ratios(perSecond("ours"), perSecond("probot"))).median, "x", 3),
      // V8 doubles the room for young objects once or twice, 40 MB at a time. The bodies refused have 3,000 MB.
      atMost("memory_growth", growth("ours"), "MB", 100),
      atMost("log_bytes_per_refusal", bytes("ours"), "bytes", 200),
      atMost("log_lines_per_round", lines.length / (ROUNDS + 1), "lines", 10),
    ];
  });
};

export default bench;

/** How much there is; it goes, so that the disk doesn't fill. */
function takeLog(contest: Contest<Name>, name: Name): number {
  const { size } = statSync(contest.logOf(name));
  truncateSync(contest.logOf(name));
  return size;
}
