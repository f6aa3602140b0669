import type { Counter, Metered } from "@frontdesk/shared/telemetry/meters";
import { total } from "@frontdesk/shared/telemetry/meters";
import type { Stats } from "../../api/surroundings.ts";
import type { Notices } from "./read-notices.ts";
import type { Policies } from "./repos.ts";

type Dependency = Stats["dependencies"][number];

/** From so many of a hundred on, calls that got no answer are worth a word. */
const SLOWED_FROM = 5;
const FAILING_FROM = 80;

/** What can be known of those whom Frontdesk depends on: how our own calls of them ended. */
export function dependencies(
  metered: readonly Metered[],
  { policies, notices }: { policies: Policies; notices: Notices | undefined },
): Dependency[] {
  return [gitHub(metered), gemini(metered), slack(notices), policy(policies)];
}

function gitHub(metered: readonly Metered[]): Dependency {
  const name = "GitHub";
  const posted = total(metered, "posted");
  const turnedDown = total(metered, "turned down");
  const unknown = total(metered, "unknown if posted");
  if (posted + turnedDown + unknown === 0)
    return { name, state: "unknown", says: "Nothing was posted in this window." };
  const says = [
    `${counted(posted, "comment was posted", "comments were posted")}`,
    ...(turnedDown > 0 ? [`GitHub turned down ${turnedDown}`] : []),
    ...(unknown > 0 ? [`of ${unknown} nobody knows whether they were posted`] : []),
  ].join("; ");
  const state = posted === 0 ? "failing" : turnedDown + unknown > 0 ? "slowed" : "working";
  return { name, state, says: `${says}.` };
}

/** How calls end that say something against the service, not against what was asked. */
const WITHOUT_ANSWER = [
  ["limited", "answered 429"],
  ["failing", "failed at the service"],
  ["broken off", "broke off"],
  ["aborted", "took too long"],
  ["denied", "were denied"],
  ["no model", "named a model that is not there"],
] as const;

const ENDED: readonly Counter[] = ["call answered", "call unusable", "call cut short", "call empty", "call blocked"];

function gemini(metered: readonly Metered[]): Dependency {
  const name = "Gemini";
  const ended = ENDED.reduce((sum, counter) => sum + total(metered, counter), 0);
  const without = WITHOUT_ANSWER.map(([end, says]) => ({ says, count: total(metered, `call ${end}`) }));
  const all = without.reduce((sum, { count }) => sum + count, ended);
  if (all === 0) return { name, state: "unknown", says: "No call was made in this window." };
  const percent = Math.round((100 * (all - ended)) / all);
  const worst = without.filter(({ count }) => count > 0).map(({ count, says }) => `${share(count, all)} ${says}`);
  const says = [`${counted(all, "call", "calls")}`, ...(worst.length > 0 ? worst : ["all were answered"])].join("; ");
  const state = percent >= FAILING_FROM ? "failing" : percent >= SLOWED_FROM ? "slowed" : "working";
  return { name, state, says: `${says}.` };
}

function slack(notices: Notices | undefined): Dependency {
  const name = "Slack";
  if (!notices) return { name, state: "off", says: "Not set up: drafts are decided on in the console." };
  const { well, failing } = notices;
  if (failing > 0) {
    const says = `${counted(failing, "message", "messages")} could not be brought up to date; it is tried again.`;
    return { name, state: well > 0 ? "slowed" : "failing", says };
  }
  if (well > 0) return { name, state: "working", says: `${counted(well, "message is", "messages are")} up to date.` };
  return { name, state: "unknown", says: "Set up. No message is being looked after." };
}

function policy({ read, problems }: Policies): Dependency {
  const name = "Policy";
  const [first] = problems;
  if (read === 0) return { name, state: "unknown", says: "No repository's settings were read." };
  if (first === undefined) {
    return {
      name,
      state: "working",
      says: `${counted(read, "repository", "repositories")} looked at; nothing is broken.`,
    };
  }
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  return { name, state: "failing", says: `${first}${more}. The safe defaults hold there.` };
}

function share(count: number, all: number): string {
  return `${Math.max(1, Math.round((100 * count) / all))} %`;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
