import { writeSync } from "node:fs";

/** Prints a line that is out when this returns: what was said before a SIGKILL has been said. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}
