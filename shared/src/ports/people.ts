import type { Repo } from "../domain/repository.ts";
import type { Permission } from "./code-host.ts";

/**
 * GitHub, as people sign in with it, and as each of them sees it: under a person's own token, which can do what both
 * the person and our App may.
 *
 * Every call ends when `signal` aborts, by rejecting. Rejects with `Unavailable` where GitHub can't be reached, has had
 * enough of us for now, or doesn't answer as it should. What GitHub says no to is a value.
 */
export interface People {
  /** Where a browser is sent so that somebody signs in. It comes back to `callback` with a code, or with an error. */
  signInUrl(wish: { callback: string; state: string; challenge: string }): string;

  /** A code is good once. `verifier` is what the challenge was made from (RFC 7636, S256). */
  exchange(
    came: { code: string; callback: string; verifier: string },
    signal: AbortSignal,
  ): Promise<PersonToken | TurnedDown>;

  /** The next token, for one that expires. Both parts of the one before are good for nothing from then on. */
  renew(refresh: string, signal: AbortSignal): Promise<PersonToken | TurnedDown>;

  /** Whose token it is; undefined if GitHub doesn't take it any more. */
  whoIs(token: string, signal: AbortSignal): Promise<Person | undefined>;

  /**
   * What this person may do in the repository. What they may not see is "none", as is what isn't there: GitHub doesn't
   * tell one from the other. Undefined if GitHub doesn't take the token any more.
   */
  permission(repo: Repo, token: string, signal: AbortSignal): Promise<Permission | undefined>;
}

/** A person's number stays when they rename themselves. */
export type Person = { id: number; login: string };

export type PersonToken = {
  token: string;
  /** Good for one renewal. Not there if the token is good until somebody revokes it. */
  refresh?: string;
};

/** In OAuth's own word, such as `bad_verification_code`. */
export type TurnedDown = { turnedDown: string };

export function isTurnedDown(answer: object): answer is TurnedDown {
  return "turnedDown" in answer;
}
