import { readFileSync, writeFileSync } from "node:fs";
import { withGeneratedParts } from "./generated-parts.ts";

const README = new URL("../../README.md", import.meta.url);
writeFileSync(README, withGeneratedParts(readFileSync(README, "utf8")));
