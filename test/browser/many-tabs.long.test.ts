import type { Page, Request } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rowOf } from "./console-page.ts";
import { describeInBrowser, type PageOptions } from "./in-browser.ts";
import { REPO, type Sandbox, startSandbox } from "./sandbox-world.ts";

/**
 * A Chromium without a window shows all of its pages all the time. So whether a page is seen is said here, and so is that
 * this changed; its lines, and that there are six connections to a host, are the browser's own.
 */
const SAYS_WHETHER_SEEN = `Object.defineProperty(document, "visibilityState", {
  get: () => (window.isUnseen ? "hidden" : "visible"),
})`;
const OPENED_BEHIND = "window.isUnseen = true";

async function turn(desk: Page, to: "seen" | "unseen"): Promise<void> {
  await desk.evaluate(`window.isUnseen = ${to === "unseen"}; document.dispatchEvent(new Event("visibilitychange"))`);
}

const isLine = (request: Request) => request.url().endsWith("/v1/events");
/** How often the page asked for a line since. */
function countLines(desk: Page): () => number {
  let count = 0;
  desk.on("request", (request) => {
    if (isLine(request)) count += 1;
  });
  return () => count;
}

const isLive = (desk: Page) => desk.getByText("Live", { exact: true }).waitFor();
const lost = (desk: Page) => desk.getByText(/Not live since/);

/** As if somebody changed to another tab: over when the line is let go of. */
async function leave(desk: Page): Promise<void> {
  const gone = desk.waitForEvent("requestfailed", isLine);
  await turn(desk, "unseen");
  await gone;
}

describeInBrowser("the console in many tabs", (openPage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
  });
  afterAll(() => sandbox.close());

  const openTab = async (options: PageOptions = {}) => {
    const tab = await openPage({ signedIn: await sandbox.signedIn(), ...options });
    await tab.context().addInitScript({ content: SAYS_WHETHER_SEEN });
    return tab;
  };
  const file = (title: string) => sandbox.github.fileIssue({ repo: REPO, title, body: "Where is the log?" });

  test("the tenth works as the first does, and the first goes on where it was when it is seen again", async () => {
    const first = await openTab();
    await first.goto(sandbox.url);
    await isLive(first);
    await turn(first, "unseen");
    for (let n = 2; n < 10; n += 1) {
      const tab = await first.context().newPage();
      await tab.goto(sandbox.url);
      await isLive(tab);
      await turn(tab, "unseen");
    }
    const tenth = await first.context().newPage();
    await tenth.goto(sandbox.url);
    const title = "Filed while the first was not seen";
    file(title);
    await rowOf(tenth, title).waitFor();

    const back = first.waitForRequest(isLine);
    await turn(first, "seen");
    expect(await (await back).headerValue("last-event-id")).toMatch(/./);
    await rowOf(first, title).waitFor();
    expect(await lost(first).count()).toBe(0);
  });

  test("whoever looks away and back finds the line as it was", async () => {
    const desk = await openTab();
    await desk.clock.install();
    await desk.goto(sandbox.url);
    await isLive(desk);
    const lines = countLines(desk);
    await turn(desk, "unseen");
    await turn(desk, "seen");
    await desk.clock.fastForward(10_000);
    const title = "Filed after a look elsewhere";
    file(title);
    await rowOf(desk, title).waitFor();
    expect(lines()).toBe(0);
  });

  test("opened behind another it shows what there is, without a line until it is seen", async () => {
    const desk = await openTab();
    await desk.addInitScript({ content: OPENED_BEHIND });
    const title = "Filed before it was opened";
    file(title);
    const lines = countLines(desk);
    await desk.goto(sandbox.url);
    await rowOf(desk, title).waitFor();
    await desk.waitForFunction("/^\\([1-9]/.test(document.title)");
    expect(lines()).toBe(0);
    await turn(desk, "seen");
    await isLive(desk);
  });

  test("the title of one that nobody sees says how many wait", async () => {
    const desk = await openTab();
    await desk.clock.install();
    await desk.goto(sandbox.url);
    await isLive(desk);
    await leave(desk);
    await desk.getByText("Connecting", { exact: true }).waitFor();
    const title = "Filed for the title";
    file(title);
    const asked = await sandbox.signedIn();
    const isTrue = async () => {
      await desk.clock.fastForward(60_000);
      const waiting = (await sandbox.tasks(asked)).filter(({ state }) => state === "awaiting_approval");
      return waiting.some((task) => task.title === title) && (await desk.title()).startsWith(`(${waiting.length}) `);
    };
    await expect.poll(isTrue, { interval: 500, timeout: 20_000 }).toBe(true);
  });

  test("seen again while there is no server, it says since when it has not followed, and not for a short break", async () => {
    const desk = await openTab({ complains: /ERR_/ });
    await desk.clock.install({ time: "2030-01-01T10:00:00" });
    await desk.goto(sandbox.url);
    await isLive(desk);
    await leave(desk);
    await sandbox.stopDesk();
    await desk.clock.fastForward("02:00:00");
    await turn(desk, "seen");
    await desk.getByText("Not live", { exact: true }).waitFor();
    expect(await lost(desk).count()).toBe(0);
    await desk.getByText(/Not live since .*10:0/).waitFor();
    await sandbox.startDesk();
    await isLive(desk);
    await lost(desk).waitFor({ state: "hidden" });
  });
});
