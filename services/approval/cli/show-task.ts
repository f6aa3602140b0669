import type { CallRow, CallShown, TaskRow, TaskShown } from "../src/api/task-shown.ts";
import { harmless, inLine, type Style, styled, type Terminal } from "./terminal.ts";

type Look = Pick<Terminal, "colours">;

const COLOUR_OF: { [state: string]: Style } = {
  awaiting_approval: "warn",
  parked: "bad",
  posted: "good",
  approved: "good",
  posting: "good",
};

export function showList(tasks: readonly TaskRow[], now: Date, look: Look): string {
  if (tasks.length === 0) return "No task.\n";
  const width = Math.max(...tasks.map(({ id }) => id.length));
  return tasks
    .map((task) => {
      const state = styled(COLOUR_OF[task.state] ?? "dim", task.state.padEnd(17), look);
      return `${state} ${inLine(task.id).padEnd(width)}  ${ago(task.updatedAt, now).padStart(5)}  ${inLine(task.title).slice(0, 80)}\n`;
    })
    .join("");
}

export function showTask(task: TaskShown, now: Date, look: Look): string {
  const lines = [
    styled("bold", inLine(task.title), look),
    `${task.repo}#${task.issue}, by ${inLine(task.author)}${task.byMaintainer ? ", a maintainer" : ""}  ${task.content.url}`,
    "",
    row("task", inLine(task.id)),
    row("state", `${styled(COLOUR_OF[task.state] ?? "bold", task.state, look)}: ${inLine(task.why)}`),
    row("since", `${moment(task.updatedAt)} (${ago(task.updatedAt, now)} ago)`),
    ...(task.kind
      ? [
          row(
            "sorted",
            `${task.kind}, ${Math.round((task.confidence ?? 0) * 100)} % sure: ${inLine(task.summary ?? "")}`,
          ),
        ]
      : []),
    ...(task.deadline ? [row("until", moment(task.deadline))] : []),
    ...(task.decision
      ? [row("decided", `${task.decision.verdict} by ${inLine(task.decision.by)}, ${moment(task.decision.at)}`)]
      : []),
    ...(task.comment ? [row("comment", inLine(task.comment.url))] : []),
    row("cost", dollars(task.costMicros)),
    ...(task.may.length > 0 ? [row("you may", task.may.join(", "))] : []),
  ];
  return `${lines.join("\n")}\n${task.plan ? `\n${showDraft(task, look)}` : ""}`;
}

/** The draft to the last byte, and what is to be known of it before somebody agrees. */
export function showDraft({ plan, differs }: TaskShown, look: Look): string {
  if (!plan) return "There is no draft.\n";
  const body = harmless(plan.body)
    .split("\n")
    .map((line) => `  ${styled("dim", "│", look)} ${line}`)
    .join("\n");
  return `${[
    styled("bold", `Draft ${plan.revision}, ${plan.bytes} bytes`, look),
    body,
    ...(plan.labels.length > 0 ? [row("labels", plan.labels.map(inLine).join(", "))] : []),
    ...plan.citations.map(({ path, fromLine, toLine }) =>
      row("cites", `${inLine(path)}, lines ${fromLine} to ${toLine}`),
    ),
    ...plan.unverified.map((text) => row(styled("warn", "no source", look), inLine(text))),
    ...plan.removed.map((text) => row("removed", inLine(text))),
    ...(plan.spared === undefined ? [] : [row("spared", inLine(plan.spared))]),
    ...(differs ? [styled("warn", "The issue has changed since this was drafted: compare.", look)] : []),
    row("digest", plan.digest),
  ].join("\n")}\n`;
}

/** The whole story: every transition and every call, in the order in which they happened. */
export function showTrace(task: TaskShown, texts: readonly CallShown[], now: Date, look: Look): string {
  const begin = new Date(task.createdAt).getTime();
  const told = [
    ...task.history.map((entry) => ({
      at: entry.at,
      order: entry.version,
      text: `${entry.from === entry.to ? entry.transition : `${entry.from} → ${styled("bold", entry.to, look)}`}  ${inLine(entry.why)}  ${styled("dim", `${entry.transition} by ${inLine(entry.by)}`, look)}`,
    })),
    ...task.calls.map((call) => ({
      at: call.at,
      order: 0,
      text: callLine(call, look) + callTexts(texts.find(({ id }) => id === call.id)),
    })),
  ].sort((one, other) => one.at.localeCompare(other.at) || one.order - other.order);
  let before = begin;
  const lines = told.map(({ at, text }) => {
    const time = new Date(at).getTime();
    const took = time - before;
    before = time;
    return `${moment(at)}  ${`+${lasted(took)}`.padStart(9)}  ${text}`;
  });
  const whole = before - begin;
  const footer = `${lasted(whole)} from the webhook to the last line; ${task.calls.length} calls, ${dollars(task.costMicros)}; trace ${task.traceId}, delivery ${inLine(task.deliveryId)}`;
  return `${showTask({ ...task, plan: undefined }, now, look)}\n${lines.join("\n")}\n\n${styled("dim", footer, look)}\n${task.plan ? `\n${showDraft(task, look)}` : ""}`;
}

function callLine(call: CallRow, look: Look): string {
  const { input, cached, output, thoughts } = call.tokens;
  const ended = call.finished ? "answered" : styled("bad", call.ended ?? "did not answer", look);
  const tokens = `${input} tokens in (${cached} from cache), ${output} out, ${thoughts} thought`;
  const why = call.why === undefined ? "" : `: ${inLine(call.why)}`;
  return `${call.step}${call.purpose === undefined ? "" : `, ${inLine(call.purpose)}`}: ${inLine(call.modelVersion ?? call.model)} ${ended}${why} in ${lasted(call.latencyMs)}; ${tokens}; ${dollars(call.costMicros)}${call.attempt > 1 ? `; attempt ${call.attempt}` : ""}`;
}

function callTexts(call: CallShown | undefined): string {
  if (!call) return "";
  const block = (name: string, text: string) => `\n    ── ${name}\n${indented(harmless(text))}`;
  return [
    ...(call.rules === undefined ? [] : [block("rules", call.rules)]),
    ...call.material.map(({ key, text }) => block(inLine(key), text)),
    block("prompt", call.prompt),
    block("response", call.response),
    "\n",
  ].join("");
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(9)} ${value}`;
}

function moment(iso: string): string {
  return iso.replace("T", " ").replace(/\.\d+Z$/, "Z");
}

function dollars(micros: number): string {
  return `$${(micros / 1e6).toFixed(micros === 0 || micros >= 1e6 ? 2 : micros < 10_000 ? 5 : 4)}`;
}

function ago(iso: string, now: Date): string {
  return lasted(Math.max(0, now.getTime() - new Date(iso).getTime()));
}

function lasted(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 120) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}
