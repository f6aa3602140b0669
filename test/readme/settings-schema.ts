import { settingsJsonSchema } from "@frontdesk/shared/domain/repo-settings";

export const SETTINGS_SCHEMA = new URL("../../shared/frontdesk.schema.json", import.meta.url);

/** A list of mere values on one line, as the formatter has it. */
const LIST = /\[\n\s+([^[\]{}]*?)\n\s+\]/g;

/** The schema of a repository's settings, as its file has it. */
export function settingsSchemaText(): string {
  const text = JSON.stringify(settingsJsonSchema(), null, 2);
  return `${text.replace(LIST, (_, values: string) => `[${values.replaceAll(/\n\s+/g, " ")}]`)}\n`;
}
