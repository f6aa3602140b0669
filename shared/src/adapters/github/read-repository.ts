import type { z } from "zod";
import type { Repo } from "../../domain/repository.ts";
import { type Gone, isGone } from "../../ports/code-host.ts";
import { goneBy, isNotOurs, isNotThere, isRedirect, parsed, unexpected } from "./answers.ts";
import type { Answer, Send } from "./send.ts";
import type { TokenCache } from "./token-cache.ts";

/** What stands at an address, and the answer that said so. */
export type Found<T> = { value: T; answer: Answer };

export type ReadRepository = {
  /**
   * Reads below the repository, which is addressed by its number: it is then the same one under every name, and never
   * another one. Undefined where nothing stands at that path, though the repository is there and ours to read.
   */
  read<T>(
    at: { repo: Repo; path: string; schema: z.ZodType<T>; absent?: readonly number[] },
    signal: AbortSignal,
  ): Promise<Found<T> | Gone | undefined>;

  /** For a 404: what became of the repository, if anything did. */
  goneItself(repo: Repo, signal: AbortSignal): Promise<Gone | undefined>;
};

export function createReadRepository(deps: { send: Send; tokens: TokenCache; now: () => Date }): ReadRepository {
  const { send, tokens, now } = deps;

  /** A token that was turned down may have been revoked, or be of an installation that has the repository no longer: one fresh one is tried. */
  const ask = async (repo: Repo, path: string, signal: AbortSignal): Promise<Answer | Gone> => {
    for (let isLast = false; ; isLast = true) {
      const token = await tokens.get(repo, signal);
      if (isGone(token)) return token;
      const answer = await send({ method: "GET", path, token: token.token }, signal);
      if (answer.status !== 401 && !isNotOurs(answer)) return answer;
      tokens.drop(repo, token);
      if (isLast) return answer;
    }
  };

  const goneItself = async (repo: Repo, signal: AbortSignal): Promise<Gone | undefined> => {
    const path = addressOf(repo);
    const answer = await ask(repo, path, signal);
    if (isGone(answer)) return answer;
    if (answer.status === 200) return undefined;
    if (isNotThere(answer)) return { gone: "uninstalled" };
    const gone = goneBy(answer);
    if (gone) return gone;
    throw unexpected({ method: "GET", path }, answer, now());
  };

  return {
    goneItself,
    async read({ repo, path: below, schema, absent = [] }, signal) {
      const path = addressOf(repo) + below;
      const request = { method: "GET", path } as const;
      const answer = await ask(repo, path, signal);
      if (isGone(answer)) return answer;
      if (answer.status === 200) return { value: parsed(request, answer, schema), answer };
      const isMoved = isRedirect(answer) && below.startsWith("/issues/");
      const gone = isMoved ? { gone: "transferred" as const } : goneBy(answer);
      if (gone) return gone;
      if (isNotThere(answer) || absent.includes(answer.status)) return goneItself(repo, signal);
      throw unexpected(request, answer, now());
    },
  };
}

export function addressOf({ repo }: Repo): string {
  return `/repositories/${repo.id}`;
}
