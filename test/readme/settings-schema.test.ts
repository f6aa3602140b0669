import { readFileSync } from "node:fs";
import { DEFAULT_SETTINGS } from "@frontdesk/shared/domain/repo-settings";
import { expect, test } from "vitest";
import { SETTINGS_SCHEMA, settingsSchemaText } from "./settings-schema.ts";

const text = readFileSync(SETTINGS_SCHEMA, "utf8");

test("the settings' schema for editors is the one that the code makes (`pnpm diagrams` writes it)", () => {
  expect(text).toBe(settingsSchemaText());
});

test("every setting is in it, says what it is for, and nothing has to be written", () => {
  const { properties, required, additionalProperties } = JSON.parse(text) as {
    properties: { [name: string]: { description?: string; default?: unknown } };
    required?: string[];
    additionalProperties: boolean;
  };
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(DEFAULT_SETTINGS)));
  expect(Object.entries(properties).filter(([, { description }]) => !description)).toEqual([]);
  expect([required, additionalProperties]).toEqual([undefined, false]);
  expect(properties.reply?.default).toBe(DEFAULT_SETTINGS.reply);
});
