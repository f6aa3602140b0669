import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import { DAY, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, test } from "vitest";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";

describe("a clock that is wrong", () => {
  test.each([
    ["ten minutes slow", -10 * MINUTE],
    ["a minute and a half fast", 90 * SECOND],
    ["two minutes fast", 2 * MINUTE],
    ["a day slow", -DAY],
    ["a day fast", DAY],
  ])("%s: all that the App asks is answered, and the second time at once", async (_name, off) => {
    const { github, codeHost, deliveries, source } = await startHost({ off });
    const calls = countCalls(github, "* /app/installations/**");
    expect(await codeHost.installation(github.installationId, soon())).toBeUndefined();
    expect(calls()).toBe(2);
    expect(await codeHost.installation(github.installationId, soon())).toBeUndefined();
    expect(calls()).toBe(3);
    expect(await codeHost.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
    expect(await codeHost.postComment(source, "Hello", soon())).toMatchObject({ kind: "posted" });
    expect(await deliveries.page(undefined, soon())).toEqual({ deliveries: [] });
    expect(github.commentsOn(REPO, 1)).toHaveLength(1);
  });

  test("is noticed by many at once, by a POST like by a read, and told to whoever minds this machine", async () => {
    const { github, now, source } = await startHost({ off: DAY });
    const told: unknown[] = [];
    const log = { ...silentLog, warn: (...said: unknown[]) => void told.push(said) };
    const { id: appId, privateKey } = github.app;
    const { codeHost, readToken } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log });
    const asked = Array.from({ length: 10 }, async (_, n) =>
      n % 2 ? codeHost.installation(github.installationId, soon()) : readToken(source, soon()),
    );
    for (const [n, answer] of (await Promise.all(asked)).entries()) {
      if (n % 2) expect(answer).toBeUndefined();
      else expect(answer).toMatchObject({ token: expect.any(String) });
    }
    expect(told).toContainEqual([expect.stringContaining("clock"), { secondsOff: expect.closeTo(DAY / SECOND, -1) }]);
  });

  test("is noticed again when it is set right", async () => {
    const clock = { off: -DAY };
    const { github } = await startHost();
    const { id: appId, privateKey } = github.app;
    const now = () => new Date(Date.now() + clock.off);
    const { codeHost } = createGitHub({ appId, privateKey, baseUrl: github.apiUrl, now, log: silentLog });
    for (const off of [-DAY, 0, DAY]) {
      clock.off = off;
      expect(await codeHost.installation(github.installationId, soon())).toBeUndefined();
    }
  });
});

test("a key that is turned down by a clock that is right is turned down once", async () => {
  const { github, codeHost } = await startHost();
  const planned = github.faults.add({ on: "GET /app/**", fault: { kind: "bad credentials" }, times: 100 });
  await expect(codeHost.installation(github.installationId, soon())).rejects.toThrow("does not take the key");
  expect(planned.left()).toBe(99);
});
