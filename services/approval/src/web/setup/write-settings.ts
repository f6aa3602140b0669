import { randomBytes } from "node:crypto";
import { access, chmod, constants, open, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { Unusable } from "@frontdesk/shared/domain/errors";

/** Settings by the name of their environment variable. */
export type NewSettings = { readonly [name: string]: string };

export type SettingsFile = {
  /**
   * Puts settings into the file, in place of those of the same name. Every other line stays as it is. They are asked for
   * only once it is known that the file can be written; where there are none, the text says why, and nothing is written.
   * A file that can't be written is an `Unusable`. Of several writes one is done after the other.
   */
  write(make: () => Promise<NewSettings | string>): Promise<string | undefined>;
};

type Replace = (from: string, to: string) => Promise<void>;

/** A .env file that this user alone can read. */
export function createSettingsFile(file: string, { replace = rename }: { replace?: Replace } = {}): SettingsFile {
  let last: Promise<unknown> = Promise.resolve();
  return {
    write(make) {
      const written = last.then(() => writeSettings(file, make, replace));
      last = written.catch(() => undefined);
      return written;
    },
  };
}

/** Whoever reads it at the same time finds the old file or the new one, and after a crash one of them is there. */
async function writeSettings(
  file: string,
  make: () => Promise<NewSettings | string>,
  replace: Replace,
): Promise<string | undefined> {
  let temporary: string | undefined;
  try {
    const target = await realpath(file).catch(orIfMissing(file));
    temporary = `${target}.${randomBytes(6).toString("hex")}`;
    const handle = await open(temporary, "wx", 0o600);
    let text: string;
    try {
      await access(target, constants.W_OK).catch(orIfMissing(undefined));
      const settings = await make();
      if (typeof settings === "string") return settings;
      text = withSettings(await readFile(target, "utf8").catch(orIfMissing("")), settings);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replace(temporary, target).catch((error) => writeInPlace(target, text, error));
    return undefined;
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error && "code" in error)) throw error;
    const advice = "see to it that this user may, and begin again, or set it up by hand";
    throw new Unusable(`${file} can't be written (${error.code}): ${advice}.`, { cause: error });
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

/** A file that is mounted by itself, as into a container, can't be replaced. */
async function writeInPlace(target: string, text: string, error: NodeJS.ErrnoException): Promise<void> {
  if (error.code !== "EBUSY") throw error;
  // Another user's file that this one may write stays open to whom it was.
  await chmod(target, 0o600).catch(() => undefined);
  await writeFile(target, text, { flush: true });
}

/** A value, in whatever quotes: those in quotes may go over several lines, and nothing in them hides a quote. */
const VALUE = `(?:"[^"]*"|'[^']*'|\`[^\`]*\`|[^\\n]*)`;
/** All of them, so that what stands within the quotes of one is not taken for another. */
const SETTING = new RegExp(`^[ \\t]*(?:export[ \\t]+)?([\\w.-]+)[ \\t]*=[ \\t]*${VALUE}[^\\n]*(?:\\n|$)`, "gm");

function withSettings(text: string, settings: NewSettings): string {
  return Object.entries(settings).reduce((changed, [name, value]) => withSetting(changed, name, value), text);
}

/** Of several with one name the last one counts: it is replaced, and the others go. */
function withSetting(text: string, name: string, value: string): string {
  const line = `${name}=${quoted(value)}\n`;
  const last = [...text.matchAll(SETTING)].findLast(([, found]) => found === name);
  if (!last) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${line}`;
  return text.replaceAll(SETTING, (whole, found: string, offset: number) => {
    if (found !== name) return whole;
    return offset === last.index ? line : "";
  });
}

/** Readers of .env files turn \n within double quotes into a line break, and know no other escape: what has such in it gets others. */
function quoted(value: string): string {
  if (/^[\w./:@%+,=-]+$/.test(value)) return value;
  if (!/["\\]/.test(value)) return `"${value.replaceAll("\n", "\\n")}"`;
  if (!value.includes("'")) return `'${value}'`;
  throw new TypeError("a setting with both kinds of quotes can't be written into a .env file");
}

function orIfMissing<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return instead;
    throw error;
  };
}
