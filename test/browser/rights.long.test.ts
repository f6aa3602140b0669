import { once } from "node:events";
import { createServer } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enabled, rowOf } from "./console-page.ts";
import { describeInBrowser } from "./in-browser.ts";
import { lookAt } from "./look-at.ts";
import { REPO, type Sandbox, startSandbox } from "./sandbox-world.ts";

const PRIVATE = "acme/payroll";
const OPEN = "How do I change my e-mail address?";
const SECRET = "Salaries are off by one month";

describeInBrowser("people from GitHub", (openPage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ signInAt: await freePort() });
    const { github } = sandbox;
    github.createRepo(PRIVATE, { private: true });
    github.addPerson("grace", { [PRIVATE]: "maintain" });
    github.addPerson("tom");
  });
  afterAll(() => sandbox.close());

  test("a maintainer sees the private repository's task; who has no rights sees nothing of it, and may decide nothing", async () => {
    const grace = await signIn("grace");
    await grace.getByRole("heading", { name: "The desk is open" }).waitFor();
    expect(await lookAt(grace, "nothing yet")).toEqual([]);
    sandbox.github.fileIssue({ repo: REPO, title: OPEN, body: "I can't find it." });
    sandbox.github.fileIssue({ repo: PRIVATE, title: SECRET, body: "Since March." });
    await rowOf(grace, SECRET).click();
    await enabled(grace.getByRole("button", { name: "Approve and post" }));
    await grace.getByRole("link", { name: "Open its page" }).click();
    await grace.waitForURL(/\/tasks\//);
    const secret = grace.url();

    const tom = await signIn("tom", /status of 40[34]/);
    await rowOf(tom, OPEN).click();
    await tom.getByText("You can read this, but not decide it.").waitFor();
    await tom.getByText("Drafts are shown to those who may decide.").waitFor();
    expect(await tom.getByRole("heading", { name: "Model calls" }).count()).toBe(0);
    expect(await tom.getByRole("button", { name: "Approve and post" }).getAttribute("aria-disabled")).toBe("true");
    expect(await lookAt(tom, "may not decide")).toEqual([]);
    expect(await rowOf(tom, SECRET).count()).toBe(0);
    const told = tom.waitForResponse(/\/v1\/stats/);
    await tom.goto(`${sandbox.url}/tasks?q=Salaries`);
    await told;
    await tom.getByText("No task matches").waitFor();
    expect(await tom.locator(".spend").count()).toBe(0);
    await tom.goto(secret);
    await tom.getByText("Either it never existed or you may not read its repository.").waitFor();
    expect(await tom.content()).not.toContain(SECRET);
    expect(await tom.evaluate(decidingAnyway(new URL(secret).pathname))).toBe(404);
  });

  async function signIn(login: string, complains?: RegExp): Promise<Page> {
    const page = await openPage({ ...(complains && { complains }) });
    await page.goto(sandbox.url);
    await page.getByRole("link", { name: "Sign in with GitHub" }).waitFor();
    expect(await lookAt(page, "sign in with GitHub")).toEqual([]);
    await page.getByRole("link", { name: "Sign in with GitHub" }).click();
    await page.getByRole("button", { name: login }).click();
    await page.getByRole("button", { name: `Signed in as ${login}` }).waitFor();
    return page;
  }
});

/** Without the button, by hand. */
const decidingAnyway = (path: string) => `(async () => {
  const { csrf } = await (await fetch("/v1/me")).json();
  const headers = { "content-type": "application/json", "x-frontdesk-csrf": csrf };
  const body = JSON.stringify({ say: "approve", digest: "${"0".repeat(64)}" });
  return (await fetch("/v1${path}/decision", { method: "POST", headers, body })).status;
})()`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new TypeError("no port");
  return address.port;
}
