import { generateKeyPairSync, randomBytes } from "node:crypto";
import { type Response, Router } from "express";
import { html } from "../look/html.ts";
import { sendDoor } from "./door.ts";
import { accountFor, accountNamed } from "./find.ts";
import { textsIn } from "./oauth.ts";
import { notFound } from "./refusal.ts";
import { renderApp } from "./render.ts";
import type { Account, App, Hook, Permissions } from "./state.ts";
import { stamp, type World } from "./world.ts";

const LIFE_OF_CODE = 3_600_000;

/** What the form at /settings/apps/new carries, as far as it matters here. */
type Manifest = {
  name: string;
  redirect_url: string;
  setup_url?: string;
  hook_attributes?: { url: string };
  default_permissions?: Permissions;
  default_events?: string[];
};

export type NewApp = { name: string; permissions: Permissions; events: string[]; hook: Hook | null; setupUrl?: string };

export function registerApp(world: World, owner: Account, made: NewApp): App {
  const { state } = world;
  const { name, permissions, events, hook, setupUrl = null } = made;
  const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  // As GitHub gives it: "BEGIN RSA PRIVATE KEY", which is PKCS#1.
  const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const privateKey = pair.privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  return state.put("apps", {
    ...{ id: state.nextId(), slug, name, ownerId: owner.id, botId: accountFor(state, `${slug}[bot]`, "Bot").id },
    ...{ privateKey, webhookSecret: randomBytes(20).toString("hex"), permissions, events, hook, setupUrl },
    ...{ clientId: `Iv23li${randomBytes(7).toString("hex")}`, clientSecret: randomBytes(20).toString("hex") },
  });
}

/** The settings page that a manifest is sent to, and the exchange of its code for the App's secrets. */
export function createManifestFlow(world: World): Router {
  const { state, now } = world;
  const router = Router();

  router.post(["/settings/apps/new", "/organizations/:owner/settings/apps/new"], (request, response) => {
    const { manifest = "", create, owner } = textsIn(request.body);
    const { state: carried = "" } = textsIn(request.query);
    const described = parse(manifest);
    if (!described) return refuse(response, world, "The manifest has no name, no redirect_url, or is no JSON.");
    const orgName = "owner" in request.params ? String(request.params.owner) : owner;
    if (create === undefined) {
      const body = html`<h1>Create ${described.name}</h1>
<p>It will get these permissions: ${permissionsOf(described)}. Webhooks go to ${described.hook_attributes?.url ?? "nobody"}.</p>
<form method="post"><input type="hidden" name="manifest" value="${manifest}">
<input type="hidden" name="owner" value="${orgName}">
<button class="btn go" name="create" value="yes">Create GitHub App</button></form>`;
      sendDoor(response, world, "Create a GitHub App", body);
      return;
    }
    const by = accountNamed(state, orgName ?? "") ?? state.all("accounts").find(({ type }) => type === "User");
    const hookUrl = described.hook_attributes?.url;
    const app = registerApp(world, by ?? accountFor(state, "somebody"), {
      ...{ name: described.name, permissions: described.default_permissions ?? {} },
      ...{ events: described.default_events ?? [], hook: hookUrl ? { url: hookUrl, contentType: "json" } : null },
      ...(described.setup_url === undefined ? {} : { setupUrl: described.setup_url }),
    });
    const expiresAt = stamp(new Date(now().getTime() + LIFE_OF_CODE));
    const id = randomBytes(20).toString("hex");
    const code = state.put("codes", { id, appId: app.id, userId: null, expiresAt, used: false });
    const target = new URL(described.redirect_url);
    target.searchParams.set("code", code.id);
    if (carried) target.searchParams.set("state", carried);
    response.redirect(302, target.href);
  });

  router.post("/app-manifests/:code/conversions", (request, response) => {
    const code = state.get("codes", request.params.code);
    const app = code && code.userId === null ? state.get("apps", code.appId) : undefined;
    if (!code || !app || code.used || Date.parse(code.expiresAt) <= now().getTime()) throw notFound();
    state.put("codes", { ...code, used: true });
    const { privateKey: pem, webhookSecret: webhook_secret, clientSecret: client_secret } = app;
    response.status(201).json({ ...renderApp(world, app), pem, webhook_secret, client_secret });
  });
  return router;
}

function permissionsOf({ default_permissions = {} }: Manifest): string {
  const granted = Object.entries(default_permissions).map(([name, level]) => `${name}: ${level}`);
  return granted.join(", ") || "none";
}

function parse(manifest: string): Manifest | undefined {
  try {
    const described = JSON.parse(manifest);
    const usable = typeof described.name === "string" && URL.canParse(described.redirect_url);
    return usable ? described : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: Response, world: World, why: string): void {
  sendDoor(response.status(422), world, "Not so", html`<h1>${why}</h1>`);
}
