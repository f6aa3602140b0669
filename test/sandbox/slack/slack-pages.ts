import { randomBytes } from "node:crypto";
import express, { type Request, type Response, Router } from "express";
import { sendPage } from "../look/frame.ts";
import { type Html, html } from "../look/html.ts";
import { icon } from "../look/icons.ts";
import { channelPage } from "./channel-page.ts";
import type { Interact } from "./interact.ts";
import type { Channel, User } from "./state.ts";
import { TROUBLES, type Trouble, type TroubleName } from "./trouble.ts";
import type { Wire } from "./wire.ts";
import type { World } from "./world.ts";

type Parts = { interact: Interact; trouble: Trouble; wire: Wire };

const YOU = "sandbox_slack_you";

/** The channels as people see them, with buttons and forms that work; and what goes on behind. Whatever was written is text. */
export function createSlackPages(world: World, parts: Parts): Router {
  const { state } = world;
  const { interact, trouble, wire } = parts;
  const router = Router();
  const started = randomBytes(4).toString("hex");
  const version = () => [started, state.version(), wire.version(), trouble.current()].join("-");

  router.use(express.urlencoded({ extended: false, limit: "1mb" }));
  router.get("/", (_request, response) => response.redirect(302, `/channels/${state.all("channels")[0]?.id}`));
  router.get("/channels/:id", (request, response, next) => {
    const channel = state.get("channels", request.params.id);
    if (!channel) return next();
    const you = personOf(world, request);
    const body = html`<div class="sb sb-chat">${channelList(state.all("channels"), channel)}${channelPage(world, channel, you)}${behind(world, you, channel, parts)}</div>`;
    const { neighbours } = world;
    return sendPage(response, { title: `# ${channel.name}`, standsIn: "Slack", neighbours, version: version(), body });
  });

  const back = (request: Request, response: Response) => {
    const channel = state.get("channels", fieldsIn(request).channel ?? "") ?? state.all("channels")[0];
    response.redirect(303, `/channels/${channel?.id}`);
  };
  router.post("/you", (request, response) => {
    const { you = "" } = fieldsIn(request);
    if (state.get("users", you)) response.cookie(YOU, you, { httpOnly: true, sameSite: "lax" });
    back(request, response);
  });
  router.post("/trouble", (request, response) => {
    const { trouble: name = "none" } = fieldsIn(request);
    if (name in TROUBLES) trouble.choose(name as TroubleName);
    back(request, response);
  });
  router.post("/click", async (request, response) => {
    const { channel = "", ts = "", action = "" } = fieldsIn(request);
    const isThere = state.get("messages", `${channel} ${ts}`)?.blocks.some((block) => block.type === "actions");
    // A button that is gone since the page was drawn can't be pressed any more.
    if (isThere) await interact.click({ channel, ts }, action, personOf(world, request).id);
    back(request, response);
  });
  router.post("/submit", async (request, response) => {
    const { view = "", ...fields } = fieldsIn(request);
    const own = state.get("views", view);
    const typed = Object.entries(fields).flatMap(([name, value = ""]) =>
      name.startsWith("text:") ? [[name.slice("text:".length), value.replaceAll("\r\n", "\n")]] : [],
    );
    if (own && !own.closed) await interact.submit(view, Object.fromEntries(typed));
    back(request, response);
  });
  router.post("/close", (request, response) => {
    const view = state.get("views", fieldsIn(request).view ?? "");
    if (view) state.put("views", { ...view, closed: true });
    back(request, response);
  });
  router.use((_request, response) => {
    const body = html`<main class="door"><h1>There is nothing here</h1><p><a href="/">The channel</a></p></main>`;
    sendPage(response.status(404), { title: "Not found", standsIn: "Slack", neighbours: world.neighbours, body });
  });
  return router;
}

function channelList(channels: Channel[], current: Channel): Html {
  const links = channels.map(({ id, name }) => {
    const here = id === current.id ? html` aria-current="page"` : undefined;
    return html`<a class="channel" href="/channels/${id}"${here}># ${name}</a>`;
  });
  return html`<nav class="sb-side" aria-label="Channels"><div class="sb-side-head"><h2>Acme</h2></div>${links}</nav>`;
}

/** The column at the right: who one is, what went to and fro, and what is to go wrong. */
function behind({ state }: World, you: User, channel: Channel, { trouble, wire }: Parts): Html {
  const back = html`<input type="hidden" name="channel" value="${channel.id}">`;
  const people = state
    .all("users")
    .filter(({ isBot }) => !isBot)
    .map(({ id, name, says }) => radio("you", id, `${name}, ${says}`, id === you.id));
  const troubles = Object.entries(TROUBLES).map(([value, says]) =>
    radio("trouble", value, says, value === trouble.current()),
  );
  const passages = wire.passages().map(({ id, what, status, says, at }) => {
    const isGood = status >= 200 && status < 400;
    const shown = html`<span class="state ${isGood ? "good" : "stop"}">${icon(isGood ? "good" : "stop")}${status === 0 ? "no answer" : status}</span>`;
    return html`<li id="${id}"><b>${what}</b>${shown}<span>${at.slice(11, 19)}, ${says}</span></li>`;
  });
  return html`<aside class="sb-side right" aria-label="Behind the page">
<section><h2 id="you">You are</h2><form method="post" action="/you" data-at-once>${back}
<div class="radio-list" role="radiogroup" aria-labelledby="you">${people}</div><button class="btn small unscripted">Be this person</button></form></section>
<section id="trouble" data-live><h2 id="make-trouble">Make trouble</h2><form method="post" action="/trouble" data-at-once>${back}
<div class="radio-list" role="radiogroup" aria-labelledby="make-trouble">${troubles}</div><button class="btn small unscripted">Make it</button></form></section>
<section><h2>What went over the wire</h2><div id="wire" data-live>${passages.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : html`<ol class="wire">${passages}</ol>`}</div></section></aside>`;
}

function radio(name: string, value: string, says: string, isOn: boolean): Html {
  return html`<label><input type="radio" name="${name}" value="${value}"${isOn ? html` checked` : undefined}><span>${says}</span></label>`;
}

function personOf({ state }: World, request: Request): User {
  const [, chosen = ""] = new RegExp(`(?:^|; )${YOU}=([\\w-]+)`).exec(request.headers.cookie ?? "") ?? [];
  const people = state.all("users").filter(({ isBot }) => !isBot);
  const you = people.find(({ id }) => id === chosen) ?? people[0];
  if (!you) throw new Error("nobody is there");
  return you;
}

function fieldsIn(request: Request): { [name: string]: string | undefined } {
  return (request.body ?? {}) as { [name: string]: string | undefined };
}
