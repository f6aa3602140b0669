import { Unavailable } from "@frontdesk/shared/domain/errors";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { type Repo, repositoryKey } from "@frontdesk/shared/domain/repository";
import { after } from "@frontdesk/shared/domain/time";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import type { People } from "@frontdesk/shared/ports/people";
import { orUnavailable, unlessAborted } from "@frontdesk/shared/ports/unless-aborted";
import type { Log } from "@frontdesk/shared/telemetry/log";
import type { PersonTokens } from "./person-tokens.ts";
import type { Viewer } from "./viewer.ts";

/** What people may do where, as GitHub says it to each of them. */
export type Rights = { of(id: string): Viewer["permission"] };

const KEPT_FOR = 3 * MINUTE;
/** What may be read on what was true before, while GitHub can't be asked. */
const KEPT_WITHOUT_GITHUB = 30 * MINUTE;
const ASKED_WITHIN = 5 * SECOND;
/** GitHub is not asked about a person for so long after it gave no answer: it may be only them that it has had enough of. */
const NOT_ASKED_FOR = 10 * SECOND;
const MOST_KEPT = 20_000;

/** `asked`: as which question of all. */
type Known = { permission: Permission; at: Date; asked: number };

export type RightsDeps = {
  people: Pick<People, "permission">;
  tokens: Pick<PersonTokens, "get" | "insteadOf">;
  log: Log;
  now: () => Date;
};

export function createRights(deps: RightsDeps): Rights {
  const { people, tokens, log, now } = deps;
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<Permission>>();
  const silentUntil = new Map<string, Date>();
  let questions = 0;

  const ask = async (id: string, repo: Repo, signal: AbortSignal): Promise<Permission> => {
    const token = await tokens.get(id);
    const permission = token === undefined ? "none" : await people.permission(repo, token, signal);
    if (permission !== undefined || token === undefined) return permission ?? "none";
    const next = await tokens.insteadOf(token, id, signal);
    return (next === undefined ? undefined : await people.permission(repo, next, signal)) ?? "none";
  };

  /** Of two answers the one that was asked for later holds, whichever comes last. */
  const keep = (key: string, permission: Permission, asked: number) => {
    const newer = known.get(key);
    if (newer && newer.asked > asked) return newer.permission;
    remember(known, key, { permission, at: now(), asked });
    return permission;
  };

  /** Has a deadline of its own: it must not end with whoever happened to ask first. */
  const askInTime = async (key: string, id: string, repo: Repo) => {
    const asked = ++questions;
    const own = AbortSignal.timeout(ASKED_WITHIN);
    const { owner, name } = repo.repo;
    const late = `GitHub did not say within ${ASKED_WITHIN / SECOND} s what you may do in ${owner}/${name}`;
    return keep(key, await orUnavailable(ask(id, repo, own), own, late), asked);
  };

  const knownFor = (key: string, length: number): Permission | undefined => {
    const found = known.get(key);
    return found && now() < after(found.at, length) ? found.permission : undefined;
  };

  return {
    of: (id) => async (repo, signal, options) => {
      const key = `${id} ${repositoryKey(repo)}`;
      // An answer that is on its way was asked for before: to decide on it would be to decide on what was true once.
      if (options?.fresh) return unlessAborted(askInTime(key, id, repo), signal);
      const kept = knownFor(key, KEPT_FOR);
      if (kept !== undefined) return kept;
      const last = knownFor(key, KEPT_WITHOUT_GITHUB) ?? "none";
      if (now() < (silentUntil.get(id) ?? 0)) return last;
      const asked = asking.get(key) ?? askInTime(key, id, repo).finally(() => asking.delete(key));
      asking.set(key, asked);
      try {
        return await unlessAborted(asked, signal);
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        remember(silentUntil, id, after(now(), NOT_ASKED_FOR));
        log.warn("GitHub can't be asked what somebody may do", { repo: repo.repo, error });
        return last;
      }
    },
  };
}

/** What was put there longest ago makes room. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  const [oldest] = map.keys();
  if (oldest !== undefined && map.size >= MOST_KEPT) map.delete(oldest);
  map.delete(key);
  map.set(key, value);
}
