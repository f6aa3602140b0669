import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Response, Router } from "express";
import { type Html, html } from "./html.ts";

/** What the console has, too; then our own. */
const SHARED = ["scale", "basics", "parts", "markdown"].map((name) => `../../../shared/look/${name}.css`);
const CSS = [...SHARED, "frame.css", "layout.css", "github.css", "slack.css"].map(read).join("\n");
const SCRIPT = read("live.js");

const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

/** Where the other pages of the sandbox are, once they are known. */
export type Neighbours = { console?: string; channel?: string; issues?: string };

export type Page = {
  title: string;
  /** Whom this stands in for. */
  standsIn: string;
  body: Html;
  neighbours?: Neighbours;
  /** Changes with what the page shows: then the parts that are marked `data-live` are put in anew. */
  version?: string;
};

/** A whole page, with the strip that says what it is. Only our own script runs on it, whatever somebody wrote. */
export function sendPage(response: Response, { title, standsIn, body, neighbours = {}, version }: Page): void {
  const { console: desk, channel, issues } = neighbours;
  const links = [
    ...(issues === undefined ? [] : [html`<a href="${issues}">Issues</a>`]),
    ...(channel === undefined ? [] : [html`<a href="${channel}">Channel</a>`]),
    ...(desk === undefined ? [] : [html`<a href="${desk}">Open the console</a>`]),
  ];
  const marked = version === undefined ? undefined : html` data-version="${version}"`;
  const text = html`<!doctype html>
<html lang="en"${marked}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${title} · Sandbox</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/sandbox.css">
<script src="/live.js" type="module"></script></head>
<body><header class="strip"><strong>Sandbox</strong><span class="says">Stands in for ${standsIn}. Nothing here leaves this machine.</span>
<span class="lost" id="lost" hidden>It does not answer: has it been stopped?</span>
<nav class="end" aria-label="Sandbox">${links}</nav></header>${body}
<p class="sr" id="status" role="status"></p></body></html>`;
  response.set("content-security-policy", POLICY).type("html");
  const tag = `"${version}"`;
  if (version !== undefined) response.set({ etag: tag, "cache-control": "no-cache" });
  // Express takes no heed of it here: browsers say "no-cache" where a script asks with a tag of its own.
  if (version !== undefined && response.req.headers["if-none-match"] === tag) response.status(304).end();
  else response.send(text.html);
}

/** What the pages need beside themselves. */
export function createLook(): Router {
  const router = Router();
  router.get("/sandbox.css", (_request, response) => void response.type("css").send(CSS));
  router.get("/live.js", (_request, response) => void response.type("js").send(SCRIPT));
  return router;
}

function read(path: string): string {
  return readFileSync(join(import.meta.dirname, path), "utf8");
}
