import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "../eventually.ts";
import { ASKING, enabled, rowOf, standing } from "./console-page.ts";
import { describeInBrowser } from "./in-browser.ts";
import { REPO, type Sandbox, type SignedIn, startSandbox } from "./sandbox-world.ts";

describeInBrowser("deciding, from the console and from Slack", (openPage) => {
  let sandbox: Sandbox;
  let signedIn: SignedIn;
  const numbers = new Map<string, number>();
  const file = (title: string, body: string) =>
    void numbers.set(title, sandbox.github.fileIssue({ repo: REPO, title, body }).number);
  const numberOf = (title: string) => numbers.get(title) ?? Number.NaN;

  beforeAll(async () => {
    sandbox = await startSandbox({ latency: 0.12 });
    signedIn = await sandbox.signedIn();
    file("Uploads of 3 MB end with 413", "UPLOAD_LIMIT_MB is 25, so it should fit. webapp 4.2.1.");
    file("How do I change my e-mail address?", "I looked under Settings and can't find it.");
    file("What is the rate limit of the API?", "How many requests can a token make in a minute?");
    file("Login loop behind nginx", "Since 4.2.0 I can't stay signed in. TLS ends at nginx.");
    file("Search finds nothing since the upgrade", "After going from 3.9 to 4.0.2 the search fails. No error.");
    file("Where are backups kept?", "I need to know where webapp puts its backups, and how often.");
    // What a test begins with is written, however busy the machine is.
    await eventually(async () => {
      const states = (await sandbox.tasks(signedIn)).map(({ state }) => state);
      expect(states).toEqual(Array(numbers.size).fill("awaiting_approval"));
    }, ASKING);
  });
  afterAll(() => sandbox.close());

  test("an issue is filed, its draft is watched, edited and approved: GitHub has it, once", async () => {
    const title = "How do I reset my password?";
    const desk = await openPage({ signedIn });
    await desk.goto(sandbox.url);
    await desk.evaluate("window.sameDocument = true");

    const github = await desk.context().newPage();
    await github.goto(sandbox.issues);
    await github.getByLabel("Title").fill(title);
    await github.getByLabel("What happened?").fill("I can't sign in, and I find no way to set a new one.");
    await github.getByRole("button", { name: "File the issue" }).click();
    await github.waitForURL(/issues\/\d+$/);
    const issue = Number(new URL(github.url()).pathname.split("/").at(-1));

    await rowOf(desk, title).click();
    await desk.getByRole("region", { name: "The draft, being written" }).locator(".written").waitFor();
    const approve = desk.getByRole("button", { name: "Approve and post" });
    await enabled(approve);

    await desk.getByRole("button", { name: "Edit", exact: true }).last().click();
    const box = desk.getByLabel("The reply, in Markdown");
    await box.fill(`A word of **ours**.\n\n${await box.inputValue()}`);
    await desk.getByRole("region", { name: "Preview" }).getByText("ours").waitFor();
    await desk.getByText("Posted as you write it").waitFor();
    const posts = await desk.getByText(/^[\d,]+ bytes$/).textContent();
    await desk.getByRole("button", { name: "Approve this edit" }).click();

    await desk.getByText("open the comment").waitFor();
    await desk.getByRole("button", { name: "As it was posted" }).waitFor();
    await desk.keyboard.press("b");
    await desk.getByRole("list", { name: "The exact bytes that were posted" }).waitFor();
    await github.getByText("A word of ours.").waitFor();
    expect(sandbox.comments(issue)).toEqual([expect.stringContaining("A word of **ours**.")]);
    expect(posts).toBe(`${Buffer.byteLength(sandbox.comments(issue)[0] ?? "").toLocaleString("en-US")} bytes`);
    expect(await desk.evaluate("window.sameDocument")).toBe(true);
  });

  test("with the keyboard alone: found, read, approved; the next one rejected", async () => {
    const desk = await openPage({ signedIn });
    await desk.goto(sandbox.url);
    const [first, second] = ["Uploads of 3 MB end with 413", "Login loop behind nginx"] as const;

    await moveTo(desk, first);
    await desk.keyboard.press("b");
    await desk.getByRole("list", { name: "The exact bytes" }).waitFor();
    await desk.keyboard.press("Escape");
    await desk.keyboard.press("e");
    expect(await focused(desk)).toBe("The reply, in Markdown");
    await desk.keyboard.press("Escape");
    await enabled(desk.getByRole("button", { name: "Approve and post" }));
    await desk.keyboard.press("a");
    await desk.locator("#approve:focus").waitFor();
    await desk.keyboard.press("Enter");
    await desk.getByText("open the comment").waitFor();
    expect(sandbox.comments(numberOf(first))).toHaveLength(1);

    await moveTo(desk, second);
    await desk.keyboard.press("r");
    await desk.locator("#desk-words:focus").waitFor();
    await desk.keyboard.type("We answered this elsewhere.");
    await desk.keyboard.press("Control+Enter");
    await standing(desk, "rejected by you");
    await desk.keyboard.press("?");
    await desk.getByRole("dialog", { name: "Keys" }).waitFor();
    expect(sandbox.comments(numberOf(second))).toEqual([]);
  });

  test("quicker than the task comes: the key that was pressed last is done when it is here", async () => {
    const desk = await openPage({ signedIn });
    const { promise: wanted, resolve: letGo } = Promise.withResolvers<void>();
    await desk.route(/\/v1\/tasks\/[^/?]+$/, (route) => wanted.then(() => route.continue()));
    await desk.goto(sandbox.url);

    await moveTo(desk, "Where are backups kept?");
    for (const key of ["r", "a", "s"]) await desk.keyboard.press(key);
    await desk.getByText("The task is being fetched.").waitFor();
    letGo();
    await desk.locator("#desk-words:focus").waitFor();
    await desk.getByText("What should be different?").waitFor();
    await desk.keyboard.press("Escape");
    await desk.locator("#send-back:focus").waitFor();
  });

  test("two keys within one frame: what the second one opened keeps the focus", async () => {
    const desk = await openPage({ signedIn });
    await desk.goto(sandbox.url);
    for (const title of ["Where are backups kept?", "How do I change my e-mail address?"]) {
      await moveTo(desk, title);
      await enabled(desk.getByRole("button", { name: "Approve and post" }));
    }
    const focus = await desk.evaluate(`new Promise((resolve) => {
      for (const key of ["k", "r"]) dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
      requestAnimationFrame(() => requestAnimationFrame(() => resolve(document.activeElement.id)));
    })`);
    expect(focus).toBe("desk-words");
  });

  test("rejected: the reason is kept with the task, and nothing is posted", async () => {
    const title = "Search finds nothing since the upgrade";
    const desk = await openPage({ signedIn });
    await openTask(desk, title);
    await desk.getByRole("button", { name: "Reject" }).click();
    await desk.getByLabel("Why not?").fill("The reporter found it.");
    await desk.getByRole("button", { name: "Reject" }).click();
    await standing(desk, "rejected by you");
    await desk.getByRole("region", { name: "Timeline" }).getByText("The reporter found it.").waitFor();
    await desk.getByRole("button", { name: "As it would look" }).waitFor();
    expect(sandbox.comments(numberOf(title))).toEqual([]);
  });

  test("sent back: the draft is written again with the guidance, which stands beside it, and can be approved", async () => {
    const title = "What is the rate limit of the API?";
    const desk = await openPage({ signedIn });
    await openTask(desk, title);
    await desk.locator(".spend").waitFor();
    await desk.getByRole("button", { name: "Send back" }).click();
    await desk.getByLabel("What should be different?").fill("Be shorter.");
    await desk.getByRole("button", { name: "Send back" }).click();
    await desk.getByText("“Be shorter.”").waitFor();
    await desk.getByText("revision 2").waitFor();
    const summed = desk.waitForRequest(/\/v1\/stats/, { timeout: 40_000 });
    await desk.getByRole("region", { name: "The draft" }).getByText("You asked for: “Be shorter.”").waitFor();
    await desk.getByRole("button", { name: "Approve and post" }).click();
    await desk.getByText("open the comment").waitFor();
    expect(sandbox.comments(numberOf(title))).toHaveLength(1);
    // What the second draft cost, before the minute is over.
    await summed;
  });

  test("on a phone: from the list to the task, approved, with nothing wider than the screen", async () => {
    const title = "How do I change my e-mail address?";
    const desk = await openPage({ signedIn, phone: true });
    const wider = "document.documentElement.scrollWidth - innerWidth";
    await desk.goto(sandbox.url);
    await rowOf(desk, title).waitFor();
    expect(await desk.evaluate(wider)).toBeLessThanOrEqual(0);
    await rowOf(desk, title).tap();
    await desk.waitForURL(/\/tasks\//);
    await enabled(desk.getByRole("button", { name: "Approve and post" }));
    expect(await desk.evaluate(wider)).toBeLessThanOrEqual(0);
    await desk.getByRole("button", { name: "Approve and post" }).tap();
    await desk.getByText("open the comment").waitFor();
    expect(sandbox.comments(numberOf(title))).toHaveLength(1);
    await desk.getByRole("link", { name: "Waiting" }).first().tap();
    await desk.getByRole("heading", { name: "Waiting for you" }).waitFor();
  });

  test("a click in Slack, while the task is open in the console: the row and the page say who it was, and where", async () => {
    const title = "Where are backups kept?";
    const desk = await openPage({ signedIn });
    await openTask(desk, title);
    const slack = await desk.context().newPage();
    await slack.goto(sandbox.slack.url);
    const message = slack.locator("article", { hasText: title });
    await message.locator("summary", { hasText: "Approve" }).click();
    await message.locator("details[open]").getByRole("button").click();
    await desk.getByText("open the comment").waitFor();
    await rowOf(desk, title).getByText("approved by grace, posted").waitFor();
    await desk
      .locator(".task")
      .getByText(/grace.* in Slack/)
      .first()
      .waitFor();
    expect(sandbox.comments(numberOf(title))).toHaveLength(1);
  });

  async function openTask(desk: Page, title: string): Promise<void> {
    await desk.goto(sandbox.url);
    await rowOf(desk, title).click();
    await enabled(desk.getByRole("button", { name: "Approve and post" }));
  }
});

async function moveTo(desk: Page, title: string): Promise<void> {
  await rowOf(desk, title).waitFor();
  const open = desk.getByRole("heading", { name: title, level: 2 });
  for (let moved = 0; moved < 20 && !(await open.isVisible()); moved += 1)
    await desk.keyboard.press(moved < 10 ? "k" : "j");
  await open.waitFor();
}

const focused = (desk: Page): Promise<string> =>
  desk.evaluate("document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent");
