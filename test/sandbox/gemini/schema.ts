import { isJson, type Json } from "./contents.ts";
import { invalid } from "./refusal.ts";

/** JSON Schema as zod writes it, and Google's own `Schema`: what both can say, in one form. */
export type Schema = {
  type: string | undefined;
  nullable: boolean;
  values: unknown[] | undefined;
  anyOf: Schema[];
  properties: Map<string, () => Schema>;
  required: string[];
  items: (() => Schema) | undefined;
  /** The least and the most: items, characters, or the number itself. */
  least: number | undefined;
  most: number | undefined;
  format: string | undefined;
};

const DEEPEST = 64;

export function readSchema(value: unknown, root: unknown = value, depth = 0): Schema {
  if (!isJson(value)) throw invalid("Invalid value at 'generation_config.response_schema'");
  if (depth > DEEPEST) throw invalid("The specified schema produces a constraint that is too deep.");
  const given = resolve(value, root);
  const read = (part: unknown) => readSchema(part, root, depth + 1);
  const named = (Array.isArray(given.type) ? given.type : [given.type]).map((type) => String(type).toLowerCase());
  const options = [given.anyOf, given.oneOf].find(Array.isArray)?.map(read) ?? [];
  const isNull = ({ type, values }: Schema) => type === "null" || (values?.length === 1 && values[0] === null);
  const type = named.find((name) => name !== "null" && name !== "undefined") ?? typeFrom(given);
  const values = Array.isArray(given.enum) ? given.enum : "const" in given ? [given.const] : undefined;
  return {
    type: type ?? (named.includes("null") ? "null" : undefined),
    nullable: given.nullable === true || (named.includes("null") && named.length > 1) || options.some(isNull),
    values,
    anyOf: options.filter((option) => !isNull(option)),
    properties: new Map(
      Object.entries(isJson(given.properties) ? given.properties : {}).map(([name, part]) => [name, () => read(part)]),
    ),
    required: Array.isArray(given.required) ? given.required.map(String) : [],
    items: given.items === undefined ? undefined : () => read(given.items),
    least: least(given),
    most: most(given),
    format: typeof given.format === "string" ? given.format : undefined,
  };
}

function resolve(value: Json, root: unknown): Json {
  const { $ref, allOf, ...rest } = value;
  let parts: unknown[] = Array.isArray(allOf) ? allOf : [];
  if (typeof $ref === "string") {
    const found = $ref
      .replace(/^#\/?/, "")
      .split("/")
      .filter(Boolean)
      .reduce<unknown>(
        (at, name) => (isJson(at) ? at[name.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined),
        root,
      );
    if (!isJson(found)) throw invalid(`Invalid reference in the response schema: ${$ref}`);
    parts = [found, ...parts];
  }
  if (!parts.length) return value;
  const all = [...parts.filter(isJson).map((part) => resolve(part, root)), rest];
  const properties = Object.assign({}, ...all.map((part) => part.properties));
  const required = all.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
  return Object.assign({}, ...all, { properties, required });
}

function typeFrom(given: Json): string | undefined {
  if (given.properties) return "object";
  return given.items ? "array" : undefined;
}

function least(given: Json): number | undefined {
  const exclusive = number(given.exclusiveMinimum);
  if (exclusive !== undefined) return String(given.type) === "integer" ? exclusive + 1 : exclusive + 1e-6;
  return number(given.minimum) ?? number(given.minItems) ?? number(given.minLength);
}

function most(given: Json): number | undefined {
  const exclusive = number(given.exclusiveMaximum);
  if (exclusive !== undefined) return String(given.type) === "integer" ? exclusive - 1 : exclusive - 1e-6;
  return number(given.maximum) ?? number(given.maxItems) ?? number(given.maxLength);
}

/** Google writes 64-bit numbers as strings. */
function number(value: unknown): number | undefined {
  return value === undefined || Number.isNaN(Number(value)) ? undefined : Number(value);
}
