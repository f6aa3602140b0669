import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withGeneratedParts } from "./generated-parts.ts";

const root = new URL("../../", import.meta.url);
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

  test("shows only folders and files that are there", () => {
    const [, tree = ""] = /```tree\n(.*?)```/s.exec(readme) ?? [];
    const paths = pathsOf(tree);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  test("links only to files that are there", () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => !existsSync(new URL(link, root)))).toEqual([]);
  });
});

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
