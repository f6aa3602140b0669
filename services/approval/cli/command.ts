import type { ParseArgsConfig } from "node:util";
import type { Client } from "./client.ts";
import type { Checks } from "./doctor.ts";
import type { SessionFile } from "./session-file.ts";
import type { Terminal } from "./terminal.ts";

export type Given = {
  /** What stands behind the command's name. */
  words: readonly string[];
  option(name: string): string | undefined;
  options(name: string): readonly string[];
  has(name: string): boolean;
};

export type Surroundings = {
  client: Client;
  sessions: SessionFile;
  terminal: Terminal;
  checks: Checks;
  now: () => Date;
};

/** `data` is what `--json` prints; `text` is for people. `failed`: it came to its end, and what it found is not well. */
export type Outcome = { data: unknown; text: string; failed?: boolean };

export type Command = {
  /** How it is given. */
  usage: string;
  summary: string;
  about?: string;
  examples: readonly string[];
  options?: NonNullable<ParseArgsConfig["options"]>;
  /** How many words it takes. */
  words: readonly [least: number, most: number];
  run(given: Given, surroundings: Surroundings): Promise<Outcome>;
};
