import { onReplyApproved } from "@frontdesk/approval/desk/on-reply-approved";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { type Task, taskSchema } from "@frontdesk/shared/domain/task";
import { claim } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { createFakeCodeHost, placeOf } from "../chaos/fake-code-host.ts";
import { moment } from "../contract/builders.ts";
import { openForTest } from "../contract/test-backend.ts";
import { startChild } from "./child.ts";
import { freshFile } from "./fresh-file.ts";

test("a task that a killed process had claimed can be claimed as soon as the file is opened again", async () => {
  const { task, backend } = await killHolderOf("received, held by a worker");
  expect(task).toMatchObject({ state: "received", lease: { step: "triage" }, attempts: 1 });
  const now = new Date();
  expect(claim(task, STAGES.triage, moment(now))).toMatchObject({ because: "leased" });

  // The attempt counts: it may have been the task that killed the process.
  const claimed = await backend.tasks.update(task.id, (current) => claim(current, STAGES.triage, moment(now)));
  expect(claimed).toMatchObject({ task: { lease: { step: "triage" }, attempts: 2 } });
  expect(await transitions(backend, task)).toEqual([
    "create by test",
    "claim by test",
    "release by restart",
    "claim by test",
  ]);
});

test("a task that a killed process had been posting is looked for, never posted again", async () => {
  const { task, backend } = await killHolderOf("posting");
  expect(task).toMatchObject({ state: "posting", lease: { step: "post" } });
  const github = createFakeCodeHost();
  const { title, body } = task.issue;
  github.setIssue(placeOf(task.source), { title, body, state: "open" });
  const { tasks, values, bus } = backend;
  const deps = {
    tasks,
    values,
    bus,
    codeHost: github.codeHost,
    decisionKey: "",
    log: silentLog,
    now: () => new Date(),
  };
  const event = { v: 1, type: "reply.approved", taskId: task.id, traceparent: task.traceparent } as const;

  await onReplyApproved(event, { ...deps, stopping: new AbortController().signal });

  expect(github.commentsAt(placeOf(task.source))).toEqual([]);
  expect(await tasks.get(task.id)).toMatchObject({ state: "posting", intent: { looks: 1 } });
  expect((await transitions(backend, task)).slice(-3)).toEqual([
    "release by restart",
    "claim by post",
    "look later by post",
  ]);
});

/** The task as a process held it when it was killed, and the backend of the next one. */
async function killHolderOf(stop: string): Promise<{ task: Task; backend: Backend }> {
  const file = freshFile();
  const child = startChild(new URL("./hold-task.ts", import.meta.url), [file, stop]);
  const task = taskSchema.parse(JSON.parse(await child.line("{")));
  child.send("SIGKILL");
  await child.ended;
  return { task, backend: await openForTest(() => openSqlite({ file, log: silentLog, now: () => new Date() })) };
}

async function transitions({ tasks }: Backend, { id }: Task): Promise<string[]> {
  return (await tasks.history(id)).map(({ transition, by }) => `${transition} by ${by}`);
}
