import { readFileSync, writeFileSync } from "node:fs";
import { withGeneratedParts } from "./generated-parts.ts";
import { SETTINGS_SCHEMA, settingsSchemaText } from "./settings-schema.ts";

const README = new URL("../../README.md", import.meta.url);
writeFileSync(README, withGeneratedParts(readFileSync(README, "utf8")));
writeFileSync(SETTINGS_SCHEMA, settingsSchemaText());
