import { createHash } from "node:crypto";

/** A number from 0 up to 1 that is the same for the same text, and elsewhere for the next: what keeps many from coming back at once. */
export function spread(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE() / 2 ** 32;
}
