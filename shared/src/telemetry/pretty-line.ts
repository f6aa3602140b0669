import { styleText } from "node:util";
import type { Entry } from "./entry.ts";

const COLOURS = { DEBUG: "gray", INFO: "green", WARN: "yellow", ERROR: "red", ALERT: ["bold", "red"] } as const;

/** What moves a terminal's cursor or turns its text around. Issue titles are strangers' texts. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** For a person at a terminal: one line, and the stacks of its errors below it. */
export function prettyLine(entry: Entry, { colours }: { colours: boolean }): string {
  const { level, message, time, context } = entry;
  const { alert, ...fields } = entry.fields;
  const label = alert === true ? "ALERT" : (level.toUpperCase() as Uppercase<typeof level>);
  const said = Object.entries(fields).map(([name, value]) => `${name}=${brief(value)}`);
  const task = context.taskId === undefined ? [] : [context.taskId];
  const parts = [...task, message, ...said].map(harmless);
  const line = [clock(time), coloured(label.padEnd(5), label, colours), context.service.padEnd(8), ...parts].join(" ");
  const stacks = Object.values(fields).flatMap((value) => stackLines(value));
  return [line, ...stacks.map((text) => `    ${harmless(text)}`), ""].join("\n");
}

function clock(time: Date): string {
  return `${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

function coloured(text: string, label: keyof typeof COLOURS, colours: boolean): string {
  return colours ? styleText([COLOURS[label]].flat(), text, { validateStream: false }) : text;
}

/** An error's message and what a library added to it (a code, a status). Its stack comes below. */
function brief(value: unknown): string {
  if (isError(value)) {
    const { name, message, stack, cause, ...more } = value;
    return [message, ...(Object.keys(more).length === 0 ? [] : [more])].map((part) => JSON.stringify(part)).join(" ");
  }
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}

/** The stack of an error, then those of its causes. */
function stackLines(value: unknown): string[] {
  if (!isError(value)) return [];
  const [first, ...others] = stackLines(value.cause);
  return [...value.stack.split("\n"), ...(first === undefined ? [] : [`caused by ${first}`, ...others])];
}

function isError(value: unknown): value is { name?: unknown; message?: unknown; stack: string; cause?: unknown } {
  return typeof value === "object" && value !== null && "stack" in value && typeof value.stack === "string";
}

function harmless(text: string): string {
  return text.replace(CONTROLS, (control) => {
    if (control === "\n") return "\\n";
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
