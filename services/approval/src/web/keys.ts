import { createHash } from "node:crypto";
import { DAY, MINUTE } from "@frontdesk/shared/domain/limits";
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
  /** Whoever made it, to tell one from another. */
  makerId: z.string().optional(),
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

/** The same, of the keys that are for a repository: by its id. */
const KEYS_IN: Kind<{ hashes: string[] }> = { name: "keys-in", schema: KEYS_MADE.schema };

/** Whoever made it may be gone by then, or have no rights any more. */
const GOOD_FOR = 90 * DAY;
const PREFIX = "fd_";
const MOST_KEYS = 50;
const MOST_LISTED = 2 * MOST_KEYS;
const MOST_IN = 500;
const MOST_REPOS = 200;
/** In so many repositories somebody hears of other people's keys. */
const MOST_LOOKED_AT = 100;
const USED_EVERY = 5 * MINUTE;
const ID_LENGTH = 12;

export type Keys = {
  /** Whoever makes one has to maintain each of the repositories, as GitHub says it now. `refused` is for them to read. */
  make(
    wanted: { name: string; repos?: Repo[] },
    viewer: Viewer,
    signal: AbortSignal,
  ): Promise<KeyMade | { refused: string }>;
  /** What this person made, and what is for those of these repositories that they maintain: of that, only where. */
  list(viewer: Viewer, repos: readonly Repo[], signal: AbortSignal): Promise<KeyShown[]>;
  /** False if that lists no such key. From then on it opens nothing, on any instance. */
  revoke(id: string, viewer: Viewer, repos: readonly Repo[], signal: AbortSignal): Promise<boolean>;
  /** Undefined for what is no key of ours, was revoked, or is too old. */
  find(key: string): Promise<Key | undefined>;
};

export function createKeys({ values, now }: { values: SharedValues; now: () => Date }): Keys {
  const made = async (viewer: Viewer) => (await values.get(KEYS_MADE, viewer.id))?.hashes ?? [];
  /** What a crash left half made is not there. */
  const kept = async (hashes: string[]) => {
    const found = await Promise.all(hashes.map(async (hash) => ({ hash, key: await values.get(KEYS, hash) })));
    return found.flatMap(({ hash, key }) => (key && now() < expiryOf(key) ? [{ hash, key }] : []));
  };
  /** Of the repositories that this viewer maintains: whoever made them, and for which of these they are. */
  const keptIn = async (viewer: Viewer, repos: readonly Repo[], signal: AbortSignal) => {
    const places = new Map<string, Repo[]>();
    const look = async (repo: Repo) => {
      if (!(await maintains(viewer, repo, signal))) return;
      const { hashes } = (await values.get(KEYS_IN, String(repo.repo.id))) ?? { hashes: [] };
      for (const hash of hashes) places.set(hash, [...(places.get(hash) ?? []), repo]);
    };
    await Promise.all(repos.slice(0, MOST_LOOKED_AT).map(look));
    return (await kept([...places.keys()])).map((one) => ({ ...one, where: places.get(one.hash) ?? [] }));
  };
  const without = (kind: typeof KEYS_IN, at: string, hash: string) =>
    values.update(kind, at, (current) =>
      current?.hashes.includes(hash) ? { value: { hashes: current.hashes.filter((one) => one !== hash) } } : undefined,
    );
  const remove = async ({ hash, key }: { hash: string; key: Key }) => {
    await values.delete(KEYS, hash);
    if (key.makerId !== undefined) await without(KEYS_MADE, key.makerId, hash);
    await Promise.all((key.repos ?? []).map(({ id }) => without(KEYS_IN, String(id), hash)));
    return true;
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
        ...{ id: hash.slice(0, ID_LENGTH), name, by: viewer.name, makerId: viewer.id, createdAt: now() },
        ...(repos && { repos: repos.map(({ repo }) => repo) }),
      };
      // First the list: of a key that is in no list nobody could say that it has to go.
      await values.update(KEYS_MADE, viewer.id, (current) => {
        const others = (current?.hashes ?? []).filter((one) => one !== hash);
        const isFull = others.length >= MOST_LISTED;
        return { value: { hashes: [hash, ...(isFull ? others.filter((one) => !gone.includes(one)) : others)] } };
      });
      await Promise.all(
        (repos ?? []).map(({ repo }) =>
          values.update(KEYS_IN, String(repo.id), (current) => {
            const others = (current?.hashes ?? []).filter((one) => one !== hash);
            return { value: { hashes: [hash, ...others].slice(0, MOST_IN) }, expiresAt: expiryOf(value) };
          }),
        ),
      );
      await values.put(KEYS, hash, { value, expiresAt: expiryOf(value) });
      return { ...shown(value), key };
    },

    async list(viewer, repos, signal) {
      const own = (await kept(await made(viewer))).map(({ key }) => key);
      const others = (await keptIn(viewer, repos, signal)).map(({ key, where }) => ({
        ...key,
        repos: key.repos?.filter(({ id }) => where.some(({ repo }) => repo.id === id)),
      }));
      return [...own, ...others.filter(({ id }) => !own.some((key) => key.id === id))].map(shown);
    },

    async revoke(id, viewer, repos, signal) {
      const isIt = ({ key }: { key: Key }) => key.id === id;
      const own = (await kept(await made(viewer))).find(isIt);
      if (own) return remove(own);
      const other = (await keptIn(viewer, repos, signal)).find(isIt);
      for (const repo of other?.where ?? []) {
        if (other && (await maintains(viewer, repo, signal, { fresh: true }))) return remove(other);
      }
      return false;
    },

    async find(text) {
      if (!text.startsWith(PREFIX)) return undefined;
      const hash = hashOf(text);
      const key = await values.get(KEYS, hash);
      if (key && now() >= expiryOf(key)) return undefined;
      if (key && (!key.lastUsedAt || now() >= after(key.lastUsedAt, USED_EVERY))) {
        const used = (current: Key) => ({ value: { ...current, lastUsedAt: now() }, expiresAt: expiryOf(current) });
        await values.update(KEYS, hash, (current) => current && used(current));
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
    if (await maintains(viewer, repo, signal, { fresh: true })) continue;
    return `You don't maintain ${repo.repo.owner}/${repo.repo.name}: to make a key for it, you need the maintain role there.`;
  }
  return undefined;
}

async function maintains(viewer: Viewer, ...asked: Parameters<Viewer["permission"]>): Promise<boolean> {
  return hasAtLeast(await viewer.permission(...asked), "maintain");
}

function expiryOf({ createdAt }: Key): Date {
  return after(createdAt, GOOD_FOR);
}

function shown(key: Key): KeyShown {
  const { id, name, repos, by, createdAt, lastUsedAt } = key;
  return {
    ...{ id, name, by, createdAt: createdAt.toISOString(), expiresAt: expiryOf(key).toISOString() },
    ...(repos && { repos: repos.map((repo) => `${repo.owner}/${repo.name}`) }),
    ...(lastUsedAt && { lastUsedAt: lastUsedAt.toISOString() }),
  };
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
