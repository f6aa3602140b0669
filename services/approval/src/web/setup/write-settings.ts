import { randomBytes } from "node:crypto";
import { open, readFile, realpath, rename, rm } from "node:fs/promises";

/** Settings by the name of their environment variable. */
export type NewSettings = { readonly [name: string]: string };

/** A value, in whatever quotes: those in quotes may go over several lines. */
const VALUE = `(?:"(?:\\\\[^]|[^"\\\\])*"|'[^']*'|\`[^\`]*\`|[^\\n]*)`;

/**
 * Puts settings into a .env file that this user alone can read, in place of those of the same name. Every other line stays
 * as it is. Whoever reads it at the same time finds the old file or the new one, and after a crash one of them is there.
 */
export async function writeSettings(file: string, settings: NewSettings): Promise<void> {
  const target = await realpath(file).catch(orIfMissing(file));
  const before = await readFile(target, "utf8").catch(orIfMissing(""));
  const temporary = `${target}.${randomBytes(6).toString("hex")}`;
  try {
    const handle = await open(temporary, "wx", 0o600);
    try {
      await handle.writeFile(withSettings(before, settings));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function withSettings(text: string, settings: NewSettings): string {
  let changed = text;
  for (const [name, value] of Object.entries(settings)) {
    const line = `${name}=${quoted(value)}`;
    const own = new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=[ \\t]*${VALUE}[^\\n]*$`, "m");
    if (own.test(changed)) changed = changed.replace(own, () => line);
    else changed = `${changed}${changed === "" || changed.endsWith("\n") ? "" : "\n"}${line}\n`;
  }
  return changed;
}

/** Readers of .env files turn \n within double quotes into a line break, and know no other escape: what has quotes gets others. */
function quoted(value: string): string {
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  if (!value.includes('"')) return `"${value.replaceAll("\n", "\\n")}"`;
  if (!value.includes("'")) return `'${value}'`;
  throw new TypeError("a setting with both kinds of quotes can't be written into a .env file");
}

function orIfMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return instead;
    throw error;
  };
}
