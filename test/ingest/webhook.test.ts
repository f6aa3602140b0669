import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Event } from "@frontdesk/shared/domain/events";
import { expect, test } from "vitest";
import { startIngest } from "./ingest-world.ts";
import { issueEvent, REPOSITORY, removedEvent } from "./payloads.ts";

const ID = "acme.webapp.42.opened";

test("an opened issue becomes a task, is announced, and the delivery is kept", async () => {
  const it = await startIngest();
  const payload = JSON.stringify(issueEvent("opened", { body: null }));
  expect(await it.deliver("issues", payload)).toEqual({ status: 202, taskId: ID });
  const task = await it.tasks.get(ID);
  expect(task).toMatchObject({
    state: "received",
    issue: { title: "It crashes", body: "" },
    source: { author: "ada" },
  });
  expect(it.published).toMatchObject([{ type: "task.received", taskId: ID, traceparent: task?.traceparent }]);
  expect(await it.tasks.rawBody(ID)).toEqual({ body: new TextEncoder().encode(payload) });
});

test("a repository that was deleted and made again has tasks of its own under the same names", async () => {
  const it = await startIngest();
  await it.deliver("issues", issueEvent("opened"));
  const again = issueEvent("opened", { id: 77 }, { repository: { ...REPOSITORY, id: 6 } });
  expect(await it.deliver("issues", again)).toEqual({ status: 202, taskId: `${ID}~77` });
  expect(await it.deliver("issues", again)).toEqual({ status: 202, taskId: `${ID}~77` });
  expect(it.published).toHaveLength(2);
});

test("a delivery that lost its name on the way is kept by GitHub, told of, and taken when it comes again with one", async () => {
  const it = await startIngest();
  expect(await it.deliver("", issueEvent("opened"))).toEqual({ status: 400 });
  expect(await it.taskIds()).toEqual([]);
  expect(it.alerts()).toMatchObject([
    { message: "a delivery can't be understood", why: expect.stringContaining("Event") },
  ]);
  expect(await it.deliver("issues", issueEvent("opened"))).toEqual({ status: 202, taskId: ID });
});

test("C24: while the store can't be reached the answer is 503, and nothing is half done", async () => {
  const it = await startIngest();
  it.faults.goDown();
  expect(await it.deliver("issues", issueEvent("opened"))).toEqual({ status: 503 });
  it.faults.comeBack();
  expect(await it.tasks.get(ID)).toBeUndefined();
  expect(it.published).toEqual([]);
  expect(await it.deliver("issues", issueEvent("opened"))).toEqual({ status: 202, taskId: ID });
});

test("C24: a hint that can't be published is no 202: GitHub keeps the delivery, and it comes back", async () => {
  let isDown = true;
  const publish = async () => {
    if (isDown) throw new Unavailable("the bus is down");
  };
  const it = await startIngest({ publish });
  const response = await it.post("issues", issueEvent("edited"));
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(it.published).toEqual([]);
  isDown = false;
  expect(await it.deliver("issues", issueEvent("edited"))).toEqual({ status: 202, hints: 1 });
});

test("C24: of many hints one can't be published: 503, for the whole delivery comes again", async () => {
  const repositories = [1, 2, 3].map((id) => ({ id, full_name: `acme/tool-${id}` }));
  const publish = async (event: Event) => {
    if (event.type === "repository.changed" && event.repo.id === 3) throw new Unavailable("the bus is down");
  };
  const it = await startIngest({ publish });
  expect(await it.deliver("installation_repositories", removedEvent(repositories))).toEqual({ status: 503 });
});

test("a task whose announcement is lost is accepted all the same: it is durable, and the sweep announces it", async () => {
  const publish = () => Promise.reject(new Unavailable("the bus is down"));
  const it = await startIngest({ publish });
  expect(await it.deliver("issues", issueEvent("opened"))).toEqual({ status: 202, taskId: ID });
  expect(await it.tasks.get(ID)).toMatchObject({ state: "received" });
});
