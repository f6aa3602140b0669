import { readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { describe, expect, test } from "vitest";
import type { Fault } from "../sandbox/github/faults.ts";
import { READS, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

describe("no answer to a read is Unavailable, which names the call", () => {
  test.each<[string, Fault]>([
    ["cut", { kind: "lost answer" }],
    ["500", { kind: "fails", status: 500 }],
    ["502", { kind: "fails", status: 502 }],
    ["503", { kind: "fails", status: 503 }],
  ])("%s", async (_name, fault) => {
    const { github, codeHost, source } = await startHost();
    for (const [, read] of READS) {
      await read(codeHost, source, soon());
      const planned = github.faults.add({ on: "GET /repos/acme/webapp/**", fault, times: 100 });
      const rejected = expect(read(codeHost, source, soon())).rejects;
      await rejected.toThrow(/GET \/repositories\/\d+\/issues\/1/);
      await expect(read(codeHost, source, soon())).rejects.toBeInstanceOf(Unavailable);
      expect(planned.left()).toBe(98);
      planned.end();
    }
  });

  test.each<[string, Fault, string]>([
    ["C40: a secondary limit", { kind: "secondary limit", retryAfter: 90 }, "09:01:30"],
    ["C40: the primary limit", { kind: "primary limit", resetsIn: 1_200 }, "09:20:00"],
    ["C40: 429", { kind: "secondary limit", status: 429 }, "09:01:00"],
  ])("%s says until when", async (_name, fault, until) => {
    const { github, codeHost, source } = await startHost({ now: () => new Date("2026-03-02T09:00:00Z") });
    for (const [, read] of READS) {
      await read(codeHost, source, soon());
      const planned = github.faults.add({ on: "GET /repos/acme/webapp/**", fault, times: 100 });
      await expect(read(codeHost, source, soon())).rejects.toThrow(`limit is reached`);
      await expect(read(codeHost, source, soon())).rejects.toThrow(`from 2026-03-02T${until}.000Z on`);
      await expect(read(codeHost, source, soon())).rejects.toBeInstanceOf(Unavailable);
      planned.end();
    }
  });

  test.each([
    ["a proxy's 404", { status: 404, headers: { "content-type": "text/html" }, body: "<h1>Where?</h1>" }],
    ["another form", { status: 200, body: { title: 7 } }],
    ["half of it", { status: 200, body: '{"title":"It cra' }],
    ["a permission that is missing", { status: 403, body: { message: "Resource not accessible by integration" } }],
  ])("%s", async (_name, answer) => {
    const { codeHost } = await startScripted((_method, path) =>
      path.startsWith("/repositories/") ? answer : undefined,
    );
    for (const [, read] of READS) {
      await expect(read(codeHost, SOURCE, soon())).rejects.toThrow(/GET \/repositories\/5\/issues\/3/);
      await expect(read(codeHost, SOURCE, soon())).rejects.toBeInstanceOf(Unavailable);
    }
  });

  test("nobody is there", async () => {
    const { open, source } = await startHost();
    const { codeHost } = open("http://127.0.0.1:9/api/v3");
    for (const [, read] of READS) await expect(read(codeHost, source, soon())).rejects.toBeInstanceOf(Unavailable);
  });
});

test.each(READS)("%s that hangs ends when the signal aborts, with its reason", async (_name, read) => {
  const { github, codeHost, source } = await startHost();
  for (const on of ["GET /repos/acme/webapp/**", "POST token"] as const) {
    github.faults.clear();
    const hanging = github.faults.add({ on, fault: { kind: "hangs" } });
    if (on === "POST token") github.expireTokens();
    const giveUp = new AbortController();
    const reading = read(codeHost, source, giveUp.signal);
    const rejected = expect(reading).rejects.toBe("enough");
    await expect.poll(() => hanging.left()).toBe(0);
    giveUp.abort("enough");
    await rejected;
  }
});

test("an Enterprise Server is asked below /api/v3 for everything", async () => {
  const { open, baseUrl, calls } = await startScripted(() => undefined);
  const { codeHost, deliveries } = open(readGitHubConfig({ FRONTDESK_GITHUB_URL: baseUrl }).baseUrl);
  const { installationId: _, ...unknown } = SOURCE;
  await Promise.allSettled([
    ...READS.map(([, read]) => read(codeHost, SOURCE, soon())),
    codeHost.thread(unknown, soon()),
    codeHost.postComment(SOURCE, "Hello", soon()),
    codeHost.installation(7, soon()),
    deliveries.page(undefined, soon()),
    deliveries.redeliver("1", soon()),
  ]);
  expect(calls.length).toBeGreaterThan(6);
  expect(calls.map(({ path }) => path).filter((path) => !path.startsWith("/api/v3/"))).toEqual([]);
});
