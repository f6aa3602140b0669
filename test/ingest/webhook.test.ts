import { createHmac } from "node:crypto";
import { createIngest } from "@frontdesk/ingest/ingest";
import type { Event } from "@frontdesk/shared/domain/events";
import { serve } from "@frontdesk/shared/http/serve";
import { expect, onTestFinished, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { silentLog } from "../silent-log.ts";

const SECRET = "the current secret";
const PREVIOUS = "the secret before it";

test("an opened issue becomes a task, is announced, and the delivery is kept", async () => {
  const it = await begin();
  expect(await it.deliver(opened())).toEqual({ status: 202, taskId: "acme.webapp.42.opened" });
  const task = await it.tasks.get("acme.webapp.42.opened");
  expect(task).toMatchObject({
    state: "received",
    issue: { title: "It crashes", body: "" },
    source: { author: "ada" },
  });
  expect(it.published).toMatchObject([{ type: "task.received", taskId: "acme.webapp.42.opened" }]);
  expect(await it.tasks.rawBody("acme.webapp.42.opened")).toEqual({ body: new TextEncoder().encode(opened()) });
});

test("C02: a redelivery, whatever its delivery id, is a duplicate: the same answer, no second task, no announcement", async () => {
  const it = await begin();
  await it.deliver(opened());
  expect(await it.deliver(opened())).toEqual({ status: 202, taskId: "acme.webapp.42.opened" });
  expect(it.published).toHaveLength(1);
  expect(await it.tasks.history("acme.webapp.42.opened")).toHaveLength(1);
});

test("a repository that was deleted and made again has tasks of its own under the same names", async () => {
  const it = await begin();
  await it.deliver(opened());
  const again = opened({ id: 77 });
  expect(await it.deliver(again)).toEqual({ status: 202, taskId: "acme.webapp.42.opened~77" });
  expect(await it.deliver(again)).toEqual({ status: 202, taskId: "acme.webapp.42.opened~77" });
  expect(it.published).toHaveLength(2);
});

test("the secret before the current one still verifies; another one, and none, don't", async () => {
  const it = await begin();
  expect(await it.deliver(opened(), PREVIOUS)).toMatchObject({ status: 202 });
  expect(await it.deliver(opened(), "a guess")).toEqual({ status: 401 });
  expect(await it.deliver(opened(), "none")).toEqual({ status: 401 });
});

test("events that want no answer are accepted and ignored", async () => {
  const it = await begin();
  expect(await it.deliver(JSON.stringify({ action: "labeled" }))).toEqual({ status: 202 });
  expect(await it.deliver(JSON.stringify({ zen: "Keep it simple." }), SECRET, "ping")).toEqual({ status: 202 });
  expect(it.published).toEqual([]);
});

test("an issue whose author is gone is answered like any other", async () => {
  const it = await begin();
  expect(await it.deliver(opened({ user: null }))).toMatchObject({ status: 202 });
  expect(await it.tasks.get("acme.webapp.42.opened")).toMatchObject({ source: { author: "ghost" } });
});

test("an opened issue that can't be understood is refused with an alert: a 2xx would lose it", async () => {
  const it = await begin();
  expect(await it.deliver(opened({ number: "forty-two" }))).toEqual({ status: 400 });
  expect(it.alerts).toEqual(["a delivery can't be understood"]);
});

test("C24: while the store can't be reached the answer is 503, and nothing is half done", async () => {
  const it = await begin();
  it.faults.goDown();
  expect(await it.deliver(opened())).toEqual({ status: 503 });
  it.faults.comeBack();
  expect(await it.tasks.get("acme.webapp.42.opened")).toBeUndefined();
  expect(await it.deliver(opened())).toMatchObject({ status: 202 });
});

async function begin() {
  const { tasks, faults } = await openModel();
  const published: Event[] = [];
  const alerts: string[] = [];
  const log = { ...silentLog, alert: (message: string) => void alerts.push(message) };
  const bus = { publish: async (event: Event) => void published.push(event) };
  const deps = { tasks, bus, log, now: () => new Date(), secrets: [SECRET, PREVIOUS] };
  const server = await serve(createIngest(deps), { port: 0, log });
  onTestFinished(() => server.close());
  return {
    ...{ tasks, faults, published, alerts },
    async deliver(body: string, secret = SECRET, event = "issues") {
      const signature = secret !== "none" && `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
      const response = await fetch(`${server.url}/webhooks/github`, {
        method: "POST",
        headers: { "x-github-event": event, ...(signature && { "x-hub-signature-256": signature }) },
        body,
      });
      const { taskId } = (await response.json()) as { taskId?: string };
      return { status: response.status, ...(taskId !== undefined && { taskId }) };
    },
  };
}

function opened(issue: object = {}): string {
  return JSON.stringify({
    action: "opened",
    installation: { id: 1 },
    repository: { id: 5, name: "WebApp", owner: { login: "Acme" } },
    issue: { id: 9, number: 42, title: "It crashes", body: null, state: "open", user: { login: "ada" }, ...issue },
  });
}
