import { onInstallationChanged, onRepositoryChanged } from "@frontdesk/approval/desk/on-access-changed";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";
import { REPO, repoOf, soon, startHost } from "./start-host.ts";

const { traceparent } = newTask();

/** A task on the one issue, and desk, which has seen the repository before. */
async function begin() {
  const { github, codeHost, source, now } = await startHost();
  const { tasks, values } = await openModel();
  const deps = { tasks, values, codeHost, now, log: silentLog, bus: { publish: async () => {} } };
  const issue = { title: "It crashes", body: "At once.", state: "open" as const };
  const { task } = await receiveTask({ source, issue, traceparent }, deps);
  await codeHost.repository(source, soon());
  await codeHost.thread(source, soon());
  return { github, codeHost, source, deps, state: async () => (await tasks.get(task.id))?.state };
}

test("a public repository is taken out of the installation: its tasks are cancelled at once", async () => {
  const { github, deps, state } = await begin();
  const event = { v: 1, type: "repository.changed", traceparent, ...repoOf(github) } as const;
  await onRepositoryChanged(event, deps);
  expect(await state()).toBe("received");
  github.removeFromInstallation(github.installationId, [REPO]);
  await onRepositoryChanged(event, deps);
  expect(await state()).toBe("cancelled");
});

test("the App is uninstalled: its tasks are cancelled; not if it is installed again by the time that is heard", async () => {
  for (const again of [false, true]) {
    const { github, deps, state } = await begin();
    const { installationId } = github;
    github.uninstall(installationId);
    if (again) github.install("acme", [REPO]);
    await onInstallationChanged({ v: 1, type: "installation.changed", traceparent, installationId }, deps);
    expect(await state()).toBe(again ? "received" : "cancelled");
  }
});
