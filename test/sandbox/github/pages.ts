import express, { type RequestHandler, Router } from "express";
import type { FakeCodeHost } from "../../chaos/fake-code-host.ts";
import { fileIssue, type Webhook } from "./file-issue.ts";

/** A plain page per issue, and one to file them: enough to see the other side of Frontdesk. */
export function createPages(github: FakeCodeHost, webhook: Webhook): RequestHandler {
  const router = Router();
  router.get("/", (_request, response) => {
    const rows = github.places().map((place) => {
      const title = github.issueAt(place)?.title ?? "";
      return `<li><a href="/${place}">${escapeHtml(title)}</a> <small>${escapeHtml(place)}</small></li>`;
    });
    const form = `<form method="post" action="/issues">
      <p><input name="title" size="60" required placeholder="Title"></p>
      <p><textarea name="body" rows="6" cols="60" placeholder="What happened?"></textarea></p>
      <p><button>File the issue</button></p></form>`;
    response.send(page("Issues", `<ul>${rows.join("")}</ul><h2>File an issue</h2>${form}`));
  });
  router.post("/issues", express.urlencoded({ extended: false }), async (request, response) => {
    const { title = "", body = "" } = request.body as { title?: string; body?: string };
    const place = await fileIssue(github, webhook, { title, body });
    response.redirect(303, `/${place}`);
  });
  router.get("/:owner/:repo/issues/:number", (request, response, next) => {
    const place = request.path.slice(1);
    const issue = github.issueAt(place);
    if (!issue) return next();
    const comments = github.commentsAt(place).map(({ body, byUs }) => {
      const who = byUs ? "frontdesk (bot)" : "somebody";
      return `<section><h3>${who}</h3><pre>${escapeHtml(body)}</pre></section>`;
    });
    const none = '<p>No comment yet. <a href="">Look again</a></p>';
    response.send(
      page(
        issue.title,
        `<pre>${escapeHtml(issue.body)}</pre>${comments.join("") || none}<p><a href="/">All issues</a></p>`,
      ),
    );
  });
  return router;
}

function page(title: string, body: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title>
    <style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap}</style>
    <h1>${escapeHtml(title)}</h1>${body}`;
}

function escapeHtml(text: string): string {
  const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (character) => named[character] ?? character);
}
