import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { commandLine } from "./command-line.ts";
import { EXIT } from "./ending.ts";
import type { Terminal } from "./terminal.ts";

/** `pnpm frontdesk`: the console, for a terminal and for scripts. */

const { stdin, stdout, stderr } = process;

const terminal: Terminal = {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  isInteractive: stdin.isTTY === true && stderr.isTTY === true,
  colours: stdout.isTTY === true && stdout.hasColors() && !process.env.NO_COLOR,
  async ask(question) {
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      return await lines.question(question);
    } catch (error) {
      // By Ctrl-C or Ctrl-D: that is no yes.
      if (error instanceof Error && error.name === "AbortError") return "";
      throw error;
    } finally {
      lines.close();
    }
  },
};

// Whoever reads our output may go first, as in `| head`.
stdout.on("error", () => process.exit(EXIT.ok));

const place = { file: resolve(".env"), surroundings: process.env };
process.exitCode = await commandLine(process.argv.slice(2), place, terminal);
