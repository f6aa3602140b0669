import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { atLeast, atMost, type Bench, table, withSpread } from "./bench.ts";
import { type Burst, type Contest, type Entrant, withContest } from "./ingest/contest.ts";
import { installPeers } from "./peers/install.ts";
import { inRounds, ratios, spread } from "./rounds.ts";

const ROUNDS = 7;
const CONNECTIONS = [1, 50, 200] as const;
const DELIVERIES = { 1: 1_000, 50: 6_000, 200: 6_000 };
const MB = 1024 * 1024;

/**
 * What `pnpm start` gives to Node: a young generation that keeps its size. V8 makes it small while nothing comes, and the
 * requests of the next burst outlive it: a fifth more processor time, and 60 MB.
 */
const { scripts } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const FLAGS = /^node ((?:--\S+ )*)/.exec(scripts.start)![1]!.split(" ").filter(Boolean);

const ENTRANTS = {
  bare: { file: "./servers/bare.ts" },
  probot: { file: "../peers/probot.mjs", accepts: 200 },
  express: { file: "./servers/express.ts" },
  ours: { file: "./servers/ours.ts", args: ["ours"], flags: FLAGS },
} satisfies Record<string, Entrant>;

/** What ours is made of, one thing after the other. */
const STEPS = {
  reading: { file: "./servers/bare.ts", args: ["reading"] },
  unkept: { file: "./servers/unkept.ts", args: ["silent"] },
  logged: { file: "./servers/unkept.ts", args: ["logging"] },
  bodiless: { file: "./servers/ours.ts", args: ["without the body"], flags: FLAGS },
} satisfies Record<string, Entrant>;

type Name = keyof typeof ENTRANTS | keyof typeof STEPS;

/** The webhook as GitHub meets it: real deliveries of 12 KB, signed, each of another issue. Only ours keeps them. */
const bench: Bench = async (print) => {
  installPeers(print);
  return withContest<Name, Awaited<ReturnType<Bench>>>({ ...ENTRANTS, ...STEPS }, async (contest) => {
    const names = Object.keys(ENTRANTS) as (keyof typeof ENTRANTS)[];
    const steps = Object.keys(STEPS) as (keyof typeof STEPS)[];
    const pairs = [
      ...CONNECTIONS.flatMap((connections) => names.map((name) => ({ name, connections }))),
      ...steps.map((name) => ({ name, connections: 50 as const })),
    ];
    const bursts = await inRounds(
      Object.fromEntries(
        pairs.map(({ name, connections }) => [
          key(name, connections),
          () => contest.burst(name, { connections, count: DELIVERIES[connections] }),
        ]),
      ),
      ROUNDS,
    );
    const of = (name: Name, connections: number, what: keyof Burst) =>
      bursts[key(name, connections)]!.map((burst) => burst[what]);
    const against = (other: Name, what: keyof Burst, connections = 50, name: Name = "ours") =>
      spread(ratios(of(name, connections, what), of(other, connections, what))).median;

    print(`Medians of ${ROUNDS} interleaved rounds (lowest to highest); processor time of all threads`);
    for (const connections of CONNECTIONS) {
      const heading = `${connections} connection${connections === 1 ? "" : "s"}`;
      const rows = names.map((name) => [
        name,
        withSpread(of(name, connections, "perSecond")),
        ...(["p50", "p99", "cpu"] as const).map((what) => spread(of(name, connections, what)).median),
        against("bare", "perSecond", connections, name),
        against("probot", "perSecond", connections, name),
      ]);
      print(`\n${table([heading, "per s", "p50 ms", "p99 ms", "CPU µs each", ": bare", ": probot"], rows)}`);
    }
    const costs = (name: Name) => [spread(of(name, 50, "cpu")).median, spread(of(name, 50, "perSecond")).median];
    const made = [
      ["node:http and the HMAC", ...costs("bare")],
      ["+ JSON.parse and zod", ...costs("reading")],
      ["all of ingest, on a store that keeps nothing", ...costs("unkept")],
      ["+ the log", ...costs("logged")],
      ["+ the commit and the announcement", ...costs("bodiless")],
      ["+ the delivery itself, behind the answer", ...costs("ours")],
      ["by the way: express and the HMAC", ...costs("express")],
    ];
    print(`\n${table(["what it is made of, 50 connections", "CPU µs each", "per s"], made)}`);

    const memory: Partial<Record<Name, number>> = {};
    for (const name of names) memory[name] = (await contest.usage(name)).rss / MB;
    print(`\n${table(["at the end", "RSS, MB"], Object.entries(memory))}`);
    await checkProbot(contest);
    await checkKept(contest, print);
    return [
      atLeast("vs_probot_c50", against("probot", "perSecond"), "x", 1.2),
      atLeast("vs_bare_c50", against("bare", "perSecond"), "x", 0.4),
      atMost("cpu_vs_probot", against("probot", "cpu"), "x", 1),
      atMost("rss_vs_probot", memory.ours! / memory.probot!, "x", 1.5),
    ];
  });
};

export default bench;

function key(name: Name, connections: number): string {
  return `${name} ${connections}`;
}

async function checkProbot(contest: Contest<Name>): Promise<void> {
  const { handled } = await contest.usage("probot");
  const accepted = contest.accepted("probot");
  if (handled !== accepted) throw new Error(`Probot answered ${accepted} deliveries, and its handler had ${handled}`);
}

/** Every 202 has its task. */
async function checkKept(contest: Contest<Name>, print: (text: string) => void): Promise<void> {
  await contest.end("ours");
  using database = new DatabaseSync(join(contest.folder, "ours.db"), { readOnly: true });
  const count = (what: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${what}`).get()?.n);
  const tasks = count("tasks WHERE state = 'received'");
  const accepted = contest.accepted("ours");
  if (tasks !== accepted) throw new Error(`${accepted} deliveries were accepted, and there are ${tasks} tasks`);
  const bodies = count("raw_bodies WHERE pack IS NOT NULL");
  print(`\nEvery 202 has its task: ${tasks} tasks, ${count("messages")} announcements, ${bodies} bodies kept`);
}
