import { parse } from "yaml";
import { z } from "zod";
import { DAY, MINUTE } from "../domain/limits.ts";
import { type ReadSettings, readSettings, SETTINGS_PATH } from "../domain/repo-settings.ts";
import { REPOSITORIES, type Repo, repositoryKey, type SeenRepository } from "../domain/repository.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after } from "../domain/time.ts";
import { type CodeReader, type Gone, isGone } from "../ports/code-host.ts";
import type { SharedValues } from "../ports/shared-values.ts";
import type { Log } from "../telemetry/log.ts";

export type RepoSettingsDeps = {
  codeHost: Pick<CodeReader, "repository" | "file">;
  values: SharedValues;
  log: Log;
  now: () => Date;
};

/** A repository's settings, and the commit at which everything that is read from it is read. */
export type LoadedSettings = ReadSettings & { commit: string };

/** The text of the settings file at a commit; null where there is none. A commit never changes, so this is never wrong. */
const SETTINGS: Kind<{ text: string | null }> = {
  name: "settings",
  schema: z.object({ text: z.string().nullable() }),
};

/** Whoever pushes tells us. Should that be lost, this is how long it takes. */
const LOOK_AGAIN_AFTER = 10 * MINUTE;
const KEPT_FOR = 7 * DAY;
const LONGEST_FILE = 50_000;

/**
 * The settings of a repository at its newest commit; `fresh` asks GitHub which one that is, else what was last seen will
 * do. A file that can't be understood is as if there were none, and `problem` says what is wrong with it.
 */
export async function loadSettings(
  repo: Repo,
  deps: RepoSettingsDeps,
  signal: AbortSignal,
  { fresh = false }: { fresh?: boolean } = {},
): Promise<LoadedSettings | Gone> {
  const known = fresh ? undefined : await deps.values.get(REPOSITORIES, repositoryKey(repo));
  const seen = known ?? (await look(repo, deps, signal));
  if (isGone(seen)) return seen;
  const text = await textAt(repo, seen.head, deps, signal);
  if (isGone(text)) return text;
  const read = understand(text);
  if (read.problem) deps.log.warn("the repository's settings are broken", { repo: repo.repo, problem: read.problem });
  return { ...read, commit: seen.head };
}

async function look(
  repo: Repo,
  { codeHost, values, now }: RepoSettingsDeps,
  signal: AbortSignal,
): Promise<SeenRepository | Gone> {
  const seen = await codeHost.repository(repo, signal);
  if (!isGone(seen)) await rememberRepository(repo, seen, { values, now });
  return seen;
}

/** Everybody reads the repository at this commit from now on, until somebody looks again. */
export async function rememberRepository(
  repo: Repo,
  seen: SeenRepository,
  { values, now }: Pick<RepoSettingsDeps, "values" | "now">,
): Promise<void> {
  await values.put(REPOSITORIES, repositoryKey(repo), { value: seen, expiresAt: after(now(), LOOK_AGAIN_AFTER) });
}

async function textAt(
  repo: Repo,
  commit: string,
  { codeHost, values, now }: RepoSettingsDeps,
  signal: AbortSignal,
): Promise<string | null | Gone> {
  const key = `${repositoryKey(repo)}@${commit}`;
  const kept = await values.get(SETTINGS, key);
  if (kept) return kept.text;
  const file = await codeHost.file(repo, { path: SETTINGS_PATH, commit }, signal);
  if (isGone(file)) return file;
  // One character more than may be: that it is too long has to be seen later, too.
  const text = file?.text.slice(0, LONGEST_FILE + 1) ?? null;
  await values.put(SETTINGS, key, { value: { text }, expiresAt: after(now(), KEPT_FOR) });
  return text;
}

function understand(text: string | null): ReadSettings {
  if (text === null) return readSettings(undefined);
  const broken = (why: string): ReadSettings => ({ ...readSettings(undefined), problem: `${SETTINGS_PATH}: ${why}` });
  if (text.length > LONGEST_FILE) return broken(`longer than ${LONGEST_FILE} characters`);
  try {
    const read = readSettings(parse(text, { maxAliasCount: 0, prettyErrors: true }));
    return read.problem === undefined ? read : broken(read.problem);
  } catch (error) {
    return broken(error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error));
  }
}
