import { MINUTE, SECOND } from "../../domain/limits.ts";
import { type Repo, repositoryKey } from "../../domain/repository.ts";
import { after } from "../../domain/time.ts";
import { type Gone, isGone } from "../../ports/code-host.ts";
import { orUnavailable, unlessAborted } from "../../ports/unless-aborted.ts";

/** A token for one repository. */
export type ReadToken = { token: string; expiresAt: Date };

export type FetchToken = (repo: Repo, signal: AbortSignal) => Promise<ReadToken | Gone>;

export type TokenCache = {
  get: FetchToken;
  /** GitHub turned it down: the next one is a fresh one. */
  drop(repo: Repo, token: ReadToken): void;
};

/** No call takes longer, so none ends with a token that it began with and that has expired. */
const MARGIN = 5 * MINUTE;
const FETCHED_WITHIN = 10 * SECOND;
const MOST_TOKENS = 1_000;

/** Keeps tokens until shortly before they expire. Whoever wants the same one at the same time shares one fetch of it. */
export function createTokenCache(fetchToken: FetchToken, { now }: { now: () => Date }): TokenCache {
  const tokens = new Map<string, ReadToken>();
  const fetching = new Map<string, Promise<ReadToken | Gone>>();

  /** Has a deadline of its own: it must not end with whoever happened to ask first. */
  const fetchFresh = async (key: string, repo: Repo) => {
    const own = AbortSignal.timeout(FETCHED_WITHIN);
    const late = `no token for ${repo.repo.owner}/${repo.repo.name} came within ${FETCHED_WITHIN / SECOND} s`;
    const token = await orUnavailable(fetchToken(repo, own), own, late);
    if (!isGone(token)) keep(key, token);
    return token;
  };
  const fetchOnce = (key: string, repo: Repo) => {
    const running = fetching.get(key);
    if (running !== undefined) return running;
    const started = fetchFresh(key, repo).finally(() => fetching.delete(key));
    fetching.set(key, started);
    return started;
  };
  const keep = (key: string, token: ReadToken) => {
    const [oldest] = tokens.keys();
    if (oldest !== undefined && tokens.size >= MOST_TOKENS) tokens.delete(oldest);
    tokens.set(key, token);
  };

  return {
    async get(repo, signal) {
      const key = repositoryKey(repo);
      const kept = tokens.get(key);
      if (kept && after(now(), MARGIN) < kept.expiresAt) return kept;
      tokens.delete(key);
      return unlessAborted(fetchOnce(key, repo), signal);
    },
    drop(repo, token) {
      const key = repositoryKey(repo);
      if (tokens.get(key)?.token === token.token) tokens.delete(key);
    },
  };
}
