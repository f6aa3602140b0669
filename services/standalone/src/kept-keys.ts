import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Unusable } from "@frontdesk/shared/domain/errors";

/** What decisions and sessions are signed with. */
export type Keys = { decisionKey: string; sessionKey: string };

const SHORTEST = 32;

/**
 * The keys that this data folder has, made when it has none: on one machine nobody else has to know them. They stay, so that
 * who was signed in still is after a restart, and what was approved still counts. Only whoever has the folder's database asks.
 */
export function keptKeys(folder: string): Keys {
  const file = join(folder, "keys.json");
  if (!existsSync(file)) {
    const made = { decisionKey: randomKey(), sessionKey: randomKey() } satisfies Keys;
    writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600, flag: "wx", flush: true });
  }
  chmodSync(file, 0o600);
  const keys = parsed(readFileSync(file, "utf8"));
  if (keys) return keys;
  throw new Unusable(
    `${file} has no keys in it. Put back what was there, or delete it: then everybody has to sign in again, and what was approved but not posted has to be approved again.`,
  );
}

function parsed(text: string): Keys | undefined {
  try {
    const { decisionKey, sessionKey } = JSON.parse(text) as Partial<Keys>;
    const isKey = (key: unknown): key is string => typeof key === "string" && key.length >= SHORTEST;
    return isKey(decisionKey) && isKey(sessionKey) ? { decisionKey, sessionKey } : undefined;
  } catch {
    return undefined;
  }
}

function randomKey(): string {
  return randomBytes(32).toString("base64url");
}
