import { taskPageSchema, taskSchema } from "@frontdesk/approval/api/task-shown";
import { describe, expect, test } from "vitest";
import { modelCall, newRepo } from "../contract/builders.ts";
import { v1World, WEB } from "./v1-world.ts";

describe("tasks", () => {
  test("are listed newest first, by pages, each once, under any filter", async () => {
    const it = await v1World();
    const repo = newRepo();
    it.grant("github:grace", repo, "read");
    for (let issue = 1; issue <= 7; issue++)
      await it.task(issue % 2 ? "awaiting_approval" : "skipped", { repo, issue });
    const grace = it.as("github:grace");
    for (const query of ["", "&state=awaiting_approval,skipped"]) {
      const seen: number[] = [];
      let after = "";
      do {
        const { status, body } = await grace.get(`/v1/tasks?limit=3${query}${after}`);
        expect(status).toBe(200);
        const page = taskPageSchema.parse(body);
        seen.push(...page.tasks.map(({ issue }) => issue));
        after = page.next ? `&after=${encodeURIComponent(page.next)}` : "";
      } while (after);
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    }
    const waiting = await grace.get("/v1/tasks?state=awaiting_approval");
    expect(waiting.body.tasks.map(({ issue }: { issue: number }) => issue)).toEqual([7, 5, 3, 1]);
    expect(waiting.body.next).toBeUndefined();
  });

  test("a task that moves between two pages makes none of the others come twice, or not at all", async () => {
    const it = await v1World();
    const repo = newRepo();
    for (let issue = 1; issue <= 6; issue++) await it.task("awaiting_approval", { repo, issue });
    const you = it.as("you");
    const first = (await you.get("/v1/tasks?state=awaiting_approval&limit=2")).body;
    const moved = first.tasks[1];
    await you.post(`/v1/tasks/${moved.id}/decision`, {
      say: "reject",
      digest: (await you.get(`/v1/tasks/${moved.id}`)).body.plan.digest,
      reason: "",
    });
    const rest = (await you.get(`/v1/tasks?state=awaiting_approval&after=${first.next}`)).body;
    expect(rest.tasks.map(({ issue }: { issue: number }) => issue)).toEqual([4, 3, 2, 1]);
  });

  test("are found by id, by repository and number, by number, and by words of the title", async () => {
    const it = await v1World();
    const repo = newRepo();
    const one = await it.task("skipped", { repo, issue: 41, title: "Login fails on Firefox" });
    const comment = await it.task("received", { repo, issue: 41, comment: 9_001, title: "Login fails on Firefox" });
    await it.task("skipped", { repo, issue: 42, title: "Login works" });
    const only = await it.task("skipped", { repo, issue: 43, comment: 9_002, title: "By a comment alone" });
    const found = async (q: string) => {
      const { body } = await it.as("you").get(`/v1/tasks?q=${encodeURIComponent(q)}`);
      return body.tasks.map(({ id }: { id: string }) => id);
    };
    expect(await found(one.id.toUpperCase())).toEqual([one.id]);
    const place = `${repo.owner}/${repo.name}`;
    expect(await found(`${place}#41`)).toEqual([comment.id, one.id]);
    expect(await found(`${place.toLowerCase()}#43`)).toEqual([only.id]);
    expect(await found("#41")).toEqual([comment.id, one.id]);
    expect(await found("firefox LOGIN")).toEqual([comment.id, one.id]);
    expect(await found("nothing of the kind")).toEqual([]);
    expect(await found(`${place}#99`)).toEqual([]);
  });

  test("are filtered by repository, author and kind", async () => {
    const it = await v1World();
    const repo = newRepo();
    const one = await it.task("awaiting_approval", { repo, issue: 1, author: "ada", triage: { kind: "docs" } });
    await it.task("awaiting_approval", { issue: 2, author: "bob" });
    const ids = async (query: string) =>
      (await it.as("you").get(`/v1/tasks?${query}`)).body.tasks.map(({ id }: { id: string }) => id);
    expect(await ids(`repo=${repo.owner}/${repo.name}`)).toEqual([one.id]);
    expect(await ids("author=ada")).toEqual([one.id]);
    expect(await ids("kind=docs")).toEqual([one.id]);
    expect(await ids(`kind=bug&q=${one.id}`)).toEqual([]);
  });

  test("one is shown with all that belongs to it, and not again while nothing changes", async () => {
    const it = await v1World();
    const citation = { path: "docs/a b.md", commit: "c0ffee", fromLine: 3, toLine: 4 };
    const citations = [citation, { ...citation, toLine: 3 }];
    const notes = { citations, unverified: ["Not so."], removed: ["image: x"] };
    const task = await it.task("awaiting_approval", { draft: { labels: ["bug"], body: "Hello", notes } });
    await it.backend.calls.record(modelCall({ taskId: task.id, costMicros: 310 }));
    await it.backend.calls.record(modelCall({ taskId: task.id, id: "call-2", costMicros: 40, prefixHash: "none" }));
    const you = it.as("you");
    const { status, headers, body } = await you.get(`/v1/tasks/${task.id}`);
    expect(status).toBe(200);
    const shown = taskSchema.parse(body);
    const { owner, name } = task.source.repo;
    expect(shown).toMatchObject({
      ...{ id: task.id, state: "awaiting_approval", costMicros: 350, may: ["decide", "replay"], unverified: 1 },
      content: { url: `${WEB}/${owner}/${name}/issues/1` },
      plan: {
        digest: task.plan.digest,
        bytes: Buffer.byteLength(task.plan.body),
        citations: ["#L3-L4", "#L3"].map((lines) => ({
          url: `${WEB}/${owner}/${name}/blob/c0ffee/docs/a%20b.md${lines}`,
        })),
      },
    });
    expect(shown.history.map(({ transition }) => transition)).toEqual(["create", "triage", "draft", "ask"]);
    expect(shown.calls).toHaveLength(2);

    const etag = headers.get("etag") ?? "";
    const again = () => you.fetch(`/v1/tasks/${task.id}`, { headers: { "if-none-match": etag } });
    expect((await again()).status).toBe(304);
    await it.backend.calls.record(modelCall({ taskId: task.id, id: "call-3" }));
    expect((await again()).status).toBe(200);
  });

  test("a list has an ETag of its own", async () => {
    const it = await v1World();
    await it.task("received");
    const { headers } = await it.as("you").get("/v1/tasks");
    const again = () => it.as("you").fetch("/v1/tasks", { headers: { "if-none-match": headers.get("etag") ?? "" } });
    expect((await again()).status).toBe(304);
    await it.task("received");
    expect((await again()).status).toBe(200);
  });

  test("one call is shown with its texts, and a citation in its surroundings", async () => {
    const it = await v1World();
    const citation = { path: "docs/a.md", commit: "1", fromLine: 20, toLine: 21 };
    const notes = { citations: [citation], unverified: [], removed: [] };
    const task = await it.task("drafted", { draft: { labels: [], body: "Hello", notes } });
    it.github.addFile("docs/a.md", Array.from({ length: 50 }, (_, index) => `line ${index + 1}`).join("\n"));
    await it.backend.calls.record(modelCall({ taskId: task.id, prompt: "Sort it.", response: "{}" }));
    const you = it.as("you");
    expect((await you.get(`/v1/tasks/${task.id}/calls/call-1`)).body).toMatchObject({
      prompt: "Sort it.",
      material: [],
    });
    const { body } = await you.get(`/v1/tasks/${task.id}/citations/0`);
    expect(body).toMatchObject({ path: "docs/a.md", from: 20, to: 21, first: 12 });
    expect(body.lines).toHaveLength(18);
    expect(body.lines[body.from - body.first]).toBe("line 20");
    expect((await you.get(`/v1/tasks/${task.id}/citations/1`)).status).toBe(404);
    expect((await you.get(`/v1/tasks/${task.id}/calls/none`)).status).toBe(404);
  });

  test("counts are of every state", async () => {
    const it = await v1World();
    const repo = newRepo();
    it.grant("github:grace", repo, "read");
    await it.task("parked", { repo, issue: 1 });
    await it.task("received", { repo, issue: 2 });
    for (const viewer of ["you", "github:grace"]) {
      const { body } = await it.as(viewer).get("/v1/counts");
      expect(body.states).toMatchObject({ parked: 1, received: 1, posted: 0 });
      expect(body.upTo).toBeUndefined();
    }
  });

  test("what is asked wrongly is told so, with what to do", async () => {
    const it = await v1World();
    const you = it.as("you");
    for (const query of ["state=done", "limit=0", "limit=201", "kind=war", "after=abc", "state=parked,", "limit=x"]) {
      const { status, body, headers } = await you.get(`/v1/tasks?${query}`);
      expect({ query, status }).toEqual({ query, status: 400 });
      expect(headers.get("content-type")).toContain("application/problem+json");
      expect(body.detail).not.toBe("");
    }
    expect((await fetch(`${it.url}/v1/tasks`)).status).toBe(401);
  });
});
