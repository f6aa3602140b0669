import { keyMade } from "@frontdesk/approval/api/surroundings";
import { createV1 } from "@frontdesk/approval/web/v1/v1";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";
import { bringTo } from "./bring-to.ts";
import { openBrowser } from "./browser.ts";
import { startWebWorld } from "./web-world.ts";

/** The real door, `/v1` behind it, and tasks that wait in a public and in a private repository of the GitHub stand-in. */
async function waiting() {
  const closing = new AbortController();
  const world = await startWebWorld({
    backend: "sqlite",
    routers: ({ keys, links }, { backend, github, now }) => ({
      v1: [
        createV1({
          ...{ ...backend, keys, signInLinks: links, codeHost: createFakeCodeHost().codeHost, web: github.url },
          ...{
            decisionKey: "k".repeat(32),
            hasSlack: false,
            log: silentLog,
            now,
            closing: closing.signal,
            pingEvery: 20,
          },
        }),
      ],
    }),
  });
  world.github.createRepo("acme/secret", { private: true });
  world.github.addPerson("tim", { "acme/webapp": "triage", "acme/secret": "triage" });
  const { tasks } = world.backend;
  const waits = (repo: string) => bringTo("awaiting_approval", world.repo(repo), { tasks, now: world.now });
  const [open, hidden] = [await waits("acme/webapp"), await waits("acme/secret")];
  const decision = (task: TaskIn<"awaiting_approval">, say = "approve") =>
    [
      `/v1/tasks/${task.id}/decision`,
      { say, digest: task.plan.digest, ...(say === "reject" && { reason: "no" }) },
    ] as const;
  const stateOf = async (task: TaskIn<"awaiting_approval">) => (await tasks.get(task.id))?.state;
  return { ...world, open, hidden, decision, stateOf };
}

describe("C57", () => {
  test("who may only read sees the task without its draft, and decides nothing", async () => {
    const { signIn, open, decision, stateOf } = await waiting();
    const ada = await signIn("ada");
    const shown = await ada.get(`/v1/tasks/${open.id}`);
    expect(shown.status).toBe(200);
    expect(await shown.text()).not.toContain(open.plan.body.slice(0, 20));
    expect((await ada.post(...decision(open))).status).toBe(403);
    expect((await ada.post(...decision(open, "reject"))).status).toBe(403);
    expect(await stateOf(open)).toBe("awaiting_approval");
  });

  test("a key reads, and decides nothing", async () => {
    const { url, signIn, open, decision, stateOf } = await waiting();
    const grace = await signIn("grace");
    const made = keyMade.parse(await (await grace.post("/v1/keys", { name: "ci", repos: ["acme/webapp"] })).json());
    const headers = { authorization: `Bearer ${made.key}`, "content-type": "application/json" };
    const program = openBrowser(url);
    expect((await program.get(`/v1/tasks/${open.id}`, { headers })).status).toBe(200);
    const [path, body] = decision(open);
    expect((await program.load(path, { method: "POST", headers, body: JSON.stringify(body) })).status).toBe(403);
    expect(await stateOf(open)).toBe("awaiting_approval");
    expect((await grace.delete(`/v1/keys/${made.id}`)).status).toBe(204);
    expect((await program.get("/v1/me", { headers })).status).toBe(401);
  });

  test("somebody with triage rights decides, until the moment that they are taken away", async () => {
    const { github, signIn, open, decision, stateOf } = await waiting();
    const tim = await signIn("tim");
    expect((await tim.get(`/v1/tasks/${open.id}`)).status).toBe(200);
    github.addPerson("tim", { "acme/webapp": "read" });
    expect((await tim.post(...decision(open))).status).toBe(403);
    github.addPerson("tim", { "acme/webapp": "triage" });
    expect((await tim.post(...decision(open))).status).toBe(200);
    expect(await stateOf(open)).toBe("approved");
  });

  test("while GitHub can't be asked nobody decides, and is told so", async () => {
    const { github, signIn, open, decision, stateOf } = await waiting();
    const grace = await signIn("grace");
    expect((await grace.get(`/v1/tasks/${open.id}`)).status).toBe(200);
    github.faults.add({ on: "GET repo", fault: { kind: "fails", status: 503 }, times: Number.POSITIVE_INFINITY });
    const answer = await grace.post(...decision(open));
    expect(answer.status).toBe(503);
    expect(await stateOf(open)).toBe("awaiting_approval");
  });

  test("a private repository is there for nobody without rights in it: not in lists, searches, counts, nor by its name", async () => {
    const { signIn, open, hidden, decision } = await waiting();
    const [grace, tim] = [await signIn("grace"), await signIn("tim")];
    const text = async (path: string) => (await grace.get(path)).text();
    expect(await text("/v1/tasks")).toContain(open.id);
    for (const path of ["/v1/tasks", "/v1/tasks?q=secret", `/v1/tasks?q=${hidden.id}`, "/v1/repos", "/v1/pauses"]) {
      expect([path, (await text(path)).includes("secret")]).toEqual([path, false]);
    }
    expect(await (await grace.get("/v1/counts")).json()).toMatchObject({ states: { awaiting_approval: 1 } });
    expect(await (await tim.get("/v1/counts")).json()).toMatchObject({ states: { awaiting_approval: 2 } });
    const [there, nowhere] = await Promise.all(
      [hidden.id, "acme.secret.999.opened"].map((id) => grace.get(`/v1/tasks/${id}`)),
    );
    expect([there?.status, nowhere?.status]).toEqual([404, 404]);
    expect((await there?.text())?.replaceAll(hidden.id, "ID")).toBe(
      (await nowhere?.text())?.replaceAll("acme.secret.999.opened", "ID"),
    );
    expect((await grace.post(...decision(hidden))).status).toBe(404);
    expect((await grace.post("/v1/keys", { name: "ci", repos: ["acme/secret"] })).status).not.toBe(201);
  });
});

test("C58: a decision that another site sends in a maintainer's name decides nothing", async () => {
  const { signIn, open, decision, stateOf } = await waiting();
  const grace = await signIn("grace");
  const [path, body] = decision(open);
  for (const headers of [
    { origin: "https://evil.test", "content-type": "text/plain" },
    { origin: "https://evil.test", "content-type": "application/json", "sec-fetch-site": "cross-site" },
    { "content-type": "application/x-www-form-urlencoded" },
  ] as { [name: string]: string }[]) {
    expect((await grace.load(path, { method: "POST", headers, body: JSON.stringify(body) })).status).toBe(403);
  }
  expect(await stateOf(open)).toBe("awaiting_approval");
});

test("C58: whoever signs out everywhere hears nothing more, on streams that are open already", async () => {
  const { signIn } = await waiting();
  const [here, elsewhere] = [await signIn("grace"), await signIn("grace")];
  const stream = await elsewhere.get("/v1/events");
  const ended = new Response(stream.body).text();
  expect((await here.post("/sign-out/everywhere")).status).toBe(204);
  await ended;
});
