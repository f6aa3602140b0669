import { invalid } from "./refusal.ts";

export type Content = { role: "user" | "model"; text: string };
export type Json = { [name: string]: unknown };

export function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One content. Only text is understood; whatever else a part holds counts as its JSON. */
export function readContent(value: unknown, at: string): Content {
  if (!isJson(value))
    throw invalid(`Invalid value at '${at}' (type.googleapis.com/google.ai.generativelanguage.Content)`);
  const { role = "user", parts } = value;
  if (role !== "user" && role !== "model") throw invalid("Please use a valid role: user, model.");
  if (!Array.isArray(parts) || !parts.length) {
    throw invalid(`* GenerateContentRequest.${at}.parts: contents.parts must not be empty.`);
  }
  const texts = parts.map((part: unknown, index) => {
    if (!isJson(part)) throw invalid(`Invalid value at '${at}.parts[${index}]' (oneof data)`);
    if (part.text !== undefined && typeof part.text !== "string") {
      throw invalid(`Invalid value at '${at}.parts[${index}].text' (TYPE_STRING), ${JSON.stringify(part.text)}`);
    }
    return part.text ?? JSON.stringify(part);
  });
  return { role, text: texts.join("\n") };
}

export function readContents(value: unknown): Content[] {
  if (value === undefined) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.map((content: unknown, index) => readContent(content, `contents[${index}]`));
}

export function readSystem(value: unknown): string {
  return value === undefined ? "" : readContent(value, "system_instruction").text;
}

/** All text of a body, however broken it is: for matching, and to tell what was asked. */
export function textsIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(textsIn).filter(Boolean).join("\n\n");
  if (!isJson(value)) return "";
  if (typeof value.text === "string") return value.text;
  return Object.values(value).map(textsIn).filter(Boolean).join("\n\n");
}

/** Google's servers refuse what they don't know, and say its name. */
export function checkNames(value: Json, known: readonly string[], at = ""): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const where = at && ` at '${at}'`;
  throw invalid(`Invalid JSON payload received. Unknown name "${unknown}"${where}: Cannot find field.`);
}
