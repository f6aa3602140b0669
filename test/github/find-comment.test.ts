import { Unavailable } from "@frontdesk/shared/domain/errors";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { describe, expect, test } from "vitest";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

const MARKER = markerOf("acme.webapp.1.opened");
const OURS = `Hello\n\n${MARKER}`;

type Github = Awaited<ReturnType<typeof startHost>>["github"];

function chat(github: Github, count: number) {
  for (let index = 0; index < count; index++) github.comment(REPO, 1, `comment ${index}`);
}

test("C09: our marker in a stranger's comment, a maintainer's and another App's counts for nothing", async () => {
  const { github, codeHost, source } = await startHost();
  github.comment(REPO, 1, OURS, "eve");
  github.comment(REPO, 1, OURS, "grace");
  github.addPerson("frontdesk");
  github.comment(REPO, 1, OURS, "frontdesk");
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
});

test.each([
  [0, 0],
  [99, 0],
  [100, 0],
  [130, 0],
  [130, 130],
  [250, 120],
])("C09: our comment behind %i others, and before %i, is found", async (before, behind) => {
  const { github, codeHost, source } = await startHost();
  chat(github, before);
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
  const posted = await codeHost.postComment(source, OURS, soon());
  chat(github, behind);
  github.comment(REPO, 1, OURS, "eve");
  expect(posted).toEqual({ kind: "posted", comment: await codeHost.findComment(source, MARKER, soon()) });
});

test("our comment about another task isn't it, nor is one that was deleted", async () => {
  const { github, codeHost, source } = await startHost();
  await codeHost.postComment(source, `Hello\n\n${markerOf("acme.webapp.1.opened.2")}`, soon());
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
  await codeHost.postComment(source, OURS, soon());
  expect(await codeHost.findComment(source, MARKER, soon())).toMatchObject({ id: expect.any(Number) });
  const ours = github.state.all("comments").find(({ body }) => body === OURS)!;
  github.deleteComment(ours);
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
});

test.each<[string, (github: Github) => unknown]>([
  ["closed", (github) => github.closeIssue(REPO, 1)],
  ["locked", (github) => github.lockIssue(REPO, 1)],
  ["archived", (github) => github.archiveRepo(REPO)],
  ["renamed", (github) => github.renameRepo(REPO, "website")],
])("where it is %s, our comment is still found", async (_name, happen) => {
  const { github, codeHost, source } = await startHost();
  await codeHost.postComment(source, OURS, soon());
  happen(github);
  expect(await codeHost.findComment(source, MARKER, soon())).toMatchObject({ id: expect.any(Number) });
  expect(await codeHost.findComment(source, "<!-- another -->", soon())).toBeUndefined();
});

describe("C41: where nothing is left to be looked at, it is gone", () => {
  test.each<[string, (github: Github) => unknown]>([
    ["deleted", (github) => github.deleteIssue(REPO, 1)],
    ["uninstalled", (github) => github.uninstall(github.installationId)],
    ["uninstalled", (github) => github.suspend(github.installationId)],
  ])("%s", async (gone, happen) => {
    const { github, codeHost, source } = await startHost();
    expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
    happen(github);
    expect(await codeHost.findComment(source, MARKER, soon())).toEqual({ gone });
  });
});

test("C08: a comment that is not to be seen yet is found as soon as it is", async () => {
  const { github, codeHost, source } = await startHost();
  const lag = github.faults.add({ on: "GET comments", fault: { kind: "stale" }, times: 100 });
  await codeHost.postComment(source, OURS, soon());
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
  lag.end();
  expect(await codeHost.findComment(source, MARKER, soon())).toMatchObject({ id: expect.any(Number) });
});

test.each([1, 2, 3, 4])("a look of which call %i fails is no look", async (call) => {
  const { github, codeHost, source } = await startHost();
  chat(github, 250);
  const calls = countCalls(github, "GET comments");
  expect(await codeHost.findComment(source, MARKER, soon())).toBeUndefined();
  expect(calls()).toBe(4);
  github.faults.clear();
  github.faults.add({ on: "GET comments", fault: { kind: "fails", status: 502 }, after: call - 1 });
  await expect(codeHost.findComment(source, MARKER, soon())).rejects.toBeInstanceOf(Unavailable);
});

type Row = { id: number; body: string; ours?: true };

/** Comments in pages of 100, as GitHub cuts them; `onPage` may change them in between. */
async function startPaged(rows: Row[], onPage: (page: number) => void = () => undefined) {
  return startScripted((_method, path) => {
    const page = Number(/\/comments\?per_page=100&page=(\d+)$/.exec(path)?.[1]);
    if (!page) return undefined;
    const last = Math.ceil(rows.length / 100);
    const to = (number: number, rel: string) => `<https://api.github.com/x?page=${number}&per_page=100>; rel="${rel}"`;
    const link = [to(1, "first"), ...(page < last ? [to(page + 1, "next"), to(last, "last")] : [])].join(", ");
    const body = rows.slice((page - 1) * 100, page * 100).map(({ id, body, ours }) => ({
      ...{ id, body, html_url: `https://github.test/${id}`, author_association: "NONE" },
      user: ours ? { login: "frontdesk[bot]", type: "Bot" } : { login: "ada", type: "User" },
    }));
    onPage(page);
    return { status: 200, headers: { link }, body };
  });
}

const rowsOf = (count: number) => Array.from({ length: count }, (_, index): Row => ({ id: index + 1, body: "x" }));

test.each([100, 201])(
  "C09: ours, at place %i, is found though others before it are deleted during the look",
  async (place) => {
    const rows = rowsOf(250);
    rows[place] = { id: place + 1, body: OURS, ours: true };
    const { codeHost } = await startPaged(rows, () => void rows.shift());
    expect(await codeHost.findComment(SOURCE, MARKER, soon())).toMatchObject({ id: place + 1 });
  },
);

test("C09: our bot is known by its name where GitHub doesn't say which App it was", async () => {
  const rows = rowsOf(3);
  rows[1] = { id: 2, body: OURS, ours: true };
  const { codeHost, callsTo } = await startPaged(rows);
  expect(await codeHost.findComment(SOURCE, MARKER, soon())).toEqual({ id: 2, url: "https://github.test/2" });
  await codeHost.findComment(SOURCE, MARKER, soon());
  expect(callsTo("GET", "/app")).toHaveLength(1);
});

test("of more comments than can be looked at, none is said to be missing", async () => {
  const { codeHost, callsTo } = await startPaged(rowsOf(10_001));
  await expect(codeHost.findComment(SOURCE, MARKER, soon())).rejects.toThrow("acme/webapp#3 has 101 pages of comments");
  expect(callsTo("GET", "/comments")).toHaveLength(1);
});

test("an end of the list that GitHub doesn't tell is no end", async () => {
  const { codeHost } = await startScripted((_method, path) =>
    path.includes("/comments")
      ? { status: 200, headers: { link: '<https://api.github.com/x?page=2>; rel="next"' }, body: [] }
      : undefined,
  );
  await expect(codeHost.findComment(SOURCE, MARKER, soon())).rejects.toBeInstanceOf(Unavailable);
});
