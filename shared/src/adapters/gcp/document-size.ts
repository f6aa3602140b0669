import { FieldValue } from "@google-cloud/firestore";

/** What one document may weigh, by Firestore's own count. A single value may weigh a little less than a whole document, so it is that. */
export const MOST_BYTES = 1_048_487;

/** https://firebase.google.com/docs/firestore/storage-size */
export function documentBytes(path: string, data: Record<string, unknown>): number {
  const name = path.split("/").reduce((sum, part) => sum + textBytes(part), 16);
  return name + mapBytes(data);
}

export function textBytes(text: string): number {
  return Buffer.byteLength(text) + 1;
}

/** The text in at most so many bytes, with a word at the end that says so. */
export function cutToBytes(text: string, most: number): string {
  if (textBytes(text) <= most) return text;
  const note = `… (cut: it has ${text.length} characters)`;
  const bytes = Buffer.from(text);
  let end = Math.max(0, most - textBytes(note));
  // Never in the middle of a character: its other bytes all begin with 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return `${bytes.toString("utf8", 0, end)}${note}`;
}

function mapBytes(map: Record<string, unknown>): number {
  return Object.entries(map).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 32);
}

function valueBytes(value: unknown): number {
  if (typeof value === "string") return textBytes(value);
  if (typeof value === "boolean" || value === null) return 1;
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + valueBytes(one), 0);
  const isMap = typeof value === "object" && !(value instanceof Date) && !(value instanceof FieldValue);
  return isMap ? mapBytes(value as Record<string, unknown>) : 8;
}
