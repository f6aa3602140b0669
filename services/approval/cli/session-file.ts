import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseJson } from "@frontdesk/shared/domain/parse-json";
import { z } from "zod";

/** The session of each address that was signed in to: whoever can read it is that person. */
const sessionsSchema = z.record(z.string(), z.object({ cookie: z.string() }));

export type SessionFile = {
  find(url: string): Promise<string | undefined>;
  /** Undefined: signed out. */
  keep(url: string, cookie: string | undefined): Promise<void>;
};

export function createSessionFile(path: string): SessionFile {
  const read = async () => {
    const text = await readFile(path, "utf8").catch(() => "{}");
    return sessionsSchema.safeParse(parseJson(text)).data ?? {};
  };
  return {
    find: async (url) => (await read())[url]?.cookie,
    async keep(url, cookie) {
      const { [url]: _, ...others } = await read();
      const sessions = cookie === undefined ? others : { ...others, [url]: { cookie } };
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      if (Object.keys(sessions).length === 0) return rm(path, { force: true });
      const fresh = `${path}.${process.pid}`;
      await writeFile(fresh, JSON.stringify(sessions), { mode: 0o600 });
      await chmod(fresh, 0o600);
      await rename(fresh, path);
    },
  };
}
