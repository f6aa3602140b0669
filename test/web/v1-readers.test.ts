import { taskSchema } from "@frontdesk/approval/api/task-shown";
import { LIVE_DRAFTS } from "@frontdesk/shared/domain/live-draft";
import { REPLAYS, replayEntry } from "@frontdesk/shared/domain/replay";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import { claim, defer } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import { describe, expect, test } from "vitest";
import { modelCall, newRepo } from "../contract/builders.ts";
import { openEvents } from "./open-events.ts";
import { v1World } from "./v1-world.ts";

/** Rita may read the repository, as everybody may that is public; grace may decide there. */
async function readable() {
  const it = await v1World({ budgetMicros: 5_000_000 });
  const repo = newRepo();
  it.grant("github:rita", repo, "read");
  it.grant("github:grace", repo, "triage");
  const [rita, grace] = [it.as("github:rita"), it.as("github:grace")];
  const citation = { path: "README.md", commit: "1", fromLine: 1, toLine: 1 };
  const notes = { citations: [citation], unverified: [], removed: [] };
  it.github.addFile("README.md", "Read me");
  const draft = { labels: [], body: "A SECRET DRAFT", notes };
  return { it, repo, rita, grace, draft };
}

describe("who may read a repository and no more", () => {
  test("sees the issue, where it stands and who did what, and nothing of the draft and how it came about", async () => {
    const { it, repo, rita, grace, draft } = await readable();
    const triage = { missing: ["A SECRET QUESTION"] };
    const task = await it.task("awaiting_approval", { repo, draft, triage });
    await it.backend.calls.record(modelCall({ taskId: task.id, prompt: "A SECRET PROMPT", costMicros: 4_321 }));
    const { status, body } = await rita.get(`/v1/tasks/${task.id}`);
    expect(status).toBe(200);
    expect(taskSchema.parse(body)).toMatchObject({
      ...{ id: task.id, state: "awaiting_approval", title: task.issue.title, forReaders: true },
      content: { body: task.issue.body },
      ...{ calls: [], missing: [], suggestedLabels: [], costMicros: 0, may: [] },
    });
    expect(body.history.map(({ transition }: { transition: string }) => transition)).toContain("ask");
    expect(JSON.stringify(body)).not.toMatch(/SECRET|4321|"plan"/);

    for (const path of ["/calls/call-1", "/citations/0", "/replay", "/live"]) {
      expect([path, (await rita.get(`/v1/tasks/${task.id}${path}`)).status]).toEqual([path, 403]);
    }
    const { body: whole } = await grace.get(`/v1/tasks/${task.id}`);
    expect(whole).toMatchObject({ plan: { body: task.plan.body }, costMicros: 4_321, missing: triage.missing });
    expect(whole).not.toHaveProperty("forReaders");
    await it.backend.values.put(
      REPLAYS,
      task.id,
      replayEntry({ state: "failed", askedBy: "grace", at: new Date(), why: "x" }),
    );
    for (const path of ["/calls/call-1", "/citations/0", "/replay"]) {
      expect([path, (await grace.get(`/v1/tasks/${task.id}${path}`)).status]).toEqual([path, 200]);
    }
  });

  test("doesn't read what reviewers said: not in tasks, lists, events, histories, nor of a pause", async () => {
    const { it, repo, rita, grace, draft } = await readable();
    const seen = await openEvents(rita);
    const told = await openEvents(grace);
    const rejected = await it.task("awaiting_approval", { repo, draft, issue: 1 });
    const back = await it.task("awaiting_approval", { repo, draft, issue: 2 });
    const parked = await it.task("parked", { repo, issue: 3 });
    const paused = await it.task("approved", { repo, draft, issue: 4 });
    const say = (task: TaskIn<"awaiting_approval">, body: object) =>
      grace.post(`/v1/tasks/${task.id}/decision`, { digest: task.plan.digest, ...body });
    await say(rejected, { say: "reject", reason: "a SECRET reason" });
    await say(back, { say: "send back", guidance: "a SECRET wish" });
    const at = { now: new Date(), by: "post" };
    await it.backend.tasks.update(paused.id, (task) => claim(task, STAGES.post, at));
    await it.backend.tasks.update(paused.id, (task) =>
      defer(task, task as never, after(at.now, 60_000), at, "paused by grace: a SECRET stop"),
    );
    await it.as("you").put("/v1/pauses", { repo: `${repo.owner}/${repo.name}`, why: "a SECRET stop" });
    await it.as("you").put("/v1/pauses", { why: "a SECRET stop of all" });

    const asked = ["/v1/tasks", "/v1/pauses", "/v1/repos"].map((path) => path);
    for (const { id } of [rejected, back, parked, paused]) asked.push(`/v1/tasks/${id}`);
    for (const path of asked) {
      const text = async (who: typeof rita) => JSON.stringify((await who.get(path)).body);
      expect([path, (await text(rita)).match(/SECRET|hopeless/)]).toEqual([path, null]);
      expect([path, /SECRET|hopeless/.test(await text(grace))]).toEqual([path, true]);
    }
    const { body } = await rita.get(`/v1/tasks/${rejected.id}`);
    expect(body.why).toBe("rejected by grace");
    expect(body.history.at(-1)).toMatchObject({ transition: "reject", by: "grace", why: "rejected by grace" });

    const isThere = ({ tasks }: (typeof seen)["seen"]) => tasks.get(paused.id)?.notBefore !== undefined;
    await Promise.all([seen.until(isThere), told.until(isThere)]);
    expect(seen.seen.text).not.toMatch(/SECRET|hopeless/);
    expect(told.seen.text).toMatch(/SECRET/);
    seen.close();
    told.close();
  });

  test("is told nothing of a draft that is being written, also where they may no longer decide", async () => {
    const { it, repo, grace } = await readable();
    const { id } = await it.task("triaged", { repo });
    const write = (text: string) => it.backend.values.put(LIVE_DRAFTS, id, { value: { text, at: new Date() } });
    await write("One");
    const live = await openEvents(grace, { path: `/v1/tasks/${id}/live` });
    await live.until(({ drafts }) => drafts.length === 1);
    it.grant("github:grace", repo, "read");
    await write("Two");
    await live.over;
    expect(live.seen).toMatchObject({ drafts: ["One"], ended: true });
  });

  test("isn't told what it cost, nor of the budget", async () => {
    const { rita, grace, it, repo } = await readable();
    await it.task("received", { repo });
    expect((await rita.get("/v1/stats")).body.spend).not.toHaveProperty("budgetMicros");
    expect((await grace.get("/v1/stats")).body.spend).toMatchObject({ budgetMicros: 5_000_000 });
  });
});
