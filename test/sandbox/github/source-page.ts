import { Router } from "express";
import { sendPage } from "../look/frame.ts";
import { html } from "../look/html.ts";
import { commitAt } from "./change-repos.ts";
import { fullNameOf } from "./find.ts";
import { repoInPath } from "./repo-in-path.ts";
import type { World } from "./world.ts";

/** A file at a commit: where the replies' links lead. Each line can be linked, as in `#L3-L7`. */
export function createSourcePages(world: World): Router {
  const router = Router();
  router.get("/:owner/:repo/blob/:ref/*path", (request, response, next) => {
    const repo = repoInPath(world, request);
    const commit = repo && commitAt(repo, request.params.ref);
    const path = [request.params.path].flat().join("/");
    const text = commit?.files[path];
    if (!repo || !commit || text === undefined) return next();
    const name = fullNameOf(world.state, repo);
    const lines = text
      .replace(/\n$/, "")
      .split("\n")
      .map(
        (line, index) =>
          html`<li id="L${index + 1}"><a href="#L${index + 1}">${index + 1}</a><span>${line}</span></li>`,
      );
    const body = html`<main class="sb-main"><h1 class="sb-title">${path} <span>at ${commit.sha.slice(0, 7)}</span></h1>
<p class="sb-meta"><a href="/${name}/issues">${name}</a> ${commit.message}</p>
<div class="sheet wide"><ol class="source" tabindex="0">${lines}</ol></div></main>`;
    return sendPage(response, { title: path, standsIn: "GitHub", neighbours: world.neighbours, body });
  });
  return router;
}
