import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "@frontdesk/shared/settings/setting-names";
import { describe, expect, test } from "vitest";
import { withGeneratedParts } from "./generated-parts.ts";

const root = new URL("../../", import.meta.url);
const SETTING = /\b(?:FRONTDESK_[A-Z_]*[A-Z]|GOOGLE_CLOUD_PROJECT|FIRESTORE_DATABASE)\b/g;
const readme = readFileSync(new URL("README.md", root), "utf8");

describe("the README", () => {
  test("shows the diagrams that the code makes (`pnpm diagrams` writes them)", () => {
    expect(readme).toBe(withGeneratedParts(readme));
  });

  test("names only commands that package.json has", () => {
    const { scripts } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
    const named = [...readme.matchAll(/\bpnpm(?:@12)? ([a-z:]+)/g)].map(([, script]) => script);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((script) => !((script as string) in scripts))).toEqual([]);
  });

  test("names every setting that there is, in their order, and no other", () => {
    const [, table = ""] = /^## Settings$.*?(^\|.*?)^## /ms.exec(readme) ?? [];
    expect([...new Set(table.match(SETTING))]).toEqual([...SETTINGS]);
  });

  test("the names of settings are those that the code reads", () => {
    const read = new Set(sources().flatMap((text) => text.match(SETTING) ?? []));
    expect([...read].toSorted()).toEqual([...SETTINGS].toSorted());
  });

  test("shows only folders and files that are there", () => {
    const paths = pathsOf(treeIn(readme));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  test("shows every folder at its level", () => {
    const shown = new Set(pathsOf(treeIn(readme)).map((path) => path.replace(/\/$/, "")));
    const there = globSync(["*", "{services,shared/src,shared/src/adapters,test}/*"], {
      ...{ cwd: fileURLToPath(root), withFileTypes: true, exclude: ["node_modules", "**/node_modules", "dist"] },
    }).filter((one) => one.isDirectory());
    const paths = there.map(({ parentPath, name }) => relative(fileURLToPath(root), join(parentPath, name)));
    expect(paths.filter((path) => !shown.has(path))).toEqual([]);
  });

  test("links only to files that are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !existsSync(new URL(link, root)))).toEqual([]);
  });
});

function treeIn(page: string): string {
  return /```tree\n(.*?)```/s.exec(page)?.[1] ?? "";
}

/** What runs, without its tests and the list of names itself. */
function sources(): string[] {
  const paths = globSync("{shared/src,services/*/src,services/approval/cli}/**/*.ts", { cwd: fileURLToPath(root) });
  const read = paths.filter((path) => !path.endsWith(".test.ts") && !path.endsWith("/setting-names.ts"));
  return read.map((path) => readFileSync(new URL(path, root), "utf8"));
}

/** An indented tree, one name a line, as full paths. */
function pathsOf(tree: string): string[] {
  const folders: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", name] = /^( *)(\S+)/.exec(line) ?? [];
    if (name === undefined) return [];
    const depth = indent.length / 2;
    folders.length = depth;
    folders.push(name);
    return [folders.join("")];
  });
}
