import { pauseShown, replayShown } from "@frontdesk/approval/api/actions";
import { keyMade, keysSchema, meSchema, reposSchema, signInLinkSchema } from "@frontdesk/approval/api/surroundings";
import { pause, pausedBy } from "@frontdesk/approval/pause";
import { REPLAYS, replayEntry } from "@frontdesk/shared/domain/replay";
import { strip } from "@frontdesk/shared/domain/strip";
import { describe, expect, test } from "vitest";
import { newRepo } from "../contract/builders.ts";
import { TRIAGE } from "../contract/wishes.ts";
import { v1World, WEB } from "./v1-world.ts";

describe("recovering", () => {
  test("a parked task is redriven, by a person or by a key, and nothing else is by a key", async () => {
    const it = await v1World();
    const repo = newRepo();
    it.grant("github:grace", repo, "triage");
    it.grant("github:rita", repo, "read");
    it.grant("key:ci", repo, "triage");
    for (const viewer of ["github:grace", "key:ci"]) {
      const task = await it.task("parked", { repo, issue: viewer.length });
      const recover = (who: string, body: object) => it.as(who).post(`/v1/tasks/${task.id}/recovery`, body);
      expect((await recover("github:rita", { want: "redrive" })).status).toBe(403);
      expect((await recover("key:ci", { want: "revive" })).status).toBe(403);
      const { status, body } = await recover(viewer, { want: "redrive" });
      expect({ status, state: body.state }).toEqual({ status: 200, state: "received" });
      expect(await recover(viewer, { want: "redrive" })).toMatchObject({ status: 409, body: { because: "state" } });
    }
  });

  test("what a key does is done by a key, whatever it is called", async () => {
    const it = await v1World();
    const task = await it.task("parked");
    it.grant("key:torvalds", task.source.repo, "triage");
    await it.as("key:torvalds").post(`/v1/tasks/${task.id}/recovery`, { want: "redrive" });
    expect((await it.history(task.id)).at(-1)).toMatchObject({
      ...{ transition: "redrive", by: "key torvalds", why: "redriven by key torvalds" },
    });
  });

  test("what ended is revived, until its texts are gone", async () => {
    const it = await v1World();
    const [one, old] = [await it.task("skipped"), await it.task("rejected")];
    await it.backend.tasks.update(old.id, (task) => strip(task, { now: new Date(), by: "test" }));
    const revive = (id: string) => it.as("you").post(`/v1/tasks/${id}/recovery`, { want: "revive" });
    expect((await it.as("you").get(`/v1/tasks/${one.id}`)).body.may).toEqual(["revive", "replay"]);
    expect((await it.as("you").get(`/v1/tasks/${old.id}`)).body.may).toEqual([]);
    expect((await revive(one.id)).body.state).toBe("received");
    expect((await revive(old.id)).status).toBe(409);
  });

  test("one that may or may not be posted: looked at by a person, on the version that they saw", async () => {
    let now = new Date();
    const it = await v1World({ now: () => now });
    const task = await it.task("parked", { from: "posting" });
    const you = it.as("you");
    const { body: shown } = await you.get(`/v1/tasks/${task.id}`);
    expect(shown.may).toEqual(["redrive", "confirm", "replay"]);
    const recover = (body: object) => you.post(`/v1/tasks/${task.id}/recovery`, body);
    expect(await recover({ want: "confirm absent", seen: task.version })).toMatchObject({ body: { because: "early" } });
    now = new Date(shown.confirmFrom);
    expect(await recover({ want: "confirm absent", seen: 1 })).toMatchObject({ body: { because: "stale" } });
    for (const url of ["javascript:alert(1)", "https://evil.example/x"]) {
      expect(await recover({ want: "confirm posted", url })).toMatchObject({ status: 409, body: { because: "unfit" } });
    }
    const { owner, name } = task.source.repo;
    const url = `${WEB}/${owner}/${name}/issues/1#issuecomment-5`;
    for (const other of [
      ...[`${WEB}/login`, `${WEB}/${owner}/${name}/issues/1`, `${WEB}/${owner}/${name}/issues/12#issuecomment-5`],
      ...[`${WEB}/evil/${name}/issues/1#issuecomment-5`, `${url}x`, `${url}#issuecomment-6`, `${url}?x`],
    ]) {
      expect(await recover({ want: "confirm posted", url: other })).toMatchObject({ body: { because: "unfit" } });
    }
    expect((await recover({ want: "confirm posted", url })).body).toMatchObject({ state: "posted", comment: { url } });
  });
});

describe("replays", () => {
  test("are begun once, shown as they go on, and not by keys", async () => {
    const it = await v1World();
    const repo = newRepo();
    it.grant("key:ci", repo, "triage");
    const { id } = await it.task("posted", { repo });
    const you = it.as("you");
    expect((await you.get(`/v1/tasks/${id}/replay`)).status).toBe(404);
    expect((await it.as("key:ci").post(`/v1/tasks/${id}/replay`)).status).toBe(403);
    const { status, body } = await you.post(`/v1/tasks/${id}/replay`);
    expect({ status, state: replayShown.parse(body).state }).toEqual({ status: 202, state: "asked" });
    expect(await you.post(`/v1/tasks/${id}/replay`)).toMatchObject({ status: 409, body: { because: "early" } });
    const by = { call: "c", model: "m", costMicros: 1 };
    const reply = { labels: [], body: "Hello", commit: "1" };
    await it.backend.values.put(
      REPLAYS,
      id,
      replayEntry({ state: "done", askedBy: "you", at: new Date(), sorting: { triage: TRIAGE, by }, reply }),
    );
    const shown = replayShown.parse((await you.get(`/v1/tasks/${id}/replay`)).body);
    expect(shown).toMatchObject({ state: "done", sorting: { kind: "bug" }, reply: "Hello" });
  });
});

describe("pauses", () => {
  test("of one repository: by whoever may decide there, and ended again", async () => {
    const it = await v1World();
    const { source } = await it.task("received");
    const repo = `${source.repo.owner}/${source.repo.name}`;
    it.grant("github:grace", source.repo, "triage");
    it.grant("github:rita", source.repo, "read");
    it.grant("key:ci", source.repo, "triage");
    for (const viewer of ["github:rita", "key:ci"]) {
      expect((await it.as(viewer).put("/v1/pauses", { repo })).status).toBe(403);
    }
    const made = await it.as("github:grace").put("/v1/pauses", { repo, why: "wrong tone" });
    expect(pauseShown.parse(made.body)).toMatchObject({ repo, by: "grace", why: "wrong tone" });
    expect(await pausedBy(source, it.backend)).toMatchObject({ by: "grace" });
    expect((await it.as("github:rita").get("/v1/pauses")).body.pauses).toHaveLength(1);
    const repos = reposSchema.parse((await it.as("github:grace").get("/v1/repos")).body).repos;
    expect(repos).toMatchObject([{ repo, permission: "triage", paused: { by: "grace" } }]);
    const resume = `/v1/pauses?repo=${encodeURIComponent(repo)}`;
    expect((await it.as("github:rita").del(resume)).status).toBe(403);
    expect((await it.as("github:grace").del(resume)).status).toBe(204);
    expect(await pausedBy(source, it.backend)).toBeUndefined();
  });

  test("of a repository whose tasks are all gone is still listed with it, and can be ended", async () => {
    const it = await v1World();
    const [quiet, busy] = [newRepo(), (await it.task("received")).source];
    const name = `${quiet.owner}/${quiet.name}`;
    await pause({ repo: quiet }, { by: "grace", why: "wrong tone" }, { ...it.backend, now: () => new Date() });
    it.grant("github:ivan", quiet, "triage");
    const shown = async (viewer: string) =>
      reposSchema.parse((await it.as(viewer).get("/v1/repos")).body).repos.map(({ repo }) => repo);
    expect(await shown("github:ivan")).toEqual([name]);
    expect(await shown("you")).toEqual([name, `${busy.repo.owner}/${busy.repo.name}`]);
    const resume = `/v1/pauses?repo=${encodeURIComponent(name.toUpperCase())}`;
    expect((await it.as("github:eve").del(resume)).status).toBe(404);
    expect((await it.as("github:ivan").del(resume)).status).toBe(204);
    expect(await pausedBy({ repo: quiet }, it.backend)).toBeUndefined();
  });

  test("everywhere: by an admin of a repository that is served, or on one's own machine", async () => {
    const it = await v1World();
    const { source } = await it.task("received");
    it.grant("github:grace", source.repo, "maintain");
    it.grant("github:heidi", source.repo, "admin");
    it.grant("github:mallory", newRepo(), "admin");
    for (const viewer of ["github:grace", "github:mallory", "key:ci"]) {
      expect((await it.as(viewer).put("/v1/pauses", { why: "" })).status).toBe(403);
      expect((await it.as(viewer).del("/v1/pauses")).status).toBe(403);
    }
    for (const viewer of ["github:heidi", "you"]) {
      expect((await it.as(viewer).put("/v1/pauses", {})).status).toBe(200);
      expect(await pausedBy(source, it.backend)).toBeDefined();
      expect((await it.as(viewer).del("/v1/pauses")).status).toBe(204);
    }
  });
});

describe("a pause of everything", () => {
  test("is ended by whoever may pause everything, also when who made it is gone", async () => {
    const it = await v1World();
    const [here, there] = [await it.task("received"), await it.task("received")];
    it.grant("github:heidi", here.source.repo, "admin");
    it.grant("github:ivan", there.source.repo, "admin");
    it.grant("github:grace", there.source.repo, "maintain");
    const [heidi, ivan, grace, you] = ["heidi", "ivan", "grace", ""].map((who) => it.as(who ? `github:${who}` : "you"));
    for (const who of [heidi!, ivan!, you!]) {
      it.grant("github:heidi", here.source.repo, "admin");
      await heidi!.put("/v1/pauses", { why: "a leak" });
      // To pause it once more doesn't make it theirs.
      expect((await ivan!.put("/v1/pauses", { why: "mine" })).body).toMatchObject({ by: "heidi", why: "a leak" });
      if (who !== heidi) it.grant("github:heidi", here.source.repo, "none");
      expect((await grace!.del("/v1/pauses")).status).toBe(403);
      expect(await pausedBy(here.source, it.backend)).toMatchObject({ by: "heidi" });
      expect((await who.del("/v1/pauses")).status).toBe(204);
      expect(await pausedBy(here.source, it.backend)).toBeUndefined();
    }
  });
});

describe("around it", () => {
  test("somebody is told who they are", async () => {
    const it = await v1World();
    const me = meSchema.parse((await it.as("github:grace").get("/v1/me")).body);
    expect(me).toEqual({ kind: "person", name: "grace", signedInBy: "github", csrf: "c", web: WEB });
    expect((await it.as("key:ci").get("/v1/me")).body).not.toHaveProperty("csrf");
  });

  test("keys and sign-in links are for people to make, and to take away", async () => {
    const it = await v1World();
    const { source } = await it.task("received");
    const repo = `${source.repo.owner}/${source.repo.name}`;
    const you = it.as("you");
    expect(keyMade.parse((await you.post("/v1/keys", { name: "ci", repos: [repo] })).body).key).toBe("fd_ci");
    expect(keysSchema.parse((await you.get("/v1/keys")).body).keys).toMatchObject([{ id: "id-of-ci" }]);
    expect((await you.post("/v1/keys", { name: "x", repos: ["acme/none"] })).status).toBe(404);
    expect((await you.del("/v1/keys/id-of-ci")).status).toBe(204);
    expect((await you.del("/v1/keys/another")).status).toBe(404);
    const made = await you.post("/v1/sign-in-links");
    expect(made.status).toBe(201);
    signInLinkSchema.parse(made.body);
    const key = it.as("key:ci");
    const refused = [key.get("/v1/keys"), key.post("/v1/keys", { name: "x" }), key.del("/v1/keys/id-of-ci")];
    for (const answer of [...refused, key.post("/v1/sign-in-links")]) expect((await answer).status).toBe(403);
  });

  test("a broken policy file is told of where its repository is listed, and in the stats", async () => {
    const it = await v1World();
    await it.task("received");
    it.github.setSettings("{ reply: perhaps }");
    const { repos } = reposSchema.parse((await it.as("you").get("/v1/repos")).body);
    expect(repos[0]?.settingsProblem).toContain("reply");
    const { dependencies } = (await it.as("you").get("/v1/stats")).body;
    expect(dependencies.find(({ name }: { name: string }) => name === "Policy")).toMatchObject({ state: "failing" });
  });

  test("the description is there for whoever asks: for machines, and as a page that brings nothing along", async () => {
    const it = await v1World();
    const response = await fetch(`${it.url}/v1/openapi.json`);
    const { openapi, paths } = (await response.json()) as { openapi: string; paths: { [path: string]: object } };
    expect(openapi).toMatch(/^3\.1/);
    expect(Object.keys(paths)).toContain("/v1/tasks/{id}/decision");
    const page = await (await fetch(`${it.url}/v1/docs`)).text();
    for (const path of Object.keys(paths)) expect(page).toContain(path);
    expect(page).not.toMatch(/<script|style=|https?:\/\/(?!github\.com)/);
    const styles = await fetch(`${it.url}/v1/docs.css`);
    expect(styles.headers.get("content-type")).toContain("text/css");
  });
});
