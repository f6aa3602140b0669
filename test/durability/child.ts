import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export type Child = {
  /** What it has printed so far, whole lines only. */
  lines: readonly string[];
  /** The first line, printed or yet to be printed, that starts so. Rejects if the child ends without it. */
  line(start: string): Promise<string>;
  /** Calls back at every line from now on. */
  onLine(listener: (line: string) => void): void;
  /** Resolves when it has ended and all that it printed has arrived. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  send(signal: NodeJS.Signals): void;
};

/** A process of our own, on this very Node. It doesn't outlive the test. */
export function startChild(
  entry: URL,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  more: { cwd?: string } = {},
): Child {
  const child = spawn(process.execPath, [fileURLToPath(entry), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    ...more,
  });
  const lines: string[] = [];
  const listeners = new Set<(line: string) => void>();
  let rest = "";
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      lines.push(line);
      for (const listener of listeners) listener(line);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal }));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return {
    lines,
    ended,
    async line(start) {
      const { promise: found, resolve } = Promise.withResolvers<string>();
      const look = (line: string) => line.startsWith(start) && resolve(line);
      lines.forEach(look);
      listeners.add(look);
      const failed = ended.then(({ code, signal }) => {
        throw new Error(
          `the child ended (${code ?? signal}) without "${start}":\n${lines.slice(-5).join("\n")}\n${errors}`,
        );
      });
      try {
        return await Promise.race([found, failed]);
      } finally {
        listeners.delete(look);
      }
    },
    onLine: (listener) => void listeners.add(listener),
    send: (signal) => void child.kill(signal),
  };
}
