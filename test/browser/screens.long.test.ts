import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { SAMPLES } from "../sandbox/github/samples.ts";
import { ASKING } from "./console-page.ts";
import { describeInBrowser } from "./in-browser.ts";
import { lookAt } from "./look-at.ts";
import { REPO, type Sandbox, type SignedIn, startSandbox } from "./sandbox-world.ts";
import { seedEnded } from "./seed-tasks.ts";

const [{ title: ASKED }, { title: STALLED }] = SAMPLES.question;
const ENDED = ["posted", "rejected", "expired", "skipped", "cancelled", "parked", "parked while posting"] as const;

describeInBrowser("every screen, light and dark, on a desktop and on a phone", (openPage) => {
  let sandbox: Sandbox;
  let signedIn: SignedIn;
  let ended: { [what: string]: string };
  let tasks: Awaited<ReturnType<Sandbox["tasks"]>>;

  beforeAll(async () => {
    sandbox = await startSandbox({
      before: async (store, github) => {
        ended = await seedEnded(ENDED, store, github);
      },
    });
    const stalls = {
      on: { contains: STALLED, endpoint: "streamGenerateContent" },
      times: Number.POSITIVE_INFINITY,
    } as const;
    sandbox.gemini.faults.add({ fault: { kind: "stalls" }, ...stalls });
    const { question, bug, attack, spam } = SAMPLES;
    for (const sample of [question[0], bug[0], attack[0], spam[0], question[1]]) {
      sandbox.github.fileIssue({ repo: REPO, ...sample });
    }
    signedIn = await sandbox.signedIn();
    await eventually(async () => {
      tasks = await sandbox.tasks(signedIn);
      expect(tasks.filter(({ state }) => state === "awaiting_approval").length).toBeGreaterThanOrEqual(3);
    }, ASKING);
  });
  afterAll(() => sandbox.close());

  const task = (title: string) => () => `/tasks/${tasks.find((one) => one.title === title)?.id}`;
  const screens: Screen[] = [
    { name: "queue", ready: ".queue .row" },
    { name: "keys", ready: ".queue .row", act: press("?"), shows: "dialog[open]" },
    { name: "account", ready: ".queue .row", act: click(".account > button"), shows: "#account" },
    { name: "API keys", ready: ".queue .row", act: apiKeys, shows: "dialog[open]" },
    { name: "task being written", path: task(STALLED), ready: ".written" },
    { name: "task from an attacker", path: task(SAMPLES.attack[0].title), ready: "#approve" },
    { name: "task that waits", path: task(ASKED), ready: "#approve" },
    { name: "task edited", path: task(ASKED), ready: "#approve", act: press("e"), shows: "#edit" },
    { name: "task in bytes", path: task(ASKED), ready: "#approve", act: press("b"), shows: ".bytes" },
    { name: "citation", path: task(ASKED), ready: "#approve", act: click(".note-src"), shows: ".pop .lines" },
    { name: "task to be sent back", path: task(ASKED), ready: "#approve", act: press("s"), shows: "#desk-words" },
    { name: "task to be rejected", path: task(ASKED), ready: "#approve", act: press("r"), shows: "#desk-words" },
    ...ENDED.map((what) => ({ name: `task ${what}`, path: () => `/tasks/${ended[what]}`, ready: ".desk .state" })),
    { name: "no such task", path: () => "/tasks/nothing", ready: ".blank" },
    { name: "all tasks", path: () => "/tasks", ready: "table.tasks" },
    { name: "nothing found", path: () => "/tasks?q=nothing+of+the+kind", ready: ".blank" },
    { name: "health", path: () => "/health" },
    { name: "set up", path: () => "/setup" },
    { name: "API", path: () => "/v1/docs" },
    { name: "sign in", path: () => "/sign-in" },
    { name: "sandbox GitHub, new issue", path: () => sandbox.issues },
    { name: "sandbox GitHub, issue", path: () => `${sandbox.issues}/1` },
    { name: "sandbox Slack", path: () => sandbox.slack.url },
  ];

  test("what a call that runs may cost is set aside, and not spent", async () => {
    const page = await openPage({ signedIn });
    await page.goto(new URL(task(STALLED)(), sandbox.url).href);
    await page
      .getByRole("region", { name: "Model calls" })
      .getByText(/set aside/)
      .waitFor();
    await page
      .getByRole("complementary", { name: "Timeline" })
      .getByText(/set aside/)
      .waitFor();
  });

  test.for(screens)("$name", async ({ name, path = () => "/", ready = "main h1", act, shows }) => {
    const page = await openPage({ signedIn, complains: /status of 404/ });
    await page.goto(new URL(path(), sandbox.url).href);
    await page.locator(ready).first().waitFor();
    await act?.(page);
    if (shows !== undefined) await page.locator(shows).first().waitFor();
    expect(await lookAt(page, name)).toEqual([]);
  });
});

type Screen = {
  name: string;
  /** The queue, unless told. */
  path?: () => string;
  /** What is there once it is loaded; what is done there, and what that shows. */
  ready?: string;
  act?: (page: Page) => Promise<unknown>;
  shows?: string;
};

const press = (key: string) => (page: Page) => page.keyboard.press(key);
const click = (what: string) => (page: Page) => page.locator(what).first().click();

async function apiKeys(page: Page): Promise<void> {
  await page.locator(".account > button").click();
  await page.getByRole("button", { name: "API keys" }).click();
}
