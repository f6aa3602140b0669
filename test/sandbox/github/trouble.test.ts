import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";

const REPO = "acme/webapp";
const COMMENTS = "/repos/acme/webapp/issues/1/comments";

async function startTrouble(trouble: string) {
  const started = await startCalledGitHub();
  const { github } = started;
  const body = new URLSearchParams({ trouble, back: "/acme/webapp/issues" });
  const chosen = await fetch(`${github.url}/trouble`, { method: "POST", redirect: "manual", body });
  const page = async () => (await fetch(`${github.url}/acme/webapp/issues`)).text();
  return { ...started, chosen: chosen.status, page };
}

const chosenOn = (page: string) => /name="trouble" value="([\w-]+)" checked/.exec(page)?.[1];

test("the next comment is made and answered 500, and then all is well again", async () => {
  const { github, asBot, page } = await startTrouble("fails-after");
  github.fileIssue({ repo: REPO, title: "One" });
  expect(chosenOn(await page())).toBe("fails-after");
  expect((await asBot("POST", COMMENTS, { body: "First" })).status).toBe(500);
  expect(github.commentsOn(REPO, 1)).toHaveLength(1);
  expect(chosenOn(await page())).toBe("none");
  expect(await page()).toContain("It happened: make the comment, then answer 500.");
  expect(await page()).toContain("made all the same");
  expect((await asBot("POST", COMMENTS, { body: "Second" })).status).toBe(201);
});

test("the answer to the next comment is lost, and the comment is there", async () => {
  const { github, asBot, page } = await startTrouble("lost-answer");
  github.fileIssue({ repo: REPO, title: "One" });
  await expect(asBot("POST", COMMENTS, { body: "First" })).rejects.toThrow();
  expect(github.commentsOn(REPO, 1)).toHaveLength(1);
  expect(await page()).toContain("no answer");
});

test.each([
  ["twice", 2],
  ["lost", 0],
  ["none", 1],
])("with trouble %s, each webhook arrives %i times", async (trouble, times) => {
  const { github, chosen } = await startTrouble(trouble);
  expect(chosen).toBe(303);
  const hook = await startHookListener();
  github.setWebhook({ url: hook.url });
  github.fileIssue({ repo: REPO, title: "One" });
  await github.settled();
  expect(hook.received).toHaveLength(times);
  expect(new Set(github.deliveries().map(({ guid }) => guid)).size).toBe(1);
  if (times === 0) {
    const [lost] = github.deliveries();
    expect(lost?.statusCode).toBe(502);
    github.redeliver(lost!);
    await github.settled();
    expect(hook.received).toHaveLength(1);
  }
});

test("a trouble that there is not is refused", async () => {
  expect((await startTrouble("earthquake")).chosen).toBe(422);
});
