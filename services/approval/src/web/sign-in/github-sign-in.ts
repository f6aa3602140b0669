import { createHash } from "node:crypto";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { isTurnedDown, type People } from "@frontdesk/shared/ports/people";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import type { Cookie } from "../cookies.ts";
import type { PersonTokens } from "../person-tokens.ts";
import { randomText, type Secrets } from "../secrets.ts";
import type { Who } from "../signed-in.ts";
import { ownPage } from "./next.ts";
import type { Because } from "./page.ts";

export type GitHubSignInDeps = {
  url: string;
  people: People;
  secrets: Secrets;
  tokens: PersonTokens;
  /** What the browser carries from the beginning of a sign-in to its end. */
  begun: Cookie;
  /** Lets them in. */
  enter: (request: Request, response: Response, who: Who, sealedToken: string) => Promise<void>;
  log: Log;
  now: () => Date;
};

const CALLBACK = "/sign-in/github/callback";
const BEGUN_FOR = 10 * MINUTE;
const WITHIN = 10 * SECOND;

const begunSchema = z.object({ state: z.string(), verifier: z.string(), next: z.string(), until: z.number() });
type Begun = z.infer<typeof begunSchema>;

/**
 * With GitHub, by the App's own OAuth. What comes back counts only in the browser that it was begun in (`state`), and the
 * code can be exchanged only by who began (PKCE): nobody is signed in as somebody else by following a link.
 */
export function createGitHubSignIn(deps: GitHubSignInDeps): Router {
  const { url, people, secrets, tokens, begun, enter, log, now } = deps;
  const callback = url + CALLBACK;

  const begin: RequestHandler = (request, response) => {
    const [state, verifier] = [randomText(), randomText()];
    const next = ownPage(request.query.next, url);
    const carried = { state, verifier, next, until: after(now(), BEGUN_FOR).getTime() } satisfies Begun;
    begun.set(response, secrets.seal("a sign-in", JSON.stringify(carried)), BEGUN_FOR);
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    response.redirect(302, people.signInUrl({ callback, state, challenge }));
  };

  const carriedBy = (request: Request): Begun | undefined => {
    const text = secrets.open("a sign-in", begun.read(request) ?? "");
    const carried = text === undefined ? undefined : begunSchema.parse(JSON.parse(text));
    return carried && carried.state === request.query.state && now().getTime() < carried.until ? carried : undefined;
  };

  const finish: RequestHandler = async (request, response) => {
    const carried = carriedBy(request);
    begun.clear(response);
    const turnAway = (because: Because) => {
      const query = new URLSearchParams({ because, ...(carried && { next: carried.next }) });
      response.redirect(303, `/sign-in?${query}`);
    };
    if (!carried) return turnAway("elsewhere");
    const { code, error } = request.query;
    if (typeof code !== "string") return turnAway(whyWithoutCode(error, log));
    try {
      const came = await whoCame({ code, callback, verifier: carried.verifier }, { people, tokens, log });
      if (typeof came === "string") return turnAway(came);
      await enter(request, response, came.who, came.sealed);
      response.redirect(303, carried.next);
    } catch (failure) {
      if (!(failure instanceof Unavailable)) throw failure;
      log.warn("a sign-in failed", { error: failure });
      turnAway("unreachable");
    }
  };

  return Router().get("/sign-in/github", begin).get(CALLBACK, finish);
}

function whyWithoutCode(error: unknown, log: Log): Because {
  if (error === "access_denied") return "denied";
  log.error("GitHub signs nobody in", { error: String(error).slice(0, 100) });
  return error === "redirect_uri_mismatch" ? "callback" : "failed";
}

async function whoCame(
  came: { code: string; callback: string; verifier: string },
  { people, tokens, log }: Pick<GitHubSignInDeps, "people" | "tokens" | "log">,
): Promise<{ who: Who; sealed: string } | Because> {
  const signal = AbortSignal.timeout(WITHIN);
  try {
    const token = await people.exchange(came, signal);
    if (isTurnedDown(token)) {
      const { turnedDown } = token;
      if (turnedDown === "bad_verification_code") return "code";
      log.error("GitHub signs nobody in", { error: turnedDown });
      return turnedDown === "incorrect_client_credentials" ? "credentials" : "failed";
    }
    const person = await people.whoIs(token.token, signal);
    if (!person) return "failed";
    const id = `github:${person.id}`;
    return { who: { id, name: person.login }, sealed: tokens.seal(id, token) };
  } catch (cause) {
    if (!signal.aborted || cause !== signal.reason) throw cause;
    throw new Unavailable(`GitHub signed nobody in within ${WITHIN / SECOND} s`, { cause });
  }
}
