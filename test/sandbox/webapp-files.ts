import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const FOLDER = join(import.meta.dirname, "webapp");

/** What the sandbox's repository has in it: documents to draft from, a form, and a policy. */
export function webappFiles(): { [path: string]: string } {
  const found = readdirSync(FOLDER, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(
    paths.map((path) => [relative(FOLDER, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]),
  );
}
