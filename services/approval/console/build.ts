import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const HERE = import.meta.dirname;
const REPOSITORY = join(HERE, "../../..");

/** What the pages are made of. Of `shared`, the console takes in very little: its whole sources cost 10 ms to hash. */
const SOURCES = [
  "services/approval/console/{index.html,build.ts,package.json}",
  "services/approval/console/src/**/*",
  "services/approval/src/api/*.ts",
  "shared/look/*.css",
  "shared/src/{domain,model}/**/*.ts",
  "pnpm-lock.yaml",
];

/** Where the pages are: `index.html`, and what it loads under `assets`. */
export const CONSOLE_DIST = join(HERE, "dist");
const STAMP = "built-from";
/** Several processes may build at the same time: each by itself, and whoever is ready last has the last word. */
const WORKSHOP = join(HERE, ".build");

/** What React's own files ask, in the text that is built; nothing here reads the environment. */
const NAME_OF_MODE = "process env NODE_ENV".replaceAll(" ", ".");

/** Builds the pages unless they were built from these very sources. Says which of the two it was. */
export async function buildConsole(): Promise<"built" | "as it was"> {
  const wanted = hashOfSources();
  if (builtFrom() === wanted) return "as it was";
  // Only a build pays for loading Vite.
  const { build } = await import("vite");
  const fresh = join(WORKSHOP, `new-${process.pid}`);
  await build({
    root: HERE,
    configFile: false,
    logLevel: "warn",
    // Outside a browser's reach nothing here reads .env files.
    envDir: false,
    mode: "production",
    // Also where NODE_ENV says otherwise, as under a test runner: there is one console.
    define: { [NAME_OF_MODE]: JSON.stringify("production") },
    resolve: { conditions: ["module", "browser", "production"] },
    oxc: { jsx: { runtime: "automatic", development: false } },
    build: {
      outDir: fresh,
      emptyOutDir: true,
      target: "es2024",
      reportCompressedSize: false,
      // Everything comes from our own host: no part of the page is a data: script, and no polyfill is inlined.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  writeFileSync(join(fresh, STAMP), wanted);
  putInPlace(fresh);
  return "built";
}

function builtFrom(): string | undefined {
  try {
    return readFileSync(join(CONSOLE_DIST, STAMP), "utf8");
  } catch {
    return undefined;
  }
}

/** Two that are ready at the same moment made the same of the same sources: either will do. */
function putInPlace(fresh: string): void {
  const old = join(WORKSHOP, `old-${process.pid}`);
  mkdirSync(CONSOLE_DIST, { recursive: true });
  try {
    renameSync(CONSOLE_DIST, old);
    renameSync(fresh, CONSOLE_DIST);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  const paths = SOURCES.flatMap((pattern) => globSync(pattern, { cwd: REPOSITORY, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths)
    hash.update(path.slice(REPOSITORY.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

if (import.meta.main) await buildConsole();
