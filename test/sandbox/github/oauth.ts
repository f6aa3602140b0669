import { createHash, randomBytes } from "node:crypto";
import { type Request, Router } from "express";
import { html } from "../look/html.ts";
import { callerOf } from "./auth.ts";
import { sendDoor } from "./door.ts";
import { accountNamed } from "./find.ts";
import { renderAccount } from "./render.ts";
import type { App } from "./state.ts";
import { stamp, type World } from "./world.ts";

const LIFE_OF_CODE = 600_000;
const LIFE_OF_TOKEN = 8 * 3_600_000;

/** Signing in: a page where one chooses who to be, and the exchange of its code for a token. */
export function createOAuth(world: World): Router {
  const { state, now } = world;
  const router = Router();
  const later = (milliseconds: number) => stamp(new Date(now().getTime() + milliseconds));
  const appOf = (id: unknown): App | undefined => state.all("apps").find(({ clientId }) => clientId === id);

  router.get("/login/oauth/authorize", (request, response) => {
    const { client_id, redirect_uri = "", state: carried = "", code_challenge = "" } = textsIn(request.query);
    const app = appOf(client_id);
    if (!app) {
      sendDoor(response.status(404), world, "Not found", html`<h1>No App has this client id</h1>`);
      return;
    }
    const people = state.all("accounts").filter(({ type }) => type === "User");
    const choices = people.map(
      ({ login }) => html`<form method="post" action="/login/oauth/authorize">
<input type="hidden" name="client_id" value="${app.clientId}"><input type="hidden" name="redirect_uri" value="${redirect_uri}">
<input type="hidden" name="state" value="${carried}"><input type="hidden" name="code_challenge" value="${code_challenge}"><button class="btn go" name="login" value="${login}">Sign in as ${login}</button></form>`,
    );
    sendDoor(response, world, "Sign in", html`<h1>Sign in to ${app.name}</h1><p>Who are you?</p>${choices}`);
  });

  router.post("/login/oauth/authorize", (request, response) => {
    const { client_id, redirect_uri, state: carried = "", login = "", code_challenge } = textsIn(request.body);
    const app = appOf(client_id);
    const person = accountNamed(state, login);
    if (!app || !person || !redirect_uri || !URL.canParse(redirect_uri)) {
      sendDoor(response.status(400), world, "Not so", html`<h1>App, person or redirect_uri is missing</h1>`);
      return;
    }
    const code = state.put("codes", {
      ...{ id: randomBytes(10).toString("hex"), appId: app.id, userId: person.id },
      ...{ expiresAt: later(LIFE_OF_CODE), used: false, ...(code_challenge && { challenge: code_challenge }) },
    });
    const target = new URL(redirect_uri);
    target.searchParams.set("code", code.id);
    if (carried) target.searchParams.set("state", carried);
    response.redirect(302, target.href);
  });

  /** GitHub answers its refusals here with 200. */
  router.post("/login/oauth/access_token", (request, response) => {
    const answer = exchange(textsIn({ ...request.query, ...(request.body as object | undefined) }));
    if (request.headers.accept?.includes("json")) response.json(answer);
    else response.type("application/x-www-form-urlencoded").send(new URLSearchParams(answer).toString());
  });
  function exchange(sent: { [name: string]: string | undefined }) {
    const { client_id, client_secret, code = "", code_verifier = "" } = sent;
    const app = appOf(client_id);
    if (!app || app.clientSecret !== client_secret) {
      const error_description = "The client_id and/or client_secret passed are incorrect.";
      return { error: "incorrect_client_credentials", error_description };
    }
    if (sent.grant_type === "refresh_token") return refreshed(app, sent.refresh_token);
    const found = state.get("codes", code);
    const expired = !found || found.used || Date.parse(found.expiresAt) <= now().getTime();
    const isProven = found?.challenge === undefined || challengeOf(code_verifier) === found.challenge;
    if (expired || !isProven || found.appId !== app.id || found.userId === null) {
      const error_description = "The code passed is incorrect or expired.";
      return { error: "bad_verification_code", error_description };
    }
    state.put("codes", { ...found, used: true });
    return tokenFor(app, found.userId);
  }
  function tokenFor(app: App, userId: number) {
    const refresh = `ghr_${randomBytes(38).toString("hex")}`;
    const token = state.put("tokens", {
      ...{ id: `ghu_${randomBytes(18).toString("hex")}`, appId: app.id, installationId: null, userId, refresh },
      ...{ permissions: app.permissions, repositoryIds: null, expiresAt: later(LIFE_OF_TOKEN) },
    });
    const life = { expires_in: String(LIFE_OF_TOKEN / 1_000), refresh_token_expires_in: "15811200" };
    return { access_token: token.id, refresh_token: refresh, ...life, scope: "", token_type: "bearer" };
  }
  /** Once used, it and the token that came with it are good for nothing. */
  function refreshed(app: App, refresh: string | undefined) {
    const found = state.all("tokens").find((token) => refresh !== undefined && token.refresh === refresh);
    if (!found || found.appId !== app.id || found.userId === null) {
      return { error: "bad_refresh_token", error_description: "The refresh token passed is incorrect or expired." };
    }
    const { refresh: _used, ...rest } = found;
    state.put("tokens", { ...rest, expiresAt: stamp(now()) });
    return tokenFor(app, found.userId);
  }

  router.get("/user", (request: Request, response) => {
    const { account, kind } = callerOf(world, request);
    if (kind === "installation") {
      response.status(403).json({ message: "Resource not accessible by integration", status: "403" });
      return;
    }
    response.json({ ...renderAccount(world, account), name: account.login });
  });
  return router;
}

export function textsIn(fields: unknown): { [name: string]: string | undefined } {
  const entries = Object.entries((fields ?? {}) as { [name: string]: unknown });
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

/** https://www.rfc-editor.org/rfc/rfc7636#section-4.2, S256: GitHub knows no other. */
function challengeOf(verifier: string): string {
  return createHash("sha256").update(verifier).digest("base64url");
}
