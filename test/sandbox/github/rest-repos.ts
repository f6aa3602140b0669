import { type Request, Router } from "express";
import { enterRepo, isAtLeast } from "./auth.ts";
import { commitAt } from "./change-repos.ts";
import { accountNamed, fullNameOf, roleOf } from "./find.ts";
import { blobSha, treeOf } from "./git-objects.ts";
import { notFound, Refusal } from "./refusal.ts";
import { renderAccount, renderRepo } from "./render.ts";
import type { Commit, Repo, Role } from "./state.ts";
import { apiUrlOf, type World } from "./world.ts";

const REPO = "/repos/:owner/:repo";
/** Above it, GitHub gives a file's name and size alone. */
const LARGEST_INLINE = 1024 * 1024;

const LEGACY: { [role in Role]: string } = {
  admin: "admin",
  maintain: "write",
  write: "write",
  triage: "read",
  read: "read",
};

export function createReposApi(world: World): Router {
  const router = Router();
  const enter = (request: Request, permission: "metadata" | "contents") =>
    enterRepo(world, request, { permission, level: "read" });

  router.get(REPO, (request, response) => {
    const { repo, caller } = enter(request, "metadata");
    const role = roleOf(repo, caller.account) ?? "read";
    const own = caller.kind === "user" && { permissions: permissionsOf(role) };
    response.json({ ...renderRepo(world, repo), ...own });
  });

  router.get(`${REPO}/collaborators/:user/permission`, (request, response) => {
    const needs = { permission: "metadata", level: "read", inside: true } as const;
    const { repo, caller } = enterRepo(world, request, needs);
    if (caller.kind === "user" && !isAtLeast(roleOf(repo, caller.account), "write")) {
      throw new Refusal(403, "Must have push access to view collaborator permission.");
    }
    const user = accountNamed(world.state, String(request.params.user));
    if (!user) throw new Refusal(404, `${request.params.user} is not a user`);
    const role = roleOf(repo, user) ?? (repo.private ? undefined : "read");
    const rendered = { ...renderAccount(world, user), role_name: role ?? "none" };
    response.json({ permission: role ? LEGACY[role] : "none", role_name: role ?? "none", user: rendered });
  });

  router.get(`${REPO}/branches/*branch`, (request, response) => {
    const { repo } = enter(request, "contents");
    const name = wildcard(request.params.branch);
    const commit = repo.branches[name]?.at(-1);
    if (!commit) throw new Refusal(404, "Branch not found");
    response.json({ name, commit: renderCommit(world, repo, commit), protected: false });
  });

  router.get(`${REPO}/commits/*ref`, (request, response) => {
    const { repo } = enter(request, "contents");
    const ref = wildcard(request.params.ref);
    const commit = commitAt(repo, ref);
    if (!commit) throw new Refusal(422, `No commit found for SHA: ${ref}`);
    if (/\.sha\b/.test(request.headers.accept ?? "")) response.type("text/plain").send(commit.sha);
    else response.json(renderCommit(world, repo, commit));
  });

  router.get(`${REPO}/git/trees/*sha`, (request, response) => {
    const { repo } = enter(request, "contents");
    const asked = wildcard(request.params.sha);
    const commits = Object.values(repo.branches).flat();
    const commit = commitAt(repo, asked) ?? commits.find(({ files }) => treeOf(files).sha === asked);
    if (!commit) throw notFound();
    const { sha, entries } = treeOf(commit.files);
    const shown = request.query.recursive === undefined ? entries.filter(({ path }) => !path.includes("/")) : entries;
    const tree = shown.map((entry) => ({ ...entry, url: gitUrl(world, repo, `${entry.type}s`, entry.sha) }));
    response.json({ sha, url: gitUrl(world, repo, "trees", sha), tree, truncated: false });
  });

  router.get(`${REPO}/git/blobs/:sha`, (request, response) => {
    const { repo } = enter(request, "contents");
    const { sha } = request.params;
    const files = Object.values(repo.branches).flatMap((commits) =>
      commits.flatMap(({ files }) => Object.values(files)),
    );
    const text = files.find((content) => blobSha(content) === sha);
    if (text === undefined) throw notFound();
    response.json({ sha, size: Buffer.byteLength(text), encoding: "base64", content: base64(text) });
  });

  router.get(`${REPO}/contents{/*path}`, (request, response) => {
    const { repo } = enter(request, "contents");
    const path = wildcard(request.params.path);
    const ref = String(request.query.ref ?? repo.defaultBranch);
    const commit = commitAt(repo, ref);
    if (!commit) throw new Refusal(404, `No commit found for the ref ${ref}`);
    const text = commit.files[path];
    if (text !== undefined) {
      if (/[.+]raw\b/.test(request.headers.accept ?? "")) {
        response.type("application/vnd.github.raw+json; charset=utf-8").send(text);
      } else response.json(renderFile(world, repo, ref, path, text));
      return;
    }
    const prefix = path === "" ? "" : `${path}/`;
    const within = treeOf(commit.files).entries.filter((entry) => entry.path.startsWith(prefix));
    const direct = within.filter((entry) => !entry.path.slice(prefix.length).includes("/"));
    if (!direct.length) throw notFound();
    response.json(
      direct.map((entry) => {
        const content = commit.files[entry.path];
        if (content === undefined)
          return { ...aboutPath(world, repo, ref, entry.path, entry.sha), type: "dir", size: 0 };
        const { content: _content, encoding: _encoding, ...rest } = renderFile(world, repo, ref, entry.path, content);
        return rest;
      }),
    );
  });
  return router;
}

/** What a role comes to, as GitHub says it to the person who has it. */
function permissionsOf(role: Role) {
  const has = (least: Role) => isAtLeast(role, least);
  return {
    ...{ admin: has("admin"), maintain: has("maintain"), push: has("write") },
    ...{ triage: has("triage"), pull: has("read") },
  };
}

function renderFile(world: World, repo: Repo, ref: string, path: string, text: string) {
  const size = Buffer.byteLength(text);
  const inline = size <= LARGEST_INLINE;
  const content = inline ? { encoding: "base64", content: base64(text) } : { encoding: "none", content: "" };
  return { ...aboutPath(world, repo, ref, path, blobSha(text)), type: "file", size, ...content };
}

function aboutPath(world: World, repo: Repo, ref: string, path: string, sha: string) {
  const fullName = fullNameOf(world.state, repo);
  const url = `${apiUrlOf(world)}/repos/${fullName}/contents/${path}?ref=${ref}`;
  const html = `${world.url}/${fullName}/blob/${ref}/${path}`;
  return { name: path.split("/").at(-1) ?? "", path, sha, url, html_url: html, download_url: null };
}

function renderCommit(world: World, repo: Repo, { sha, message, at, files }: Commit) {
  const who = { name: "Somebody", email: "somebody@example.test", date: at };
  const tree = { sha: treeOf(files).sha, url: gitUrl(world, repo, "trees", treeOf(files).sha) };
  const url = `${apiUrlOf(world)}/repos/${fullNameOf(world.state, repo)}/commits/${sha}`;
  return { sha, url, commit: { message, author: who, committer: who, tree }, author: null, committer: null };
}

function gitUrl(world: World, repo: Repo, kind: string, sha: string): string {
  return `${apiUrlOf(world)}/repos/${fullNameOf(world.state, repo)}/git/${kind}/${sha}`;
}

/** In lines of 60, as GitHub sends it. */
function base64(text: string): string {
  return Buffer.from(text)
    .toString("base64")
    .replace(/.{1,60}/g, "$&\n");
}

function wildcard(parts: string | string[] | undefined): string {
  return [parts ?? []].flat().join("/");
}
