import { onThreadChanged } from "@frontdesk/approval/desk/on-thread-changed";
import { readDelivery } from "@frontdesk/ingest/read-delivery";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { openModel } from "../contract/model-backend.ts";
import { countCalls, REPO, startHost } from "../github/start-host.ts";
import { startHookListener } from "../sandbox/github/hook-listener.ts";

const SETTINGS = ".github/frontdesk.yml";
const WRITES = { [REPO]: "write" } as const;
const HIDDEN = { isHiddenMember: true };

/** The services before the stand-in: what it says of people in its webhooks and answers is what is known of them. */
async function begin(settings = "") {
  const { github, codeHost, source } = await startHost();
  const it = createOutsideWorld(await openModel());
  const { deps } = it;
  deps.codeHost = codeHost;
  const hooks = await startHookListener();
  github.setWebhook({ url: hooks.url });
  github.push(REPO, { [SETTINGS]: settings });
  return {
    ...{ ...it, github },
    /** The task of the newest webhook. */
    async told() {
      await github.settled();
      const { headers, raw } = hooks.received.at(-1)!;
      const meaning = readDelivery(String(headers["x-github-event"]), JSON.parse(raw), {});
      if (meaning.is !== "task") throw new Error(`a task was expected: ${JSON.stringify(meaning)}`);
      const wanted = { ...meaning, source: { ...meaning.source, deliveryId: "1" }, traceparent: "" };
      return (await receiveTask(wanted, deps)).task.id;
    },
    look: () =>
      onThreadChanged(
        { v: 1, type: "thread.changed", traceparent: "", thread: { repoId: source.repo.id, issue: 2 } },
        deps,
      ),
  };
}

type World = Awaited<ReturnType<typeof begin>>;

async function asked(it: World, author = "ada") {
  it.github.fileIssue({ repo: REPO, title: "How do I log in?", author });
  const id = await it.told();
  for (const step of [it.triage, it.draft, it.ask]) await step(id);
  return id;
}

test("C53: an answer of a maintainer's whose membership is hidden cancels what is open, however it is learned", async () => {
  for (const learned of ["by its own task", "by looking", "before posting"] as const) {
    const it = await begin();
    it.github.addPerson("hedy", WRITES, HIDDEN);
    const opened = await asked(it);
    if (learned === "before posting") await it.approve(opened);
    it.github.comment(REPO, 2, "At the top of the page.", "hedy");
    const answer = await it.told();
    if (learned === "by its own task") await it.triage(answer);
    if (learned === "by looking") await it.look();
    if (learned === "before posting") await it.post(opened);
    expect(await it.task(opened)).toMatchObject({ state: "cancelled", why: "people are talking: answered by hedy" });
    await it.triage(answer);
    expect(await it.task(answer)).toMatchObject({ state: "skipped", why: "hedy is a maintainer" });
  }
});

test("an issue of a maintainer's whose membership is hidden is a maintainer's: not answered, or as an insider's", async () => {
  for (const [settings, end] of [
    ["", { state: "skipped", why: "hedy is a maintainer" }],
    ["{ reply: automatic, answer_maintainers: true }", { state: "approved", source: { byMaintainer: true } }],
  ] as const) {
    const it = await begin(settings);
    it.github.addPerson("hedy", WRITES, HIDDEN);
    expect(await it.task(await asked(it, "hedy"))).toMatchObject(end);
  }
});

test("a collaborator who can only read is no maintainer: answered, not without a person, and answering for nobody", async () => {
  const it = await begin("reply: automatic");
  it.github.addPerson("rita", { [REPO]: "read" });
  const waits = { state: "awaiting_approval", source: { author: "rita", byMaintainer: false } };
  const opened = await asked(it, "rita");
  expect(await it.task(opened)).toMatchObject(waits);
  it.github.addPerson("ron", { [REPO]: "read" });
  it.github.comment(REPO, 2, "The same here.", "ron");
  await it.triage(await it.told());
  expect(await it.task(opened)).toMatchObject({ state: "triaged", redrafts: 1 });
});

test("the permission of an issue's author is asked for once in its life, unless somebody else speaks", async () => {
  const it = await begin("{ reply: automatic, automatic_for: everybody, confidence: 0 }");
  const calls = countCalls(it.github, "GET permission");
  const id = await asked(it);
  await it.post(id);
  expect((await it.task(id)).state).toBe("posted");
  expect(calls()).toBe(1);
});

test("while GitHub can't be asked who somebody is nothing is sorted, and the task is not given up", async () => {
  const it = await begin();
  it.github.fileIssue({ repo: REPO, title: "How do I log in?" });
  const id = await it.told();
  it.github.faults.add({ on: "GET permission", fault: { kind: "fails", status: 502 } });
  await it.triage(id);
  expect(await it.task(id)).toMatchObject({ state: "received", attempts: 0, outageSince: expect.any(Date) });
  expect(it.model.asked).toEqual([]);
});
