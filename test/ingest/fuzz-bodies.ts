import type { Random } from "../contract/random.ts";
import { commentEvent, installationEvent, issueEvent, pushEvent, removedEvent, repositoryEvent } from "./payloads.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Whose payload it is can be told from what comes of it: the ids and names of a stranger's are his own. */
export type Sender = "GitHub" | "a stranger";
export const STRANGER = { id: 666_000_001, name: "loot", owner: { login: "Mallory" } };

/** No value is another valid id: no two objects come to have the same. */
const JUNK: Json[] = [
  ...[null, true, false, -1, 1.5, 1e308, 2 ** 53, "", "x", "../..", "\u0000", "\ud800", "a".repeat(2_000)],
  ...[[], [null], [[[]]], {}, { id: "1" }, { login: 5 }, [{ added: "x" }], "refs/heads/main", "open", "opened"],
];
const KEYS = ["__proto__", "constructor", "toString", "length", "action", "id", "then", "", "\u0000"];
const TOKENS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ",",
  "\\",
  "\\u0000",
  "null",
  "1e999",
  "-",
  "\u0000",
  "🐛",
  "[[[[[[[[",
  "%00",
  "&",
];
const ACTIONS: { [event: string]: string[] } = {
  issues: ["opened", "opened", "opened", "edited", "closed", "labeled", "transferred", "dreamt"],
  issue_comment: ["created", "created", "created", "edited", "deleted"],
  repository: ["renamed", "archived", "deleted", "created"],
  installation: ["deleted", "suspend", "created"],
};
const TASKS = ["issues", "issue_comment"];
const EVENTS = [...Object.keys(ACTIONS), ...TASKS, ...TASKS, ...TASKS, "push", "installation_repositories", "ping"];

/** A payload as GitHub would send it, or as a stranger would. */
export function drawPayload(number: number, sender: Sender, random: Random): { event: string; payload: Json } {
  const event = random.pick(EVENTS);
  const action = random.pick(ACTIONS[event] ?? ["removed"]);
  const issue = { number, id: 1_000_000 + number };
  const payload = payloadOf(event, action, issue) as { [name: string]: Json };
  const own = sender === "a stranger" && {
    ...("repository" in payload && { repository: { ...STRANGER, default_branch: "main" } }),
    installation: { id: STRANGER.id },
  };
  return { event, payload: structuredClone({ ...payload, ...own }) };
}

function payloadOf(event: string, action: string, issue: { number: number; id: number }): object {
  const { number } = issue;
  switch (event) {
    case "issues":
      return issueEvent(action, issue);
    case "issue_comment":
      return commentEvent(action, { id: 2_000_000 + number }, issue);
    case "repository":
      return repositoryEvent(action);
    case "installation":
      return installationEvent(action);
    case "installation_repositories":
      return removedEvent([{ id: 3_000_000 + number, full_name: "Acme/tool" }]);
    case "push":
      return pushEvent([{ added: ["a.md"], modified: [".github/frontdesk.yml"], removed: ["src/a.ts"] }]);
    default:
      return { zen: "Keep it logically awesome.", hook_id: number };
  }
}

function drawJunk(random: Random): Json {
  return structuredClone(random.pick(JUNK));
}

/** Puts something wrong somewhere into the structure. */
function spoilStructure(payload: Json, random: Random): Json {
  if (typeof payload !== "object" || payload === null || random.below(20) === 0) return drawJunk(random);
  const names = Object.keys(payload);
  const name = names.length > 0 ? random.pick(names) : "x";
  const within = payload as { [name: string]: Json };
  switch (random.below(5)) {
    case 0:
      delete within[name];
      return within;
    case 1:
      return Object.fromEntries([...Object.entries(within), [random.pick(KEYS), drawJunk(random)]]);
    case 2:
      within[name] = drawJunk(random);
      return within;
    default:
      within[name] = spoilStructure(within[name] ?? null, random);
      return within;
  }
}

/** Changes a few bytes, or loses or repeats some. The result is never what was given. */
export function spoilBytes(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + 1 + random.below(40));
  const [before, within, behind] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([before, Buffer.from([random.below(256)]), bytes.subarray(at)]);
    case 1:
      return Buffer.concat([before, Buffer.from(random.pick(TOKENS)), bytes.subarray(at)]);
    case 2:
      return within.length > 0 ? Buffer.concat([before, behind]) : Buffer.from("x");
    case 3:
      return Buffer.concat([before, within, within, Buffer.from("x"), behind]);
    case 4:
      return at < bytes.length ? before : Buffer.concat([bytes, Buffer.from("\n")]);
    default:
      return Buffer.concat([before, within.map((byte) => byte ^ (1 + random.below(255))), behind, Buffer.from(" ")]);
  }
}

/** The bytes of a body, spoilt in none, one or some of the ways. */
export function drawBody(payload: Json, isForm: boolean, random: Random): Buffer {
  let wanted = payload;
  for (let times = random.below(4) - 1; times > 0; times--) wanted = spoilStructure(wanted, random);
  const json = JSON.stringify(wanted);
  let body = Buffer.from(isForm ? new URLSearchParams({ payload: json.toWellFormed() }).toString() : json);
  for (let times = random.below(6) - 3; times > 0; times--) body = Buffer.from(spoilBytes(body, random));
  return random.below(100) === 0 ? Buffer.from(json, "utf16le") : body;
}
