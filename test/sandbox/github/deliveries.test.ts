import { expect, test } from "vitest";
import { jwtOf, startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";

async function startWithHook(options: { patience?: number; now?: () => Date } = {}) {
  const hook = await startHookListener();
  return { ...(await startCalledGitHub({ ...options, webhook: { url: hook.url } })), hook };
}

test("every delivery is kept with what came of it, and none is repeated", async () => {
  const { github, hook, asApp } = await startWithHook();
  hook.status = 503;
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  hook.status = 302;
  github.closeIssue("acme/webapp", 1);
  await github.settled();
  github.setWebhook({ url: "http://127.0.0.1:1/nobody" });
  github.reopenIssue("acme/webapp", 1);
  await github.settled();
  github.setWebhook(undefined);
  github.lockIssue("acme/webapp", 1);
  await github.settled();
  expect(hook.received).toHaveLength(2);
  const { body } = await asApp("GET", "/app/hook/deliveries");
  expect(body).toMatchObject([
    { event: "issues", action: "reopened", status: "failed to connect", status_code: 502 },
    { event: "issues", action: "closed", status: "Invalid HTTP Response: 302", status_code: 302 },
    {
      ...{
        event: "issues",
        action: "opened",
        status: "Invalid HTTP Response: 503",
        status_code: 503,
        redelivery: false,
      },
      ...{ installation_id: github.installationId, repository_id: github.repo("acme/webapp").id },
      ...{ guid: hook.received[0]?.headers["x-github-delivery"], delivered_at: expect.any(String) },
    },
  ]);
});

test("a webhook that nobody answers is given up", async () => {
  const { github, hook } = await startWithHook({ patience: 20 });
  hook.status = 0;
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  expect(github.deliveries()).toMatchObject([{ event: "issues", action: "opened", status: "timed out" }]);
});

test("what a webhook leads to is waited for as well", async () => {
  const { github, hook, asBot } = await startWithHook();
  hook.before = ({ action }) =>
    action === "opened"
      ? asBot("POST", "/repos/acme/webapp/issues/1/comments", { body: "Thanks" })
      : expect.poll(() => github.deliveries().length).toBe(1);
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  expect(github.deliveries()).toMatchObject([{ action: "opened" }, { action: "created" }]);
});

test("a redelivery has the same GUID and payload, and is a delivery of its own", async () => {
  const { github, hook, asApp } = await startWithHook();
  hook.status = 500;
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  hook.status = 202;
  const [failed] = github.deliveries();
  expect(await asApp("POST", `/app/hook/deliveries/${failed?.id}/attempts`)).toMatchObject({ status: 202 });
  await github.settled();
  expect(hook.received).toHaveLength(2);
  expect(hook.received[1]?.raw).toBe(hook.received[0]?.raw);
  expect(hook.received[1]?.headers["x-github-delivery"]).toBe(failed?.guid);
  expect(github.deliveries()).toMatchObject([
    { redelivery: false, statusCode: 500, guid: failed?.guid },
    { redelivery: true, statusCode: 202, guid: failed?.guid, status: "OK" },
  ]);
  const one = await asApp("GET", `/app/hook/deliveries/${failed?.id}`);
  expect(one.body).toMatchObject({
    request: { payload: { action: "opened" }, headers: { "x-github-delivery": failed?.guid } },
    response: { payload: "done" },
  });
  expect((await asApp("POST", "/app/hook/deliveries/1/attempts")).status).toBe(404);
});

test("ids of deliveries are integers past 2^53, and pages go by cursor, whatever comes meanwhile", async () => {
  const { github, asApp } = await startWithHook();
  for (let n = 1; n <= 25; n++) github.fileIssue({ repo: "acme/webapp", title: `Issue ${n}` });
  await github.settled();
  const seen: string[] = [];
  for (let url: string | undefined = "/app/hook/deliveries?per_page=10"; url; ) {
    const page = await asApp("GET", url);
    seen.push(...[...page.text.matchAll(/"id":(\d+),"guid"/g)].map(([, id]) => id ?? ""));
    url = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
    github.comment("acme/webapp", 1, "Meanwhile");
    await github.settled();
  }
  expect(seen).toHaveLength(25);
  expect(new Set(seen).size).toBe(25);
  expect(new Set(seen.map(Number)).size).toBeLessThan(25);
  expect(BigInt(seen[0] ?? 0)).toBeGreaterThan(2n ** 53n);
});

test("deliveries are told of for three days", async () => {
  let time = Date.now();
  const { github, call } = await startWithHook({ now: () => new Date(time) });
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await github.settled();
  time += 71 * 3_600_000;
  const list = async () => {
    const seconds = Math.floor(time / 1_000);
    const token = jwtOf(github.app, { iat: seconds - 60, exp: seconds + 60 });
    return (await call("GET", "/app/hook/deliveries", { token })).body.length;
  };
  expect(await list()).toBe(1);
  time += 2 * 3_600_000;
  expect(await list()).toBe(0);
});
