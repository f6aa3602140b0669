import { Timestamp } from "@google-cloud/firestore";
import type { z } from "zod";
import { Unusable } from "../../domain/errors.ts";

/** Firestore knows no list directly in a list; such a one is kept as a map of this one key. */
const LIST = "[list]";

/** The value as a document can hold it. What is undefined is left out, and half a character becomes U+FFFD: Firestore takes UTF-8 alone. */
export function toStored(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed();
  if (Array.isArray(value)) return value.map((one) => (Array.isArray(one) ? { [LIST]: toStored(one) } : toStored(one)));
  return isMap(value) ? mapValues(value, toStored) : value;
}

/** The value as it was: times are a `Date` again. */
export function fromStored(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(fromStored);
  if (!isMap(value)) return value;
  return LIST in value ? fromStored(value[LIST]) : mapValues(value, fromStored);
}

/** What stands in a document, as its schema has it. A document that doesn't fit is somebody else's work, and needs a person. */
export function parseStored<T>(schema: z.ZodType<T>, stored: unknown, path: string): T {
  const parsed = schema.safeParse(fromStored(stored));
  if (parsed.success) return parsed.data;
  throw new Unusable(`the document ${path} can't be read: ${parsed.error.message}`, { cause: parsed.error });
}

/** A key as the name of a document, still readable: names have no slash, and some beginnings are Firestore's own. */
export function documentName(key: string): string {
  return key.replaceAll(/[%/]/g, encodeURIComponent).replace(/^[._]/, (first) => (first === "." ? "%2E" : "%5F"));
}

export function keyOf(name: string): string {
  return decodeURIComponent(name);
}

function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function mapValues(map: Record<string, unknown>, change: (value: unknown) => unknown): Record<string, unknown> {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, change(value)]));
}
