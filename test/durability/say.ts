import { writeSync } from "node:fs";

const NAP = new Int32Array(new SharedArrayBuffer(4));

/** Prints a line that is out when this returns: what was said before a SIGKILL has been said. */
export function say(line: string): void {
  let left = Buffer.from(`${line}\n`);
  while (left.length > 0) left = left.subarray(written(left));
}

/** A pipe that is full takes nothing until somebody has read from it. */
function written(bytes: Buffer): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    Atomics.wait(NAP, 0, 0, 1);
    return 0;
  }
}
