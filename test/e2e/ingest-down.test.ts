import { sweepDeliveries } from "@frontdesk/approval/desk/sweep-deliveries";
import { createIngest } from "@frontdesk/ingest/ingest";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { openForTest } from "../contract/test-backend.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";

const REPO = "acme/webapp";
const ISSUES = 25;

test("C19: ingest is down for an hour: GitHub is asked to deliver again, and every issue has its task", async () => {
  const clock = { now: new Date("2026-03-02T09:00:00Z") };
  const now = () => clock.now;
  const github = await startGitHub({ now });
  onTestFinished(() => github.close());
  const backend = await openForTest(() => openSqliteForTest({ now }));
  const { tasks, values, bus } = backend;
  const { id: appId, privateKey, webhookSecret } = github.app;
  const { deliveries } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log: silentLog });
  const sweep = () =>
    sweepDeliveries({ deliveries, values, log: silentLog, now }, AbortSignal.timeout(10_000)).then(() =>
      github.settled(),
    );

  // A port at which nobody listens any more.
  const gone = await serve((_request, response) => response.end(), { port: 0, log: silentLog });
  await gone.close();
  github.setWebhook({ url: `${gone.url}/webhooks/github` });
  for (let n = 0; n < ISSUES; n++) {
    github.fileIssue({ repo: REPO, title: `Lost ${n}`, body: "" });
    clock.now = after(clock.now, HOUR / ISSUES);
  }
  await github.settled();
  await sweep();
  expect(await count()).toBe(0);

  const deps = { tasks, bus, log: silentLog, now, secrets: [webhookSecret] };
  const ingest = await serve(createIngest(deps), { port: gone.port, log: silentLog });
  onTestFinished(() => ingest.close());
  for (let minute = 0; minute < 5; minute++) {
    clock.now = after(clock.now, 2 * MINUTE);
    await sweep();
  }
  expect(await count()).toBe(ISSUES);
  const before = github.deliveries().length;
  clock.now = after(clock.now, HOUR);
  await sweep();
  expect(github.deliveries()).toHaveLength(before);

  async function count(): Promise<number> {
    return (await tasks.list({ repo: REPO }, { limit: 200 })).tasks.length;
  }
});
