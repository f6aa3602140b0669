import { readFileSync, writeFileSync } from "node:fs";
import { InUse } from "@frontdesk/shared/adapters/sqlite/open-file";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { takenPort } from "./on-port.ts";

/** Why it did not start, where people can do something about it; undefined for a bug. */
export function sayWhy(error: unknown): string | undefined {
  if (error instanceof InUse) {
    const where = addressOf(error.file);
    const at = where === undefined ? "" : `, at ${where}`;
    return `Frontdesk runs already${at}: it has ${error.file}. Stop that one, or give this one a folder of its own by FRONTDESK_DATA.`;
  }
  return error instanceof Unusable || takenPort(error) !== undefined ? (error as Error).message : undefined;
}

/** Tells whoever wants the same file where the one is that has it. It stays when that one is gone: then nobody reads it. */
export function leaveAddress(file: string, url: string): void {
  writeFileSync(addressFile(file), `${url}\n`, { mode: 0o600 });
}

function addressOf(file: string): string | undefined {
  try {
    return readFileSync(addressFile(file), "utf8").trim();
  } catch {
    return undefined;
  }
}

function addressFile(file: string): string {
  return `${file}.url`;
}
