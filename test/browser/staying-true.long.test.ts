import { afterAll, beforeAll, expect, test } from "vitest";
import { enabled, rowOf } from "./console-page.ts";
import { describeInBrowser } from "./in-browser.ts";
import { lookAt } from "./look-at.ts";
import { REPO, type Sandbox, startSandbox } from "./sandbox-world.ts";
import { seedOftenRedrafted } from "./seed-tasks.ts";

const CHANGING = "The log is empty";

describeInBrowser("what is on the page stays true", (openPage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ before: (tasks, github) => seedOftenRedrafted(CHANGING, tasks, github) });
  });
  afterAll(() => sandbox.close());

  test("a page that is left, and kept by the browser to go back to, holds no line; when it is back it follows again", async () => {
    const desk = await openPage({ signedIn: await sandbox.signedIn() });
    const isLine = (request: { url(): string }) => request.url().endsWith("/v1/events");
    const turn = (name: "pagehide" | "pageshow") =>
      desk.evaluate(`void dispatchEvent(new PageTransitionEvent("${name}", { persisted: true }))`);
    const opened = desk.waitForRequest(isLine);
    await desk.goto(sandbox.url);
    await opened;
    await desk.getByText("Live", { exact: true }).waitFor();

    const gone = desk.waitForEvent("requestfailed", isLine);
    await turn("pagehide");
    await gone;
    const back = desk.waitForRequest(isLine);
    await turn("pageshow");
    await back;
    await desk.getByText("Live", { exact: true }).waitFor();
  });

  test("the draft changes while it is open: it says so, nothing can be approved unread, and what was typed is kept", async () => {
    const desk = await openPage({ signedIn: await sandbox.signedIn() });
    await desk.goto(sandbox.url);
    await rowOf(desk, CHANGING).click();
    await enabled(desk.getByRole("button", { name: "Approve and post" }));
    await desk.keyboard.press("e");
    const box = desk.getByLabel("The reply, in Markdown");
    await box.fill("What I typed myself.");
    const approve = desk.getByRole("button", { name: "Approve this edit" });
    await enabled(approve);

    const github = await desk.context().newPage();
    const { number } = sandbox.github.issuesOf(REPO)[0] ?? {};
    await github.goto(`${sandbox.issues}/${number}?edit=1`);
    await github.getByLabel("Text").fill("I found the log. It says: disk full.");
    await github.getByRole("button", { name: "Save" }).click();

    await desk.getByText("There is a new draft").waitFor();
    await desk.getByText("The issue has changed since this draft was made.").waitFor();
    await desk.getByText("disk full").first().waitFor();
    expect(await approve.getAttribute("aria-disabled")).toBe("true");
    await approve.click({ force: true });
    expect(await box.inputValue()).toBe("What I typed myself.");
    expect(sandbox.comments(number ?? 0)).toEqual([]);

    expect(await lookAt(desk, "the draft has changed")).toEqual([]);

    await desk.getByRole("button", { name: "I have read it" }).click();
    await approve.click();
    await desk.getByText("open the comment").waitFor();
    expect(sandbox.comments(number ?? 0)).toEqual([expect.stringContaining("What I typed myself.")]);
  });

  test("the server goes away and comes back: the page says since when, and is live again by itself", async () => {
    const desk = await openPage({ signedIn: await sandbox.signedIn(), complains: /ERR_/ });
    await desk.goto(sandbox.url);
    await desk.getByText("Live", { exact: true }).waitFor();
    await sandbox.stopDesk();
    await desk.getByText(/Not live since/).waitFor();
    expect(await lookAt(desk, "not live")).toEqual([]);
    await sandbox.startDesk();
    await desk.getByText("Live", { exact: true }).waitFor();
    await desk.getByText(/Not live since/).waitFor({ state: "hidden" });
    const title = "Filed when it was back";
    sandbox.github.fileIssue({ repo: REPO, title, body: "Is anybody there?" });
    await rowOf(desk, title).waitFor();
  });

  test("signed out: the door says so, and nothing behind it is shown; a link signs in once", async () => {
    const desk = await openPage({ complains: /status of 410/ });
    const link = await sandbox.link();
    await desk.goto(link);
    await desk.getByRole("button", { name: "Signed in as you" }).click();
    await desk.getByRole("button", { name: "Sign out", exact: true }).click();
    await desk.waitForURL(/\/sign-in/);
    await desk.getByText("You are signed out here.").waitFor();
    await desk.goto(`${sandbox.url}/tasks`);
    expect(new URL(desk.url()).pathname).toBe("/sign-in");
    const again = await desk.goto(link);
    expect(again?.status()).toBe(410);
    await desk.getByText("This link was used").waitFor();
  });
});
