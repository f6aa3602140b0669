import { sendProblem } from "@frontdesk/shared/http/problem";
import type { RequestHandler, Response } from "express";
import type { Cookie } from "./cookies.ts";
import type { Key, Keys } from "./keys.ts";
import type { Rights } from "./rights.ts";
import type { Session, Sessions } from "./sessions.ts";
import { YOU } from "./signed-in.ts";
import { setViewer, type Viewer } from "./viewer.ts";

export type IdentifyDeps = {
  cookie: Cookie;
  sessions: Sessions;
  keys: Keys;
  /** None where nobody signs in with GitHub. */
  rights: Rights | undefined;
  /** Whether whoever sits at this machine is let in by a link: with everything, and only where the console is theirs alone. */
  isOwnMachine: boolean;
  /** Counts what may be guesses, and lets on as long as there aren't too many. */
  guess: RequestHandler;
};

/** Whose request it is. One with a key is the key's, whatever cookie comes along; a key that is none is refused. */
export function identify({ cookie, sessions, keys, rights, isOwnMachine, guess }: IdentifyDeps): RequestHandler {
  const personal = (session: Session): Viewer => {
    const { who, by, csrf, until, tag } = session;
    const permission: Viewer["permission"] =
      who.id === YOU.id ? async () => "admin" : (rights?.of(who.id) ?? (async () => "none"));
    const stillSignedIn = () => sessions.isAlive(session);
    return { kind: "person", ...who, signedInBy: by, csrf, until, session: tag, permission, stillSignedIn };
  };
  const programmatic = (text: string, { id, name, repos }: Key): Viewer => ({
    ...{ kind: "key", id: `key:${id}`, name, signedInBy: "key" },
    permission: async ({ repo }) => (!repos || repos.some((one) => one.id === repo.id) ? "triage" : "none"),
    stillSignedIn: async () => (await keys.find(text)) !== undefined,
  });

  return async (request, response, next) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const text = /^Bearer (\S{1,200})$/i.exec(authorization)?.[1] ?? "";
      const key = await keys.find(text);
      // What was made for everything on one's own machine is for nothing where others come.
      if (!key || !(key.repos || isOwnMachine)) return void guess(request, response, () => refuse(response));
      setViewer(request, programmatic(text, key));
      return next();
    }
    const given = cookie.read(request);
    const session = given === undefined ? undefined : await sessions.find(given);
    if (session && (isOwnMachine || session.who.id !== YOU.id)) setViewer(request, personal(session));
    next();
  };
}

function refuse(response: Response): void {
  response.setHeader("www-authenticate", "Bearer");
  sendProblem(
    response,
    401,
    "This key opens nothing. It may have been revoked; whoever signs in can make another one.",
  );
}

/** The session of this request, for what ends it. */
export async function sessionOf(
  request: Parameters<RequestHandler>[0],
  { cookie, sessions }: Pick<IdentifyDeps, "cookie" | "sessions">,
): Promise<Session | undefined> {
  const given = cookie.read(request);
  return given === undefined ? undefined : sessions.find(given);
}
