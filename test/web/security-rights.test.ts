import type { Viewer } from "@frontdesk/approval/web/viewer";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import { describe, expect, test } from "vitest";
import { type Browser, openBrowser, send } from "./browser.ts";
import { startWebWorld } from "./web-world.ts";

const DAY = 24 * 60 * 60_000;
const { signal } = new AbortController();

const mayIn = async (answer: Response) => ((await answer.json()) as { may: Permission }).may;

describe("C57: rights", () => {
  test("are GitHub's, of that person: a private repository is there for nobody else", async () => {
    const { github, signIn } = await startWebWorld();
    github.createRepo("acme/secret", { private: true });
    github.addPerson("tim", { "acme/webapp": "triage", "acme/secret": "read" });
    const [ada, grace, tim] = [await signIn("ada"), await signIn("grace"), await signIn("tim")];
    const may = async (who: Browser, repo: string) => mayIn(await who.get(`/v1/may/${repo}`));
    expect([await may(ada, "acme/webapp"), await may(ada, "acme/secret")]).toEqual(["read", "none"]);
    expect([await may(grace, "acme/webapp"), await may(grace, "acme/secret")]).toEqual(["maintain", "none"]);
    expect([await may(tim, "acme/webapp"), await may(tim, "acme/secret")]).toEqual(["triage", "read"]);
  });

  test("that were taken away count at the next decision, whatever was kept", async () => {
    const { github, signIn } = await startWebWorld();
    const grace = await signIn("grace");
    const may = async (query = "") => mayIn(await grace.get(`/v1/may/acme/webapp${query}`));
    expect(await may()).toBe("maintain");
    github.addPerson("grace", { "acme/webapp": "read" });
    expect(await may()).toBe("maintain");
    expect(await may("?fresh")).toBe("read");
    expect(await may()).toBe("read");
  });

  test("while GitHub is away: nobody decides, and who could read reads on, for half an hour", async () => {
    const { github, signIn, forward } = await startWebWorld();
    const grace = await signIn("grace");
    const ask = (query = "") => grace.get(`/v1/may/acme/webapp${query}`);
    expect(await (await ask()).json()).toEqual({ may: "maintain" });
    github.faults.add({ on: "GET repo", fault: { kind: "fails", status: 503 }, times: Number.POSITIVE_INFINITY });
    expect((await ask("?fresh")).status).toBe(503);
    forward(5 * 60_000);
    expect(await (await ask()).json()).toEqual({ may: "maintain" });
    forward(30 * 60_000);
    expect(await (await ask()).json()).toEqual({ may: "none" });
  });
});

describe("keys", () => {
  const withKey = async (repos?: string[]) => {
    const world = await startWebWorld(repos ? {} : { signInBy: "link" });
    world.github.createRepo("acme/other");
    const viewer = repos ? viewerWho("maintain") : viewerWho("admin", "you");
    const named = repos?.map(world.repo);
    const made = await world.keys.make(
      { name: "ci", ...(named && { repos: named }) },
      viewer,
      AbortSignal.timeout(5_000),
    );
    if ("refused" in made) throw new Error(made.refused);
    const ask = (path: string, method = "GET") =>
      openBrowser(world.url).load(path, { method, headers: { authorization: `Bearer ${made.key}` } });
    return { ...world, viewer, made, ask };
  };
  const viewerWho = (may: Permission, id = "github:1"): Viewer => ({
    ...{ kind: "person", id, name: "grace", signedInBy: "github" },
    ...{ permission: async () => may, stillSignedIn: async () => true },
  });

  test("C57: read and redrive where they are for, and are never more than that", async () => {
    const { ask } = await withKey(["acme/webapp"]);
    expect(await (await ask("/v1/me")).json()).toMatchObject({ kind: "key", name: "ci", signedInBy: "key" });
    expect(await (await ask("/v1/may/acme/webapp?fresh")).json()).toEqual({ may: "triage" });
    expect(await (await ask("/v1/may/acme/other?fresh")).json()).toEqual({ may: "none" });
    expect((await ask("/v1/change", "POST")).status).toBe(200);
  });

  test("for everything are made on one's own machine alone, and there have no more rights, either", async () => {
    const { ask, keys, made, backend } = await withKey();
    expect(await (await ask("/v1/may/acme/other")).json()).toEqual({ may: "triage" });
    const shared = await startWebWorld({ backend });
    const headers = { authorization: `Bearer ${made.key}` };
    expect((await shared.browser().get("/v1/me", { headers })).status).toBe(401);
    const grace = viewerWho("admin");
    expect(await keys.make({ name: "all" }, grace, AbortSignal.timeout(5_000))).toMatchObject({
      refused: expect.stringContaining("Name the repositories"),
    });
  });

  test("need the maintain role in each repository that they are for", async () => {
    const { keys, repo } = await startWebWorld();
    const tim = viewerWho("triage");
    const made = await keys.make({ name: "ci", repos: [repo("acme/webapp")] }, tim, AbortSignal.timeout(5_000));
    expect(made).toEqual({ refused: expect.stringContaining("don't maintain acme/webapp") });
    expect(await keys.list(tim, [], signal)).toEqual([]);
  });

  test("open nothing once revoked, on any instance; who maintains nothing of it revokes no other one's", async () => {
    const { ask, keys, viewer, made, another, repo } = await withKey(["acme/webapp"]);
    const other = await another();
    const listed = await keys.list(viewer, [], signal);
    expect(listed).toMatchObject([{ id: made.id, name: "ci", by: "grace", repos: ["acme/webapp"] }]);
    expect(JSON.stringify(listed)).not.toContain(made.key);
    const [tim, repos] = [viewerWho("write", "github:2"), [repo("acme/webapp")]];
    expect([await keys.list(tim, repos, signal), await keys.revoke(made.id, tim, repos, signal)]).toEqual([[], false]);
    expect((await ask("/v1/me")).status).toBe(200);
    expect(await keys.revoke(made.id, viewer, [], signal)).toBe(true);
    expect((await ask("/v1/me")).status).toBe(401);
    const headers = { authorization: `Bearer ${made.key}`, host: new URL(other.url).host };
    expect((await send(`${other.address}/v1/me`, { headers })).status).toBe(401);
    expect(await keys.list(viewer, repos, signal)).toEqual([]);
  });

  test("are listed and revoked by whoever maintains one of their repositories, who hears of no other one", async () => {
    const { ask, keys, made, repo } = await withKey(["acme/webapp", "acme/other"]);
    const maintainer: Viewer = {
      ...viewerWho("maintain", "github:2"),
      permission: async (one) => (one.repo.name === "webapp" ? "maintain" : "none"),
    };
    const repos = [repo("acme/webapp"), repo("acme/other")];
    expect(await keys.list(maintainer, repos, signal)).toMatchObject([{ id: made.id, repos: ["acme/webapp"] }]);
    const noLonger: Viewer = {
      ...maintainer,
      permission: async (one, _signal, options) => (options?.fresh ? "read" : maintainer.permission(one, signal)),
    };
    expect(await keys.revoke(made.id, noLonger, repos, signal)).toBe(false);
    expect(await keys.revoke(made.id, maintainer, repos, signal)).toBe(true);
    expect((await ask("/v1/me")).status).toBe(401);
  });

  test("open nothing after 90 days, however much they were used, and say when that is", async () => {
    const { ask, keys, viewer, made, forward } = await withKey(["acme/webapp"]);
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBe(90 * DAY);
    forward(89 * DAY);
    expect((await ask("/v1/me")).status).toBe(200);
    expect(await keys.list(viewer, [], signal)).toMatchObject([{ expiresAt: made.expiresAt }]);
    forward(DAY);
    expect((await ask("/v1/me")).status).toBe(401);
    expect(await keys.list(viewer, [], signal)).toEqual([]);
  });

  test("that are wrong are refused, also beside a good cookie", async () => {
    const { signIn } = await startWebWorld();
    const grace = await signIn("grace");
    for (const authorization of ["Bearer fd_guessed", "Bearer ", "Basic YTpi", "fd_x", `Bearer ${"x".repeat(300)}`]) {
      const answer = await grace.get("/v1/me", { headers: { authorization } });
      expect([authorization, answer.status, answer.headers.get("www-authenticate")]).toEqual([
        authorization,
        401,
        "Bearer",
      ]);
    }
  });
});
