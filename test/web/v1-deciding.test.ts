import { decisionMade, editCleaned } from "@frontdesk/approval/api/actions";
import { isSigned } from "@frontdesk/shared/domain/decision";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import { newRepo } from "../contract/builders.ts";
import { DECISION_KEY, v1World } from "./v1-world.ts";

async function asked() {
  const it = await v1World();
  const repo = newRepo();
  it.grant("github:grace", repo, "triage");
  it.grant("github:heidi", repo, "maintain");
  it.grant("github:rita", repo, "read");
  it.grant("key:ci", repo, "triage");
  const task = await it.task("awaiting_approval", { repo });
  const say = (viewer: string, body: object) =>
    it.as(viewer).post(`/v1/tasks/${task.id}/decision`, { digest: task.plan.digest, ...body });
  const now = async () => it.backend.tasks.get(task.id);
  return { it, task, say, now };
}

describe("deciding", () => {
  test("somebody with triage rights approves: signed, in their name, through the console", async () => {
    const { task, say, now } = await asked();
    const { status, body } = await say("github:grace", { say: "approve" });
    expect(status).toBe(200);
    expect(decisionMade.parse(body)).toMatchObject({ is: "decided", task: { state: "approved", decidedBy: "grace" } });
    const { decision, plan } = (await now()) as TaskIn<"approved">;
    expect(decision).toMatchObject({ by: "grace", via: "console", verdict: "approve" });
    expect(isSigned({ taskId: task.id, revision: plan.revision }, decision, DECISION_KEY)).toBe(true);
  });

  test("who is later is told who was faster, when, and what they did", async () => {
    const { say } = await asked();
    const verdicts = [{ say: "approve" }, { say: "reject", reason: "no" }];
    const answers = await Promise.all([say("github:grace", verdicts[0]!), say("github:heidi", verdicts[1]!)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    const what = answers[0]!.status === 200 ? { by: "grace", what: "approved" } : { by: "heidi", what: "rejected" };
    expect(lost.body).toMatchObject({ because: "state", decided: what, status: 409 });
    expect(lost.body.detail).toContain(`${what.by} ${what.what} it at ${lost.body.decided.at}`);
    expect(lost.headers.get("content-type")).toContain("application/problem+json");
  });

  test("another draft than the one that was seen is not decided on", async () => {
    const { say, now } = await asked();
    expect(await say("github:grace", { say: "approve", digest: "f".repeat(64) })).toMatchObject({
      status: 409,
      body: { because: "stale" },
    });
    expect((await now())?.state).toBe("awaiting_approval");
  });

  test("reading is not deciding, and a key never decides", async () => {
    const { say, now } = await asked();
    for (const viewer of ["github:rita", "key:ci"]) {
      for (const body of [{ say: "approve" }, { say: "reject", reason: "" }, { say: "send back", guidance: "x" }]) {
        expect((await say(viewer, body)).status).toBe(403);
      }
    }
    expect((await now())?.state).toBe("awaiting_approval");
  });

  test("rights are asked for anew: what was true a minute ago decides nothing, and what can't be asked neither", async () => {
    const { it, say, now } = await asked();
    const approve = () => say("github:mallory", { say: "approve" });
    it.permissionOf("github:mallory", async (fresh) => (fresh ? "read" : "triage"));
    expect((await approve()).status).toBe(403);
    it.permissionOf("github:mallory", async (fresh) => (fresh ? "none" : "triage"));
    expect((await approve()).status).toBe(404);
    it.permissionOf("github:mallory", async (fresh) => {
      if (fresh) throw new Unavailable("GitHub is down");
      return "triage";
    });
    expect((await approve()).status).toBe(503);
    expect((await now())?.state).toBe("awaiting_approval");
  });

  test("an edit is cleaned by the repository's rules, shown again where that changed it, and then approved", async () => {
    const { it, task, say, now } = await asked();
    const body = "See [the docs](https://docs.acme.dev/a) and [this](https://evil.example/b). @everyone";
    const cleaned = await it.as("github:grace").post(`/v1/tasks/${task.id}/clean-edit`, { body });
    const shown = editCleaned.parse(cleaned.body);
    expect(shown.changed).toBe(true);
    expect(shown.body).toContain("https://docs.acme.dev/a");
    expect(shown.body).not.toContain("(https://evil.example/b)");
    expect(shown.removed.join()).toMatch(/link.*mention|mention.*link/s);

    const first = await say("github:grace", { say: "approve with edit", body });
    expect(first).toMatchObject({ status: 200, body: { is: "changed by cleaning", body: shown.body } });
    expect((await now())?.state).toBe("awaiting_approval");
    const second = await say("github:grace", { say: "approve with edit", body: shown.body });
    expect(second.body).toMatchObject({ is: "decided", task: { state: "approved" } });
    expect(((await now()) as TaskIn<"approved">).plan.body).toContain("https://docs.acme.dev/a");
  });

  test("an edit is cleaned for who may decide, while it can be decided, and never at any length of time", async () => {
    const { it, task, say } = await asked();
    const clean = (viewer: string, body: string) => it.as(viewer).post(`/v1/tasks/${task.id}/clean-edit`, { body });
    expect((await clean("github:rita", "Hello")).status).toBe(403);
    // What its parser would take seconds for is not parsed.
    const { body } = await clean("github:grace", "\\".repeat(65_000));
    expect(body.removed.join()).toContain("formatting");
    await say("github:grace", { say: "approve" });
    expect(await clean("github:grace", "Hello")).toMatchObject({ status: 409, body: { because: "state" } });
  });

  test("rejected with a reason, or sent back with guidance", async () => {
    const { it, say, now } = await asked();
    await say("github:grace", { say: "reject", reason: "too long" });
    expect(await now()).toMatchObject({ state: "rejected", why: "rejected by grace: too long" });
    const other = await it.task("awaiting_approval");
    const wanted = { say: "send back", digest: other.plan.digest, guidance: "Shorter." };
    const { body } = await it.as("you").post(`/v1/tasks/${other.id}/decision`, wanted);
    expect(body.task).toMatchObject({ state: "triaged", guidance: { text: "Shorter.", by: "you" } });
  });

  test("what is no decision is refused with what is wrong with it", async () => {
    const { it, task, say } = await asked();
    for (const body of [{}, { say: "maybe" }, { say: "approve", digest: 1 }, { say: "approve", also: 1 }]) {
      expect((await say("github:grace", body)).status).toBe(400);
    }
    const path = `/v1/tasks/${task.id}/decision`;
    const send = (init: RequestInit) => it.as("github:grace").fetch(path, { method: "POST", ...init });
    expect((await send({ body: "say=approve" })).status).toBe(415);
    expect((await send({ body: "{", headers: { "content-type": "application/json" } })).status).toBe(400);
    const large = JSON.stringify({ say: "reject", digest: "", reason: "x".repeat(600_000) });
    expect((await send({ body: large, headers: { "content-type": "application/json" } })).status).toBe(413);
  });
});
