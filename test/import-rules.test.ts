import { globSync, readFileSync } from "node:fs";
import { basename, dirname, posix, resolve } from "node:path";
import { expect, test } from "vitest";

type SourceFile = { path: string; source: string };
type Import = { target: string; names: string[] };
type Rule = {
  says: string;
  /** What this file does against the rule, in words; nothing if all is well. */
  offences: (file: SourceFile) => string[];
  /** One file that breaks the rule and one that comes close, to prove that the rule sees the difference. */
  broken: SourceFile;
  kept: SourceFile;
};

const TEST_TOOLS = ["vitest", "fast-check"];
const PURE_CRYPTO = ["createHash", "createHmac", "timingSafeEqual"];
const IMPURE =
  /\b(Date\.now|Math\.random|performance\.now|crypto\.(randomUUID|getRandomValues)|process\s*[.[]|new Date\(\s*\)|fetch\(|set(Timeout|Interval|Immediate)\()/g;
const READS_ENV = /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\}\s*=\s*process\b|"(node:)?process"/g;

const rules: Rule[] = [
  {
    says: "domain imports only zod, itself and the hashes of node:crypto",
    offences: (file) =>
      inside(file, "shared/src/domain/")
        ? importsOf(file)
            .filter(
              (i) => !["zod", ...testTools(file)].includes(i.target) && !i.target.startsWith("shared/src/domain/"),
            )
            .filter(
              (i) => i.target !== "node:crypto" || !i.names.length || !i.names.every((n) => PURE_CRYPTO.includes(n)),
            )
            .map((i) => i.target)
        : [],
    broken: { path: "shared/src/domain/a.ts", source: `import { createHash, randomUUID } from "node:crypto";` },
    kept: {
      path: "shared/src/domain/a.ts",
      source: `import { z } from "zod";\nimport { createHash } from "node:crypto";\nimport type { B } from "./b.ts";`,
    },
  },
  {
    says: "domain reads no clock, no randomness and no process, and waits for nothing",
    offences: (file) => (inside(file, "shared/src/domain/") && !isTest(file) ? matches(file, IMPURE) : []),
    broken: { path: "shared/src/domain/a.ts", source: "const at = new Date();" },
    kept: { path: "shared/src/domain/a.ts", source: "// not Date.now(): the caller's\nconst at = new Date(dueAt);" },
  },
  {
    says: "ports import domain, ports and zod",
    offences: onlyImports("shared/src/ports/", ["shared/src/domain/", "shared/src/ports/", "zod"]),
    broken: { path: "shared/src/ports/a.ts", source: `import type { DatabaseSync } from "node:sqlite";` },
    kept: { path: "shared/src/ports/a.ts", source: `import type { Task } from "../domain/task.ts";` },
  },
  {
    says: "an adapter imports ports, domain, telemetry, the pipeline and itself, never its sibling",
    offences: (file) => {
      const own = /^shared\/src\/adapters\/[^/]+\//.exec(file.path)?.[0];
      const open = ["ports/", "domain/", "telemetry/", "pipeline.ts"].map((name) => `shared/src/${name}`);
      return own ? ours(file).filter((target) => !startsWithAny(target, [own, ...open])) : [];
    },
    broken: { path: "shared/src/adapters/gcp/a.ts", source: `import { open } from "../sqlite/open.ts";` },
    kept: {
      path: "shared/src/adapters/gcp/a.ts",
      source: `import { open } from "./open.ts";\nimport { Firestore } from "@google-cloud/firestore";`,
    },
  },
  {
    says: "shared imports no service",
    offences: (file) => (inside(file, "shared/") ? ours(file).filter((target) => target.startsWith("services/")) : []),
    broken: { path: "shared/src/steps/a.ts", source: `import { app } from "@frontdesk/ingest/app";` },
    kept: { path: "shared/src/steps/a.ts", source: `import { log } from "../telemetry/log.ts";` },
  },
  {
    says: "a service never imports another service, standalone excepted",
    offences: (file) => {
      const own = /^services\/[^/]+\//.exec(file.path)?.[0];
      if (!own || own === "services/standalone/") return [];
      return ours(file).filter((target) => target.startsWith("services/") && !target.startsWith(own));
    },
    broken: { path: "services/triage/src/a.ts", source: `import { app } from "../../ingest/src/app.ts";` },
    kept: { path: "services/standalone/src/a.ts", source: `import { app } from "@frontdesk/ingest/app";` },
  },
  {
    says: "only a service's main.ts and standalone pick adapters",
    offences: (file) => {
      const mayPick =
        isMain(file) ||
        isTest(file) ||
        startsWithAny(file.path, ["services/standalone/", "services/approval/cli/", "shared/src/adapters/", "test/"]);
      return mayPick ? [] : ours(file).filter((target) => target.startsWith("shared/src/adapters/"));
    },
    broken: {
      path: "services/triage/src/a.ts",
      source: `import { open } from "@frontdesk/shared/adapters/sqlite/open";`,
    },
    kept: {
      path: "services/triage/src/main.ts",
      source: `import { open } from "@frontdesk/shared/adapters/sqlite/open";`,
    },
  },
  {
    says: "only a service's main.ts and what starts standalone read the environment",
    offences: (file) => {
      const starts = ["services/standalone/src/dev.ts", "services/standalone/node-guard.mjs"].includes(file.path);
      return starts || isMain(file) || isTest(file) || inside(file, "test/") ? [] : matches(file, READS_ENV);
    },
    broken: { path: "services/triage/src/a.ts", source: "const port = process.env.PORT;" },
    kept: { path: "services/triage/src/a.ts", source: "// process.env is main's\nconst port = config.env;" },
  },
  {
    says: "nothing outside test/ imports from test/, but for the dev script",
    offences: (file) =>
      inside(file, "test/") || file.path === "services/standalone/src/dev.ts"
        ? []
        : ours(file).filter((target) => target.startsWith("test/")),
    broken: {
      path: "services/standalone/src/a.ts",
      source: `const github = await import("../../../test/sandbox/github.ts");`,
    },
    kept: {
      path: "services/standalone/src/dev.ts",
      source: `import { github } from "../../../test/sandbox/github.ts";`,
    },
  },
  {
    says: "no index files, and nothing called utils, helpers, common or misc",
    offences: (file) => file.path.split("/").filter((part) => /^(index|utils?|helpers?|common|misc)(\.|$)/.test(part)),
    broken: { path: "test/helpers/wait.ts", source: "" },
    kept: { path: "shared/src/domain/utility-bill.ts", source: "" },
  },
];

test.each(rules)("$says", ({ offences }) => {
  expect(report(sources(), offences)).toEqual([]);
});

test.each(rules)("a planted violation is reported: $says", ({ offences, broken, kept }) => {
  expect(report([broken, kept], offences)).toHaveLength(1);
  expect(offences(broken)).not.toEqual([]);
});

test("the rules see the whole tree", () => {
  const paths = sources().map((file) => file.path);
  expect(paths).toContain("test/import-rules.test.ts");
  expect(paths).toContain("services/standalone/dev.mjs");
});

function report(files: SourceFile[], offences: Rule["offences"]): string[] {
  return files.flatMap((file) => {
    const found = offences(file);
    return found.length ? [`${file.path}: ${found.join(", ")}`] : [];
  });
}

function sources(): SourceFile[] {
  const root = resolve(import.meta.dirname, "..");
  const paths = globSync("{shared,services,test}/**/*.{ts,tsx,mts,mjs,js}", {
    cwd: root,
    exclude: (name) => ["node_modules", "dist", ".build"].includes(basename(name)),
  });
  return paths.map((path) => ({ path, source: readFileSync(resolve(root, path), "utf8") }));
}

/** Every import and re-export, types included. What is ours is named by its path from the root. */
function importsOf(file: SourceFile): Import[] {
  const statement = /\b(?:import|export)\b([^"';]*?)\bfrom\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g;
  return [...withoutComments(file.source).matchAll(statement)].map(([, clause = "", from, bare]) => ({
    target: resolveTarget(file.path, from ?? bare ?? ""),
    names: [...(/\{([^}]*)\}/.exec(clause)?.[1] ?? "").matchAll(/(\w+)(?:\s+as\s+\w+)?\s*(?:,|$)/g)].map(
      (m) => m[1] ?? "",
    ),
  }));
}

function resolveTarget(from: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(dirname(from), specifier);
  const [, name, rest] = /^@frontdesk\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  if (name === undefined) return specifier;
  return name === "shared" ? `shared/src/${rest}.ts` : `services/${name}/src/${rest}.ts`;
}

function onlyImports(folder: string, allowed: string[]): Rule["offences"] {
  return (file) =>
    inside(file, folder)
      ? importsOf(file)
          .map((i) => i.target)
          .filter((target) => !testTools(file).includes(target) && !startsWithAny(target, allowed))
      : [];
}

function ours(file: SourceFile): string[] {
  return importsOf(file)
    .map((i) => i.target)
    .filter((target) => startsWithAny(target, ["shared/", "services/", "test/"]));
}

function matches(file: SourceFile, pattern: RegExp): string[] {
  return withoutComments(file.source).match(pattern) ?? [];
}

/** Strings are matched first, so that the // of an address in one starts no comment. */
function withoutComments(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, text: string | undefined) => text ?? " ",
  );
}

function inside(file: SourceFile, folder: string): boolean {
  return file.path.startsWith(folder);
}

function isMain(file: SourceFile): boolean {
  return /^services\/[^/]+\/(src|cli)\/main\.ts$/.test(file.path);
}

function isTest(file: SourceFile): boolean {
  return file.path.endsWith(".test.ts");
}

function testTools(file: SourceFile): string[] {
  return isTest(file) ? TEST_TOOLS : [];
}

function startsWithAny(text: string, starts: string[]): boolean {
  return starts.some((start) => text.startsWith(start));
}
