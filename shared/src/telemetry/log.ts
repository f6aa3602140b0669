import winston from "winston";
import Transport from "winston-transport";
import { currentContext } from "./context.ts";
import type { Entry, Level } from "./entry.ts";
import { jsonLine } from "./json-line.ts";
import { plainEntry } from "./plain-entry.ts";
import { prettyLine } from "./pretty-line.ts";

/** What a line itself says can't be a field of it. What the line is about comes from `withContext`. */
type Reserved = "severity" | "message" | "time" | "task_id" | "trace" | "service" | "event";

/** Anything may be a value: errors are written with their causes, secrets masked, what is too long is cut. */
export type Fields = { [name: string]: unknown } & { [name in Reserved]?: never };

type Write = (message: string, fields?: Fields) => void;

/** Writing a line never fails and never throws. */
export type Log = {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  /** An error that a person must see: monitoring pages on `alert: true`. */
  alert: Write;
};

/** An object a line for machines, or a line that a person can read. To stdout, unless `write` says otherwise. */
export function createLogger(options: {
  service: string;
  format: "json" | "pretty";
  level?: Level;
  write?: (line: string) => void;
}): Log {
  const { service, format, level = "info", write = toStdout } = options;
  // Node's own answer, which honours NO_COLOR.
  const colours = write === toStdout && process.stdout.isTTY && process.stdout.hasColors();
  const render = format === "json" ? jsonLine : (entry: Entry) => prettyLine(entry, { colours });
  const transport = new Transport({
    log(entry: Entry, written: () => void) {
      write(render(entry));
      written();
    },
  });
  return logTo(transport, { service, level });
}

/** A log that hands its entries (`Entry`) to any winston transport. */
export function logTo(transport: Transport, { service, level }: { service: string; level: Level }): Log {
  surviveClosedStdout();
  const logger = winston.createLogger({ levels: LEVELS, level, format: asItIs, transports: [transport] });
  // A transport that can't write must not end the work that it reports on, and there is nowhere left to say so.
  logger.on("error", () => undefined);
  const at =
    (level: Level, alert?: { alert: true }): Write =>
    (message, given = {}) => {
      if (!logger.isLevelEnabled(level)) return;
      const context = { service, ...currentContext() };
      const plain = plainEntry(message, given);
      const fields = { ...plain.fields, ...alert };
      logger.log({ level, message: plain.message, time: new Date(), context, fields } satisfies Entry);
    };
  return {
    debug: at("debug"),
    info: at("info"),
    warn: at("warn"),
    error: at("error"),
    alert: at("error", { alert: true }),
  };
}

const LEVELS: Record<Level, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** Winston's own default would make JSON of every entry, and throw it away. */
const asItIs = winston.format((entry) => entry)();

let unwritten = "";

/** What is logged in one turn of the event loop is written at once: each write to a pipe or a file holds the process up. */
function toStdout(line: string): void {
  if (unwritten === "") setImmediate(flush);
  unwritten += line;
}

function flush(): void {
  const lines = unwritten;
  unwritten = "";
  if (lines !== "") process.stdout.write(lines);
}

/** Whoever reads our output may go first (`| head`). That is no reason to stop working. */
function surviveClosedStdout(): void {
  if (process.stdout.listeners("error").includes(ignore)) return;
  process.stdout.on("error", ignore);
  // However the process ends by itself, its last lines are the ones that are needed.
  process.on("exit", flush);
}

function ignore(): void {}
