import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { parseJson } from "@frontdesk/shared/domain/parse-json";
import { z } from "zod";
import { Ending, EXIT } from "./ending.ts";

/** The session of each address that was signed in to: whoever can read it is that person. */
const sessionsSchema = z.record(z.string(), z.object({ cookie: z.string() }));

type Sessions = z.infer<typeof sessionsSchema>;

/** Of a file that can't be used, each tells in an `Ending`. */
export type SessionFile = {
  find(url: string): Promise<string | undefined>;
  /** Resolves with the cookie of the session that was begun: that is done only once it is known that it can be kept. */
  keep(url: string, begin: () => Promise<string>): Promise<string>;
  forget(url: string): Promise<void>;
};

export function createSessionFile(path: string): SessionFile {
  const fresh = `${path}.${process.pid}`;
  const read = async (): Promise<Sessions> => {
    const text = await readFile(path, "utf8").catch((cause) => {
      if (cause.code === "ENOENT") return "{}";
      throw unusable(path, "read", cause);
    });
    const sessions = sessionsSchema.safeParse(parseJson(text));
    if (sessions.success) return sessions.data;
    throw new Ending(EXIT.refused, `${path} holds no sessions: delete it, and sign in again.`);
  };
  const writing = (steps: () => Promise<void>) =>
    steps().catch((cause) => {
      throw unusable(path, "written", cause);
    });
  const write = (sessions: Sessions) =>
    writing(async () => {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(fresh, JSON.stringify(sessions), { mode: 0o600 });
      await chmod(fresh, 0o600);
    });
  const replace = async (sessions: Sessions) => {
    await write(sessions);
    await writing(() => rename(fresh, path));
  };
  return {
    find: async (url) => (await read())[url]?.cookie,
    async keep(url, begin) {
      await write(await read());
      try {
        const cookie = await begin();
        await replace({ ...(await read()), [url]: { cookie } });
        return cookie;
      } finally {
        await rm(fresh, { force: true });
      }
    },
    async forget(url) {
      const { [url]: gone, ...others } = await read();
      if (gone === undefined) return;
      if (Object.keys(others).length > 0) await replace(others);
      else await writing(() => rm(path));
    },
  };
}

function unusable(path: string, what: "read" | "written", cause: NodeJS.ErrnoException): Ending {
  const why = cause.code ?? cause.message;
  return new Ending(
    EXIT.refused,
    `${path} can't be ${what} (${why}): your sessions are kept there. Move it away, or make it and its folder yours; or set XDG_CONFIG_HOME to another folder, or FRONTDESK_KEY to an API key.`,
    { cause },
  );
}
