import { isJson } from "./contents.ts";
import { invalid } from "./refusal.ts";
import type { Schema } from "./schema.ts";

/** What would be said under this name, if there is something to say. */
export type Wish = (name: string, schema: Schema) => unknown;

const DEEPEST = 40;
const SAMPLES: { [format: string]: string } = {
  "date-time": "2026-01-01T00:00:00Z",
  date: "2026-01-01",
  time: "00:00:00Z",
  email: "someone@example.com",
  uri: "https://example.com/",
  uuid: "00000000-0000-4000-8000-000000000000",
};

/** A value that fits the schema, and comes as close to what is wished for as it can. */
export function fillSchema(schema: Schema, wish: Wish, wanted?: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw invalid("The specified schema has too many nested requirements.");
  if (schema.nullable && (wanted === undefined || wanted === null)) return null;
  if (schema.anyOf.length) {
    const option = schema.anyOf.find((one) => suits(one, wanted)) ?? schema.anyOf[0];
    return option && fillSchema(option, wish, wanted, depth + 1);
  }
  if (schema.values) return pick(schema.values, wanted);
  switch (schema.type) {
    case "object":
      return fillObject(schema, wish, wanted, depth);
    case "array":
      return fillArray(schema, wish, wanted, depth);
    case "number":
    case "integer": {
      const number = Number(wanted ?? schema.least ?? 0);
      const whole = schema.type === "integer" ? Math.round(number) : number;
      return Math.min(Math.max(Number.isNaN(whole) ? 0 : whole, schema.least ?? whole), schema.most ?? whole);
    }
    case "boolean":
      return typeof wanted === "boolean" ? wanted : Boolean(Array.isArray(wanted) ? wanted.length : wanted);
    case "null":
      return null;
    case "string":
      return fillString(schema, wanted);
    default:
      return wanted ?? {};
  }
}

function fillObject(schema: Schema, wish: Wish, wanted: unknown, depth: number): unknown {
  const given = isJson(wanted) ? wanted : {};
  if (!schema.properties.size) return given;
  const filled: [string, unknown][] = [];
  for (const [name, read] of schema.properties) {
    if (!schema.required.includes(name) && depth >= DEEPEST / 4) continue;
    const property = read();
    const value = Object.hasOwn(given, name) ? given[name] : wish(name, property);
    if (value === undefined && !schema.required.includes(name)) continue;
    filled.push([name, fillSchema(property, wish, value, depth + 1)]);
  }
  return Object.fromEntries(filled);
}

function fillArray({ items, least = 0, most }: Schema, wish: Wish, wanted: unknown, depth: number): unknown[] {
  const schema = items?.();
  const given = Array.isArray(wanted) ? wanted : wanted === undefined || wanted === null ? [] : [wanted];
  if (!schema) return given.slice(0, most);
  const fitting = given.filter((item) => !schema.values || same(schema.values, item) !== undefined);
  const filled = fitting.map((item) => fillSchema(schema, wish, item, depth + 1)).slice(0, most);
  const unused = schema.values?.filter((value) => !filled.includes(value)) ?? [];
  while (filled.length < least) filled.push(fillSchema(schema, wish, unused.shift(), depth + 1));
  return filled;
}

function fillString({ format, least = 0, most }: Schema, wanted: unknown): string {
  const text = wanted === undefined ? (SAMPLES[format ?? ""] ?? "None.") : asText(wanted);
  return text.padEnd(least, ".").slice(0, most);
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return Array.isArray(value) ? value.map(asText).join(", ") : JSON.stringify(value);
}

function pick(values: unknown[], wanted: unknown): unknown {
  const list = Array.isArray(wanted) ? wanted : [wanted];
  return list.map((one) => same(values, one)).find((value) => value !== undefined) ?? values[0];
}

/** The allowed value that is meant, however it is written. */
function same(values: unknown[], wanted: unknown): unknown {
  const plain = (value: unknown) =>
    String(value)
      .toLowerCase()
      .replace(/[\s_-]+/g, "");
  return values.find((value) => value === wanted) ?? values.find((value) => plain(value) === plain(wanted));
}

function suits({ type, values, properties }: Schema, wanted: unknown): boolean {
  if (values) return same(values, wanted) !== undefined;
  if (type === "array") return Array.isArray(wanted);
  if (type === "object") return isJson(wanted) && Object.keys(wanted).some((name) => properties.has(name));
  return type === (type === "integer" ? typeof wanted === "number" && "integer" : typeof wanted);
}
