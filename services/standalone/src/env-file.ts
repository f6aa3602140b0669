import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import type { Environment } from "@frontdesk/shared/adapters/backend-config";
import { Unusable } from "@frontdesk/shared/domain/errors";

/** What the surroundings say, and beneath it what stands in the file, or will once this is written. There need be no file. */
export function withEnvFile(file: string, surroundings: Environment, written: Environment = {}): Environment {
  try {
    return { ...parseEnv(readFileSync(file, "utf8")), ...written, ...surroundings };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { ...written, ...surroundings };
    throw new Unusable(`${file} can't be read (${code ?? "unknown"}): see to it that this user may, or take it away.`);
  }
}
