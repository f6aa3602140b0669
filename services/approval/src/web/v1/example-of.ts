/** As much of JSON Schema as our own descriptions use. */
export type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  properties?: { [name: string]: Schema };
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  format?: string;
  minimum?: number;
  default?: unknown;
  example?: unknown;
  examples?: unknown[];
  description?: string;
};

/** Something that fits the schema, for people to see what it looks like. */
export function exampleOf(schema: Schema, named: (ref: string) => Schema): unknown {
  if (schema.$ref !== undefined) return exampleOf(named(schema.$ref), named);
  const given = schema.example ?? schema.examples?.[0] ?? schema.const ?? schema.default ?? schema.enum?.[0];
  if (given !== undefined) return given;
  const [alternative] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (alternative) return exampleOf(alternative, named);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [name, exampleOf(property, named)]),
      );
    case "array":
      return schema.items ? [exampleOf(schema.items, named)] : [];
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 1, 1);
    case "boolean":
      return true;
    case "string":
      return FORMATS[schema.format ?? ""] ?? "…";
    default:
      return null;
  }
}

const FORMATS: { [format: string]: string } = {
  "date-time": "2026-03-02T09:00:00.000Z",
  uri: "https://github.com/acme/webapp/issues/42#issuecomment-1",
};
