import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";

const REPO = "/repos/acme/webapp";
const FILES = { "docs/a.md": "# Größe\n", "docs/deep/b.md": "b", "docs.md": "c", "README.md": "# webapp\n" };

test("a repository tells its name, branch and whether it takes changes", async () => {
  const { github, asBot } = await startCalledGitHub();
  const { id } = github.repo("acme/webapp");
  expect((await asBot("GET", REPO)).body).toMatchObject({
    ...{ id, full_name: "acme/webapp", default_branch: "main", archived: false, private: false },
    owner: { login: "acme", type: "Organization" },
  });
  github.archiveRepo("acme/webapp");
  expect((await asBot("GET", `/repositories/${id}`)).body).toMatchObject({ archived: true });
  github.deleteRepo("acme/webapp");
  expect((await asBot("GET", REPO)).status).toBe(404);
  expect((await asBot("GET", `/repositories/${id}`)).status).toBe(404);
});

test("branches and commits are found, and a push moves them", async () => {
  const { github, asBot, call, newToken } = await startCalledGitHub();
  const before = (await asBot("GET", `${REPO}/branches/main`)).body.commit.sha;
  const { sha } = github.push("acme/webapp", FILES);
  expect((await asBot("GET", `${REPO}/branches/main`)).body.commit.sha).toBe(sha);
  for (const ref of ["main", "heads/main", sha, before]) {
    expect((await asBot("GET", `${REPO}/commits/${ref}`)).body.sha).toBe(ref === before ? before : sha);
  }
  const headers = { accept: "application/vnd.github.sha" };
  expect((await call("GET", `${REPO}/commits/main`, { token: await newToken(), headers })).text).toBe(sha);
  github.push("acme/webapp", { "x.md": "x" }, { branch: "try/this" });
  expect((await asBot("GET", `${REPO}/branches/try/this`)).body).toMatchObject({ name: "try/this" });
  expect(await asBot("GET", `${REPO}/branches/none`)).toMatchObject({
    status: 404,
    body: { message: "Branch not found" },
  });
  expect((await asBot("GET", `${REPO}/commits/none`)).status).toBe(422);
});

test("a tree has git's own names for what is in it", async () => {
  const { github, asBot } = await startCalledGitHub();
  github.push("acme/webapp", FILES);
  const folder = mkdtempSync(join(tmpdir(), "tree-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8" });
  git("init", "-q");
  git("-c", "core.autocrlf=false", "add", ".");
  const sha = git("write-tree").trim();
  const expected = git("ls-tree", "-r", "-t", sha).trim().split("\n");
  const { body } = await asBot("GET", `${REPO}/git/trees/main?recursive=1`);
  expect(body).toMatchObject({ sha, truncated: false });
  const shown = body.tree.map((it: { [name: string]: string }) => `${it.mode} ${it.type} ${it.sha}\t${it.path}`);
  expect(shown.toSorted()).toEqual(expected.toSorted());
  expect((await asBot("GET", `${REPO}/git/trees/${sha}`)).body.tree).toHaveLength(3);
  expect((await asBot("GET", `${REPO}/git/trees/none?recursive=1`)).status).toBe(404);
});

test("files are read at a ref, in base64 or raw", async () => {
  const { github, call, asBot, newToken } = await startCalledGitHub();
  const { sha } = github.push("acme/webapp", FILES);
  github.push("acme/webapp", { "docs/a.md": "changed", "docs.md": null });
  const text = async (path: string) => {
    const { body } = await asBot("GET", `${REPO}/contents/${path}`);
    return body.encoding === "base64" ? Buffer.from(body.content, "base64").toString() : body.message;
  };
  expect(await text("docs/a.md")).toBe("changed");
  expect(await text(`docs/a.md?ref=${sha}`)).toBe("# Größe\n");
  expect(await text("docs.md")).toBe("Not Found");
  expect(await text("docs/a.md?ref=none")).toBe("No commit found for the ref none");
  const listed = (await asBot("GET", `${REPO}/contents/docs`)).body;
  expect(listed).toMatchObject([
    { type: "file", path: "docs/a.md", size: 7 },
    { type: "dir", path: "docs/deep" },
  ]);
  const headers = { accept: "application/vnd.github.raw+json" };
  const raw = await call("GET", `${REPO}/contents/docs/a.md?ref=${sha}`, { token: await newToken(), headers });
  expect(raw.headers.get("content-type")).toMatch("application/vnd.github.raw+json");
  expect(raw.text).toBe("# Größe\n");
});

test("a person's role is told by both of its names", async () => {
  const { github, asBot } = await startCalledGitHub();
  github.addPerson("linus", { "acme/webapp": "triage" });
  github.createRepo("acme/secret", { private: true });
  const role = async (login: string, repo = "webapp") =>
    (await asBot("GET", `/repos/acme/${repo}/collaborators/${login}/permission`)).body;
  expect(await role("grace")).toMatchObject({ permission: "write", role_name: "maintain", user: { login: "grace" } });
  expect(await role("linus")).toMatchObject({ permission: "read", role_name: "triage" });
  expect(await role("ada")).toMatchObject({ permission: "read", role_name: "read" });
  expect(await role("ada", "secret")).toMatchObject({ permission: "none", role_name: "none" });
  expect(await role("nobody")).toMatchObject({ message: "nobody is not a user", status: "404" });
});
