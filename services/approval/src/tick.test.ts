import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { createTickRouter, type Jobs } from "./tick.ts";

async function ticking(jobs: Jobs) {
  const ticks = createTickRouter(jobs, {
    verify: async (authorization) =>
      authorization === "Bearer clock" ? undefined : { status: 401, why: "not the clock" },
    log: silentLog,
  });
  const { url, close } = await serve(createApp([ticks], { log: silentLog }), { port: 0, log: silentLog });
  onTestFinished(close);
  return (authorization = "Bearer clock") =>
    fetch(`${url}/internal/tick`, { method: "POST", headers: { authorization } });
}

test("a tick runs every job, one after the other; one that fails stops no other, and is named", async () => {
  const ran: string[] = [];
  const isFailing = { first: true };
  const tick = await ticking({
    async first() {
      ran.push("first");
      if (isFailing.first) throw new Error("out of order");
    },
    second: async () => void ran.push("second"),
  });
  const failed = await tick();
  expect([failed.status, await failed.json()]).toMatchObject([503, { detail: "failed: first" }]);
  expect(ran).toEqual(["first", "second"]);
  isFailing.first = false;
  expect((await tick()).status).toBe(204);
});

test("nobody ticks but the scheduler", async () => {
  const ran: string[] = [];
  const tick = await ticking({ only: async () => void ran.push("only") });
  expect((await tick("Bearer somebody")).status).toBe(401);
  expect(ran).toEqual([]);
});
