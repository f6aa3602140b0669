import type { Random } from "../contract/random.ts";

/** As much of an OpenAPI document as is drawn from, and checked against. */
export type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: { [name: string]: Schema };
  required?: string[];
  items?: Schema;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  $ref?: string;
};
type Content = { [type: string]: { schema: Schema } };
export type Operation = {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Content };
  responses: { [status: string]: { content?: Content } };
};
export type Document = {
  paths: { [path: string]: { [method: string]: Operation } };
  components: { schemas: { [name: string]: Schema } };
};

export type Drawn = { operation: Operation; method: string; path: string; init: RequestInit };

/** What a request may name that is really there: ids, digests, cursors, as answers have told them. */
export type Known = Map<string, string[]>;

const ODD = [
  ...["", " ", "0", "-1", "1e9", "null", "undefined", "NaN", "true", "[object Object]", "__proto__", "constructor"],
  ...[
    "%00",
    "\u0000",
    "..",
    "../../etc/passwd",
    "'; DROP TABLE tasks; --",
    "<script>",
    "\ud800",
    "日本語 🐛",
    "a".repeat(400),
  ],
  ...["acme.webapp.42.opened", "Acme/Webapp-1#1", "#1", "1", "acme/webapp", "received,received", "24h", "\r\nx: y"],
];

/** A request that the document allows, or nearly. */
export function drawRequest(document: Document, known: Known, random: Random): Drawn {
  const path = random.pick(Object.keys(document.paths));
  const method = random.pick(Object.keys(document.paths[path] ?? {}));
  const operation = document.paths[path]?.[method] as Operation;
  const query: string[] = [];
  const headers: Record<string, string> = {};
  let filled = path;
  for (const { name, in: where, required, schema } of operation.parameters ?? []) {
    if (!required && random.below(3) > 0) continue;
    const drawn = drawText(name, schema, known, random);
    if (where === "path") filled = filled.replace(`{${name}}`, inPath(drawn));
    else if (where === "query") query.push(`${name}=${encoded(drawn)}`);
    else headers[name] = drawn.replaceAll(/[^\x21-\x7e]/g, "") || "x";
  }
  if (random.below(20) === 0) query.push(`${encoded(random.pick(ODD))}=${encoded(random.pick(ODD))}`);
  if (random.below(10) === 0)
    headers["if-none-match"] = random.pick(["*", '"x"', random.pick(known.get("etag") ?? ["*"])]);
  const init: RequestInit = { method: method.toUpperCase(), headers };
  const body = operation.requestBody?.content["application/json"]?.schema;
  if (body) {
    headers["content-type"] =
      random.below(25) === 0 ? random.pick(["text/plain", "application/xml"]) : "application/json";
    const text = JSON.stringify(draw(body, "", document, known, random)) ?? "";
    init.body = random.below(25) === 0 ? text.slice(0, random.below(text.length + 1)) : text;
  }
  return { operation, method, path: query.length > 0 ? `${filled}?${query.join("&")}` : filled, init };
}

function draw(schema: Schema, name: string, document: Document, known: Known, random: Random): unknown {
  const again = (one: Schema, of = name) => draw(one, of, document, known, random);
  if (schema.$ref) return again(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {});
  if (random.below(40) === 0) return random.pick([null, 0, -1, 1.5, "", [], {}, true, ...ODD]);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return again(random.pick(alternatives));
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum);
  switch (schema.type) {
    case "object": {
      const drawn: { [name: string]: unknown } = {};
      for (const [property, of] of Object.entries(schema.properties ?? {})) {
        const isNeeded = schema.required?.includes(property) ?? false;
        if (random.below(isNeeded ? 30 : 2) > 0 || (isNeeded && random.below(2))) drawn[property] = again(of, property);
      }
      if (random.below(30) === 0) drawn[random.pick(ODD)] = 1;
      return drawn;
    }
    case "array":
      return Array.from({ length: random.below(4) }, () => again(schema.items ?? {}));
    case "integer":
    case "number":
      return random.pick([0, 1, 2, 3, -1, 2 ** 53, 1.5]);
    case "boolean":
      return random.below(2) === 0;
    default:
      return drawText(name, schema, known, random);
  }
}

function drawText(name: string, schema: Schema, known: Known, random: Random): string {
  const there = known.get(name) ?? [];
  const choice = random.below(10);
  if (choice < 6 && there.length > 0) return random.pick(there);
  if (choice < 8 && schema.enum) return String(random.pick(schema.enum));
  if (choice < 8 && schema.type === "integer") return String(random.below(60));
  return random.pick(ODD);
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Dots alone would be taken away with what stands before them, by whoever sends it. */
function inPath(text: string): string {
  return /^\.{0,2}$/.test(text) ? "-" : encoded(text);
}
