import { z } from "zod";
import { pausesSchema } from "../src/api/actions.ts";
import { meSchema, reposSchema, statsSchema } from "../src/api/surroundings.ts";
import type { Client } from "./client.ts";
import type { Command } from "./command.ts";
import { Ending } from "./ending.ts";
import { inLine, type Style, styled, type Terminal } from "./terminal.ts";

/** One thing that was looked at. `todo`: what whoever runs Frontdesk can do about it. */
export type Finding = { what: string; is: "well" | "off" | "unclear" | "wrong"; saw: string; todo?: string };

/** What can be looked at from this machine alone. */
export type Checks = {
  /** Of the environment. */
  settings(): Promise<Finding[]>;
  /** With real calls, which may cost a few cents. */
  live(signal: AbortSignal): Promise<Finding[]>;
};

const LIVE_WITHIN = 5 * 60_000;

export const doctor: Command = {
  usage: "doctor [--live]",
  summary: "Looks at every setting and dependency, and says what to do",
  about:
    "Looks at every setting in this environment and in .env, at the Frontdesk at FRONTDESK_URL, and at what that says of itself. With --live it asks the configured models and GitHub, as the App, with real calls: that costs a few cents at most.",
  examples: ["doctor", "doctor --live", "doctor --json"],
  options: { live: { type: "boolean" } },
  words: [0, 0],
  async run({ has }, { client, checks, terminal }) {
    const findings = [...(await checks.settings()), ...(await lookAtService(client))];
    if (has("live")) findings.push(...(await checks.live(AbortSignal.timeout(LIVE_WITHIN))));
    const failed = findings.some(({ is }) => is === "wrong");
    return { data: { findings }, text: shown(findings, terminal), failed };
  },
};

async function lookAtService(client: Client): Promise<Finding[]> {
  const what = `Frontdesk at ${client.url}`;
  const ready = await readiness(client);
  if ("finding" in ready) return [{ what, ...ready.finding }];
  const findings: Finding[] = [{ what, is: "well", saw: "answers, and can do its work" }];
  try {
    const me = await client.get("/v1/me", meSchema);
    findings.push({ what: "Signed in", is: "well", saw: `as ${me.name}, by ${me.signedInBy}` });
    findings.push(...(await lookInside(client)));
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    findings.push({ what: "Signed in", is: "wrong", saw: "no", todo: error.message });
  }
  return findings;
}

async function readiness(client: Client): Promise<{ finding: Omit<Finding, "what"> } | { ready: true }> {
  try {
    const response = await client.raw("/ready");
    if (response.ok) return { ready: true };
    const said = z.object({ failed: z.array(z.string()) }).safeParse(await response.json().catch(() => undefined));
    const failed = said.data?.failed.join(", ") ?? `it answered ${response.status}`;
    return { finding: { is: "wrong", saw: `not ready: ${failed}`, todo: "Its log says why." } };
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
    return { finding: { is: "wrong", saw: "can't be reached", todo: error.message } };
  }
}

const STATES = { working: "well", slowed: "unclear", failing: "wrong", off: "off", unknown: "off" } as const;
const LONGEST_WAIT_SECONDS = 15 * 60;

async function lookInside(client: Client): Promise<Finding[]> {
  const [stats, { repos }, { pauses }] = await Promise.all([
    client.get("/v1/stats?window=1h", statsSchema),
    client.get("/v1/repos", reposSchema),
    client.get("/v1/pauses", pausesSchema),
  ]);
  const parked = stats.states.parked ?? 0;
  const { seconds, state } = stats.oldest;
  return [
    ...stats.dependencies
      .filter(({ name }) => name !== "Policy")
      .map(({ name, state: is, says }): Finding => ({ what: `${name}, in the last hour`, is: STATES[is], saw: says })),
    ...repos
      .filter(({ settingsProblem }) => settingsProblem !== undefined)
      .map(
        ({ repo, settingsProblem = "" }): Finding => ({
          ...{ what: `Settings of ${repo}`, is: "wrong", saw: settingsProblem },
          todo: "Correct the file: until then the safe defaults hold.",
        }),
      ),
    parked === 0
      ? { what: "Parked tasks", is: "well", saw: "none" }
      : {
          what: "Parked tasks",
          is: "unclear",
          saw: String(parked),
          todo: "`frontdesk list --state parked`, then `frontdesk trace TASK`.",
        },
    seconds < LONGEST_WAIT_SECONDS
      ? { what: "Queues", is: "well", saw: seconds === 0 ? "nothing waits" : `the longest wait is ${seconds} s` }
      : {
          what: "Queues",
          is: "wrong",
          saw: `a task in ${state} has waited for ${seconds} s`,
          todo: "Look whether that service runs, and into its log.",
        },
    ...pauses.map(
      ({ repo, by, why }): Finding => ({
        ...{ what: `Posting ${repo === undefined ? "everywhere" : `in ${repo}`}`, is: "unclear" },
        ...{
          saw: `paused by ${by}${why ? `: ${why}` : ""}`,
          todo: `\`frontdesk resume${repo === undefined ? "" : ` ${repo}`}\` when it may go on.`,
        },
      }),
    ),
  ];
}

const MARKS: Record<Finding["is"], [string, Style]> = {
  well: ["ok", "good"],
  off: ["-", "dim"],
  unclear: ["!", "warn"],
  wrong: ["WRONG", "bad"],
};

function shown(findings: readonly Finding[], look: Pick<Terminal, "colours">): string {
  const lines = findings.map(({ what, is, saw, todo }) => {
    const [mark, style] = MARKS[is];
    const line = `${styled(style, mark.padEnd(6), look)} ${inLine(what)}: ${inLine(saw)}\n`;
    return todo === undefined ? line : `${line}       ${todo.split("\n").map(inLine).join("\n       ")}\n`;
  });
  const wrong = findings.filter(({ is }) => is === "wrong").length;
  return `${lines.join("")}\n${wrong === 0 ? "Nothing is wrong." : `${wrong} to be seen to.`}\n`;
}
