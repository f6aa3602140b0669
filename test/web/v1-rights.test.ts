import { describe, expect, test } from "vitest";
import { modelCall, newRepo } from "../contract/builders.ts";
import { openEvents } from "./open-events.ts";
import { type Answer, v1World } from "./v1-world.ts";

/** One repository that eve may read, and one that she may not see, with a task in each state that she could ask for. */
async function withSecrets() {
  const waits: number[] = [];
  const it = await v1World({ sleep: async (milliseconds) => void waits.push(milliseconds) });
  const open = newRepo();
  const secret = newRepo();
  it.grant("github:eve", open, "read");
  it.grant("key:ci", open, "triage");
  it.grant("github:grace", secret, "triage");
  const citation = { path: "README.md", commit: "1", fromLine: 1, toLine: 1 };
  const notes = { citations: [citation], unverified: [], removed: [] };
  it.github.addFile("README.md", "secret");
  const hidden = await it.task("awaiting_approval", {
    ...{ repo: secret, issue: 7, title: "A secret", author: "sam" },
    draft: { labels: [], body: "A secret", notes },
  });
  const parked = await it.task("parked", { repo: secret, issue: 8 });
  const seen = await it.task("awaiting_approval", { repo: open, issue: 7 });
  await it.backend.calls.record(modelCall({ taskId: hidden.id }));
  return { it, open, secret, hidden, parked, seen, waits };
}

/** All that an answer says, but for when. */
function saidBy({ status, headers, body }: Answer) {
  const { date: _, ...said } = Object.fromEntries(headers);
  return { status, said, body };
}

const STRANGERS = ["github:eve", "key:ci"];

describe("without rights in a repository", () => {
  test.each(STRANGERS)(
    "%s can't tell a task of it from one that isn't there, whatever is asked of it",
    async (viewer) => {
      const { it, hidden, waits } = await withSecrets();
      const { owner, name } = hidden.source.repo;
      // Of the same length, so that nothing but the name differs.
      const none = hidden.id.replace(".7.", ".9.");
      const asked: ["get" | "post", string, unknown?][] = [
        ["get", ""],
        ["get", "/calls/call-1"],
        ["get", "/citations/0"],
        ["get", "/replay"],
        ["get", "/live"],
        ["post", "/decision", { say: "approve", digest: hidden.plan.digest }],
        ["post", "/clean-edit", { body: "Hello" }],
        ["post", "/recovery", { want: "redrive" }],
        ["post", "/recovery", { want: "confirm posted", url: "https://github.example/x" }],
        ["post", "/replay"],
      ];
      for (const [method, path, body] of asked) {
        const [real, made] = await Promise.all(
          [hidden.id, none].map((id) => it.as(viewer)[method](`/v1/tasks/${id}${path}`, body)),
        );
        expect(real!.status, `${method} ${path}`).toBe(404);
        const text = JSON.stringify(saidBy(real!)).replaceAll(hidden.id, "ID");
        expect(text).toBe(JSON.stringify(saidBy(made!)).replaceAll(none, "ID"));
      }
      // Each time it was waited until as late, whether somebody had to be asked or not.
      expect(waits).toHaveLength(2 * asked.length);
      expect(Math.min(...waits)).toBeGreaterThan(0);
      const pauses = await Promise.all(
        [`${owner}/${name}`, `${owner}/${name.replace("W", "V")}`].map((repo) =>
          it.as(viewer).put("/v1/pauses", { repo }),
        ),
      );
      expect(pauses.map(({ status }) => status)).toEqual([404, 404]);
      expect(await it.backend.tasks.get(hidden.id)).toEqual(hidden);
    },
  );

  test.each(STRANGERS)("%s finds nothing of it in lists, searches, counts, stats and repositories", async (viewer) => {
    const { it, secret, hidden, seen, waits } = await withSecrets();
    const stranger = it.as(viewer);
    const place = `${secret.owner}/${secret.name}`;
    for (const query of [
      "",
      `q=${hidden.id}`,
      `q=${encodeURIComponent(`${place}#7`)}`,
      "q=7",
      "q=secret",
      `repo=${place}`,
    ]) {
      const { body } = await stranger.get(`/v1/tasks?${query}`);
      expect(JSON.stringify(body), query).not.toMatch(/secret|sam/);
      expect(body.tasks.every(({ id }: { id: string }) => id === seen.id)).toBe(true);
    }
    expect((await stranger.get("/v1/tasks?author=sam")).body).toEqual({ tasks: [] });
    // That there is nothing is said as late as of what isn't there.
    const said = waits.length;
    await stranger.get("/v1/tasks?q=acme.none.7.opened");
    expect([said, waits.length]).toEqual([5, 6]);
    expect((await stranger.get("/v1/counts")).body.states).toMatchObject({ awaiting_approval: 1, parked: 0 });
    const { body: stats } = await stranger.get("/v1/stats");
    expect(stats.states).toMatchObject({ awaiting_approval: 1, parked: 0 });
    const { body: repos } = await stranger.get("/v1/repos");
    expect(repos.repos.map(({ repo }: { repo: string }) => repo)).toEqual([
      `${seen.source.repo.owner}/${seen.source.repo.name}`,
    ]);
    // ... while somebody who has them finds it.
    expect((await it.as("github:grace").get(`/v1/tasks?q=${hidden.id}`)).body.tasks).toHaveLength(1);
  });

  test("a `next` doesn't say where it stands, and is worth nothing in another list", async () => {
    const { it, open, secret } = await withSecrets();
    for (let issue = 20; issue < 24; issue++) {
      await it.task("received", { repo: open, issue });
      await it.task("received", { repo: secret, issue });
    }
    const eve = it.as("github:eve");
    const { next } = (await eve.get("/v1/tasks?limit=2")).body;
    expect(Buffer.from(next, "base64url").toString("latin1")).not.toContain("webapp");
    expect((await eve.get(`/v1/tasks?limit=2&after=${next}`)).body.tasks).toHaveLength(2);
    expect((await eve.get(`/v1/tasks?state=received&after=${next}`)).status).toBe(400);
  });

  test("no event tells of it, and no number in between", async () => {
    const { it, open, secret } = await withSecrets();
    const events = await openEvents(it.as("github:eve"));
    for (let issue = 30; issue < 35; issue++) await it.task("received", { repo: secret, issue });
    const last = await it.task("received", { repo: open, issue: 40 });
    await events.until(({ tasks }) => tasks.has(last.id));
    expect([...events.seen.tasks.keys()]).toEqual([last.id]);
    expect(events.seen.text).not.toContain(secret.name);
    // Only whoever made the ids can count by them.
    expect(new Set(events.seen.ids.map((id) => id.length)).size).toBe(1);
    events.close();
  });

  test("a pause of it is not told of; one of everything is", async () => {
    const { it, secret } = await withSecrets();
    await it.as("you").put("/v1/pauses", { repo: `${secret.owner}/${secret.name}`, why: "secret" });
    await it.as("you").put("/v1/pauses", { why: "all hands" });
    expect((await it.as("github:eve").get("/v1/pauses")).body.pauses).toMatchObject([{ by: "you" }]);
    expect((await it.as("github:grace").get("/v1/pauses")).body.pauses).toHaveLength(2);
  });

  test("rights that are taken away while a stream is open count from the next event on", async () => {
    const { it, open } = await withSecrets();
    const other = newRepo();
    it.grant("github:eve", other, "read");
    const events = await openEvents(it.as("github:eve"));
    const first = await it.task("received", { repo: open, issue: 50 });
    await events.until(({ tasks }) => tasks.has(first.id));
    it.grant("github:eve", open, "none");
    const unseen = await it.task("received", { repo: open, issue: 51 });
    const last = await it.task("received", { repo: other, issue: 52 });
    await events.until(({ tasks }) => tasks.has(last.id));
    expect(events.seen.tasks.has(unseen.id)).toBe(false);
    events.close();
  });
});
