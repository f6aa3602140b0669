import { expect, test } from "vitest";
import { startIngest } from "./ingest-world.ts";
import { pushEvent, REPOSITORY } from "./payloads.ts";

const CODE = { added: ["src/main.ts"], modified: ["docsite/app.js", "src/github/x.ts"], removed: ["README"] };

test.each<[string, object]>([
  ["our settings", { modified: [".github/frontdesk.yml"] }],
  ["an issue form that is new", { added: [".github/ISSUE_TEMPLATE/bug.yml"] }],
  ["an issue form that is gone", { removed: [".github/ISSUE_TEMPLATE/bug.yml"] }],
  ["the README", { modified: ["README.md"] }],
  ["documents in any folder", { modified: ["packages/core/docs/install.html"] }],
  ["a folder called doc", { modified: ["doc/index.html"] }],
  ["texts in any case", { modified: ["src/NOTES.MDX"] }],
])("a push that touches %s is a hint", async (_, commit) => {
  expect(await pushed(pushEvent([CODE, commit]))).toEqual({ status: 202, hints: 1 });
  expect(await pushed(pushEvent([commit, CODE]))).toEqual({ status: 202, hints: 1 });
});

test("a push that touches code alone is ignored", async () => {
  expect(await pushed(pushEvent([CODE]))).toEqual({ status: 202, ignored: expect.stringMatching("touches nothing") });
  expect(await pushed(pushEvent([]))).toMatchObject({ ignored: expect.any(String) });
  expect(await pushed(pushEvent([{}]))).toMatchObject({ ignored: expect.any(String) });
});

test.each(["refs/heads/next", "refs/tags/main", "refs/heads/main/2", "main"])(
  "a push to %s is ignored",
  async (ref) => {
    const push = pushEvent([{ modified: ["README.md"] }], { ref });
    expect(await pushed(push)).toEqual({ status: 202, ignored: "a push to another branch" });
  },
);

test("a push of more commits than GitHub names may have touched anything", async () => {
  const commits = (count: number) => Array.from({ length: count }, () => CODE);
  expect(await pushed(pushEvent(commits(2_048)))).toEqual({ status: 202, hints: 1 });
  expect(await pushed(pushEvent(commits(2_047)))).toMatchObject({ ignored: expect.any(String) });
});

test("a push that was forced may have taken anything away, whatever it names", async () => {
  for (const commits of [[], [CODE]]) {
    expect(await pushed(pushEvent(commits, { forced: true }))).toEqual({ status: 202, hints: 1 });
    expect(await pushed(pushEvent(commits, { forced: false }))).toMatchObject({ ignored: expect.any(String) });
  }
});

test("a push that doesn't name its commits may have touched anything", async () => {
  expect(await pushed(pushEvent(undefined))).toEqual({ status: 202, hints: 1 });
});

test("a push names its repository's owner in either of two ways", async () => {
  for (const owner of [{ login: "Acme" }, { name: "Acme" }, { login: "Acme", name: "Somebody" }]) {
    const it = await startIngest();
    const repository = { ...REPOSITORY, default_branch: "main", owner };
    await it.deliver("push", pushEvent([{ modified: ["README.md"] }], { repository }));
    expect(it.published).toMatchObject([
      { type: "repository.changed", repo: { id: 5, owner: "Acme", name: "WebApp" } },
    ]);
  }
});

async function pushed(payload: unknown) {
  const it = await startIngest();
  const answer = await it.deliver("push", payload);
  expect(it.published).toHaveLength(answer.hints ?? 0);
  expect(it.alerts()).toEqual([]);
  return answer;
}
