import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { SAMPLES } from "../sandbox/github/samples.ts";
import { ASKING, enabled, rowOf, standing } from "./console-page.ts";
import { describeInBrowser } from "./in-browser.ts";
import { lookAt } from "./look-at.ts";
import { REPO, type Sandbox, startSandbox } from "./sandbox-world.ts";

const [{ title }] = SAMPLES.question;

describeInBrowser("pausing", (openPage) => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox();
    sandbox.github.fileIssue({ repo: REPO, ...SAMPLES.question[0] });
  });
  afterAll(() => sandbox.close());

  test("is told wherever it matters; what is approved meanwhile is posted as soon as it is over", async () => {
    const desk = await openPage({ signedIn: await sandbox.signedIn() });
    await desk.goto(`${sandbox.url}/health`);
    const verdict = desk.locator(".verdict");
    await verdict.getByText("Everything flows.").waitFor();
    await desk.getByRole("button", { name: `Pause ${REPO}` }).click();
    await desk.keyboard.press("Enter");
    await verdict.getByText(`Posting is paused in ${REPO}, by you just now.`).waitFor();
    await desk.getByRole("button", { name: "Pause everything" }).click();
    await desk.keyboard.type("wrong tone");
    await desk.keyboard.press("Enter");
    await verdict.getByText("Posting is paused everywhere, by you just now: “wrong tone”.").waitFor();
    expect(await verdict.textContent()).not.toContain("flows");
    expect(await lookAt(desk, "health while everything is paused")).toEqual([]);

    await desk.getByRole("button", { name: `Resume ${REPO}` }).click();
    await desk.getByText("paused with everything").waitFor();
    await desk.getByRole("link", { name: "Waiting" }).first().click();
    await desk.getByText("Posting is paused everywhere, by you: what you approve waits.").waitFor();
    await rowOf(desk, title).click();
    await (await enabled(desk.getByRole("button", { name: "Approve and post" }))).click();
    await standing(desk, "approved by you");
    const other = await sandbox.signedIn();
    await eventually(async () => {
      const [task] = await sandbox.tasks(other);
      expect(task).toMatchObject({ state: "approved", why: "paused by you: wrong tone" });
    }, ASKING);
    expect(await lookAt(desk, "queue while everything is paused")).toEqual([]);
    expect(sandbox.comments(1)).toEqual([]);

    await desk.getByRole("link", { name: "Health" }).first().click();
    await desk.getByRole("button", { name: "Resume", exact: true }).click();
    await verdict.getByText("Everything flows.").waitFor();
    await eventually(() => expect(sandbox.comments(1)).toHaveLength(1));
  });
});
