import { createHash } from "node:crypto";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, timeSchema } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";
import type { KeyMade, KeyShown } from "../api/surroundings.ts";
import { randomText } from "./secrets.ts";
import { YOU } from "./signed-in.ts";
import { hasAtLeast, type Viewer } from "./viewer.ts";

/** A key that programs read and redrive with. It is shown once; what is kept of it is its hash. */
const keySchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Without it, all that there are: on one's own machine alone. */
  repos: z.array(z.object({ id: z.int(), owner: z.string(), name: z.string() })).optional(),
  by: z.string(),
  createdAt: timeSchema,
  lastUsedAt: timeSchema.optional(),
});
export type Key = z.infer<typeof keySchema>;

/** By the hash of the key. */
const KEYS: Kind<Key> = { name: "keys", schema: keySchema };
/** The hashes of the keys that a person made, newest first: by the person's id. */
const KEYS_MADE: Kind<{ hashes: string[] }> = {
  name: "keys-made",
  schema: z.object({ hashes: z.array(z.string()) }),
};

const PREFIX = "fd_";
const MOST_KEYS = 50;
const MOST_LISTED = 2 * MOST_KEYS;
const MOST_REPOS = 200;
const USED_EVERY = 5 * MINUTE;
const ID_LENGTH = 12;

export type Keys = {
  /** Whoever makes one has to maintain each of the repositories, as GitHub says it now. `refused` is for them to read. */
  make(
    wanted: { name: string; repos?: Repo[] },
    viewer: Viewer,
    signal: AbortSignal,
  ): Promise<KeyMade | { refused: string }>;
  /** What this person made. */
  list(viewer: Viewer): Promise<KeyShown[]>;
  /** False if they made no such key. From then on it opens nothing, on any instance. */
  revoke(id: string, viewer: Viewer): Promise<boolean>;
  /** Undefined for what is no key of ours, or was revoked. */
  find(key: string): Promise<Key | undefined>;
};

export function createKeys({ values, now }: { values: SharedValues; now: () => Date }): Keys {
  const made = async (viewer: Viewer) => (await values.get(KEYS_MADE, viewer.id))?.hashes ?? [];
  /** What a crash left half made is not there. */
  const kept = async (hashes: string[]) => {
    const found = await Promise.all(hashes.map(async (hash) => ({ hash, key: await values.get(KEYS, hash) })));
    return found.flatMap(({ hash, key }) => (key ? [{ hash, key }] : []));
  };

  return {
    async make({ name, repos }, viewer, signal) {
      if (viewer.kind === "key") return { refused: "A key makes no keys. Sign in to make one." };
      const missing = await whyNot(repos, viewer, signal);
      if (missing !== undefined) return { refused: missing };
      const hashes = await made(viewer);
      const has = await kept(hashes);
      // Or not there yet: another one of theirs may be in the making. So these stay listed for a while.
      const gone = hashes.filter((hash) => !has.some((one) => one.hash === hash));
      if (has.length >= MOST_KEYS) return { refused: `You have ${MOST_KEYS} keys. Revoke one that nobody uses.` };

      const key = PREFIX + randomText();
      const hash = hashOf(key);
      const value: Key = {
        ...{ id: hash.slice(0, ID_LENGTH), name, by: viewer.name, createdAt: now() },
        ...(repos && { repos: repos.map(({ repo }) => repo) }),
      };
      // First the list: of a key that is in no list nobody could say that it has to go.
      await values.update(KEYS_MADE, viewer.id, (current) => {
        const others = (current?.hashes ?? []).filter((one) => one !== hash);
        const isFull = others.length >= MOST_LISTED;
        return { value: { hashes: [hash, ...(isFull ? others.filter((one) => !gone.includes(one)) : others)] } };
      });
      await values.put(KEYS, hash, { value });
      return { ...shown(value), key };
    },

    list: async (viewer) => (await kept(await made(viewer))).map(({ key }) => shown(key)),

    async revoke(id, viewer) {
      const hash = (await made(viewer)).find((one) => one.slice(0, ID_LENGTH) === id);
      if (hash === undefined) return false;
      await values.delete(KEYS, hash);
      await values.update(KEYS_MADE, viewer.id, (current) =>
        current?.hashes.includes(hash)
          ? { value: { hashes: current.hashes.filter((one) => one !== hash) } }
          : undefined,
      );
      return true;
    },

    async find(text) {
      if (!text.startsWith(PREFIX)) return undefined;
      const hash = hashOf(text);
      const key = await values.get(KEYS, hash);
      if (key && (!key.lastUsedAt || now() >= after(key.lastUsedAt, USED_EVERY))) {
        await values.update(KEYS, hash, (current) => current && { value: { ...current, lastUsedAt: now() } });
      }
      return key;
    },
  };
}

async function whyNot(repos: Repo[] | undefined, viewer: Viewer, signal: AbortSignal): Promise<string | undefined> {
  if (repos === undefined) {
    return viewer.id === YOU.id ? undefined : "Name the repositories that the key is for: `repos` is missing.";
  }
  if (repos.length === 0 || repos.length > MOST_REPOS) return `A key is for 1 to ${MOST_REPOS} repositories.`;
  for (const repo of repos) {
    if (hasAtLeast(await viewer.permission(repo, signal, { fresh: true }), "maintain")) continue;
    return `You don't maintain ${repo.repo.owner}/${repo.repo.name}: to make a key for it, you need the maintain role there.`;
  }
  return undefined;
}

function shown({ id, name, repos, by, createdAt, lastUsedAt }: Key): KeyShown {
  return {
    ...{ id, name, by, createdAt: createdAt.toISOString() },
    ...(repos && { repos: repos.map((repo) => `${repo.owner}/${repo.name}`) }),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
  };
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
