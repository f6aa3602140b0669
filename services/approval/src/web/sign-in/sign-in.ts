import { sendProblem } from "@frontdesk/shared/http/problem";
import { type Request, type Response, Router } from "express";
import { isOwnOrigin } from "../check-change.ts";
import type { Cookie } from "../cookies.ts";
import { sessionOf } from "../identify.ts";
import type { Sessions } from "../sessions.ts";
import { type Came, LINK_PATH, type SignInLinks } from "../sign-in-links.ts";
import { SESSION_LASTS } from "../signed-in.ts";
import { viewerOf } from "../viewer.ts";
import { ownPage } from "./next.ts";
import { confirmPage, isBecause, signInPage } from "./page.ts";
import { STYLE } from "./style.ts";

export type SignInDeps = {
  url: string;
  cookie: Cookie;
  sessions: Sessions;
  links: SignInLinks;
  isOwnMachine: boolean;
  hasGitHub: boolean;
};

/** The page at the door, the links that open it, and the way out. */
export function createSignIn(deps: SignInDeps): Router {
  const { url, cookie, sessions, links, isOwnMachine, hasGitHub } = deps;
  const router = Router();

  router.get("/sign-in.css", (_request, response) => {
    response.type("css").set("cache-control", "public, max-age=3600").send(STYLE);
  });

  router.get("/sign-in", (request, response) => {
    const next = ownPage(request.query.next, url);
    const viewer = viewerOf(request);
    sendPage(response, 200, {
      because: isBecause(request.query.because) ? request.query.because : undefined,
      github: hasGitHub ? `/sign-in/github?${new URLSearchParams({ next })}` : undefined,
      inside: viewer && { name: viewer.name, next },
    });
  });

  router.get(`${LINK_PATH}/:token`, async (request, response) => {
    // A browser that looks ahead, or shows a preview, would use the link up before anybody follows it.
    if (isPrefetch(request)) return void sendProblem(response, 503, "This link is not there to be looked at ahead.");
    const token = String(request.params.token);
    const from = request.headers["sec-fetch-site"];
    if (from === "none" || from === "same-origin") return follow(request, response, token);
    // From a stranger's page: it may be a stranger's link, which would have people work under a stranger's name.
    // Or no browser says so: a chat that shows a preview would use the link up. Our command line posts.
    const came = await links.look(token);
    if (!came) return sendPage(response, 410, { because: "link" });
    response.type("html").send(
      confirmPage({
        name: came.who.name,
        action: `${LINK_PATH}/${token}?${new URLSearchParams({ next: ownPage(request.query.next, url) })}`,
      }),
    );
  });

  router.post(`${LINK_PATH}/:token`, async (request, response) => {
    if (isOwnOrigin(request, url)) return follow(request, response, String(request.params.token));
    sendProblem(response, 403, `This came from another page than one of ${url}.`);
  });

  router.post("/sign-out", async (request, response) => {
    const session = await ownSession(request);
    // Nobody is signed in, or the browser sent no cookie, as it does with another site's form: it keeps what it has.
    if (!session) return void response.status(204).end();
    await sessions.end(session);
    leave(response);
  });

  router.post("/sign-out/everywhere", async (request, response) => {
    const session = await ownSession(request);
    if (!session) return void sendProblem(response, 401, "You are not signed in.");
    await sessions.endEverywhere(session.who.id);
    leave(response);
  });

  return router;

  async function follow(request: Request, response: Response, token: string): Promise<void> {
    const came = await links.use(token);
    const isIn = came && (await enter(request, response, { ...came, by: "link" }, deps));
    if (!isIn) return sendPage(response, 410, { because: "link" });
    response.redirect(303, ownPage(request.query.next, url));
  }

  /** What comes with a key is the key's, whatever cookie it has: nothing says that a page of ours sent it. */
  async function ownSession(request: Request) {
    return viewerOf(request)?.kind === "person" ? sessionOf(request, deps) : undefined;
  }

  function leave(response: Response): void {
    cookie.clear(response);
    response.status(204).end();
  }

  function sendPage(response: Response, status: number, door: Omit<Parameters<typeof signInPage>[0], "isOwnMachine">) {
    response
      .status(status)
      .type("html")
      .send(signInPage({ ...door, isOwnMachine }));
  }
}

/**
 * A session of its own for whoever comes in, never the one that the browser had: somebody else may have put that there.
 * False where the session that it comes out of is over.
 */
export async function enter(
  request: Request,
  response: Response,
  { who, by, ...given }: Came & { by: "github" | "link"; sealedToken?: string },
  { cookie, sessions }: Pick<SignInDeps, "cookie" | "sessions">,
): Promise<boolean> {
  const before = await sessionOf(request, { cookie, sessions });
  const begun = await sessions.begin(who, by, given);
  if (!begun) return false;
  if (before) await sessions.end(before);
  cookie.set(response, begun.cookie, SESSION_LASTS);
  return true;
}

/** https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Purpose */
function isPrefetch({ method, headers }: Request): boolean {
  return method === "HEAD" || /prefetch|preview/i.test(`${headers["sec-purpose"] ?? ""} ${headers.purpose ?? ""}`);
}
