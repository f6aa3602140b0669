import { Unavailable } from "@frontdesk/shared/domain/errors";
import { describe, expect, test } from "vitest";
import { countCalls, REPO, repoOf, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

test("a repository's labels, 500 at most", async () => {
  const { github, codeHost, repo } = await startHost();
  const none = { description: "" };
  expect(await codeHost.labels(repo, soon())).toEqual([
    { name: "bug", ...none },
    { name: "question", ...none },
  ]);
  const labels = Array.from({ length: 620 }, (_, index) => `label ${index}`);
  github.createRepo("acme/many", { labels });
  const seen = await codeHost.labels(repoOf(github, "acme/many"), soon());
  expect(seen).toEqual(labels.slice(0, 500).map((name) => ({ name, ...none })));
});

test("labels that a person was the last to take off, in any case of letters", async () => {
  const { github, codeHost, source } = await startHost();
  github.label(REPO, 1, ["bug", "question", "wontfix"]);
  github.unlabel(REPO, 1, "bug");
  github.unlabel(REPO, 1, "question");
  github.label(REPO, 1, ["Question"]);
  github.closeIssue(REPO, 1);
  github.reopenIssue(REPO, 1);
  expect(await codeHost.labelsTakenOff(source, soon())).toEqual(["bug"]);
});

test("the last word stands, on whatever page; a bot's is none; an account that is gone was a person's", async () => {
  const label = (event: string, name: string, type = "User") => ({ event, actor: { type }, label: { name } });
  const talk = Array.from({ length: 98 }, () => ({ event: "mentioned", actor: { type: "User" } }));
  const pages = [
    [...talk, label("unlabeled", "bug"), label("unlabeled", "kept")],
    [
      label("labeled", "KEPT", "Bot"),
      label("unlabeled", "stale", "Bot"),
      { event: "unlabeled", actor: null, label: { name: "old" } },
    ],
  ];
  const { codeHost } = await startScripted((_method, path) => {
    const page = Number(/\/events\?per_page=100&page=(\d)$/.exec(path)?.[1]);
    if (!page) return undefined;
    const link = page === 1 ? { link: '<https://api.github.com/x?page=2>; rel="next"' } : undefined;
    return { status: 200, body: pages[page - 1] ?? [], ...(link && { headers: link }) };
  });
  expect(await codeHost.labelsTakenOff(SOURCE, soon())).toEqual(["bug", "old"]);
});

test("events without an end are given up", async () => {
  const { codeHost, callsTo } = await startScripted((_method, path) =>
    path.includes("/events")
      ? { status: 200, headers: { link: '<https://api.github.com/x?page=2>; rel="next"' }, body: [] }
      : undefined,
  );
  await expect(codeHost.labelsTakenOff(SOURCE, soon())).rejects.toBeInstanceOf(Unavailable);
  expect(callsTo("GET", "/events")).toHaveLength(100);
});

describe("adding labels", () => {
  test("adds those that the repository has and the issue hasn't, once, and makes none", async () => {
    const { github, codeHost, source, repo } = await startHost();
    github.label(REPO, 1, ["question"]);
    const posts = countCalls(github, "POST labels");
    expect(await codeHost.addLabels(source, ["BUG", "bug", "question", "made up"], soon())).toBeUndefined();
    expect(github.labelsOn(REPO, 1).toSorted()).toEqual(["bug", "question"]);
    expect(await codeHost.labels(repo, soon())).toHaveLength(2);
    expect(await codeHost.addLabels(source, ["bug", "question"], soon())).toBeUndefined();
    expect(await codeHost.addLabels(source, ["made up"], soon())).toBeUndefined();
    expect(posts()).toBe(1);
  });

  test("none at all asks nothing", async () => {
    const { github, codeHost, source } = await startHost();
    const calls = countCalls(github, "* /**");
    expect(await codeHost.addLabels(source, [], soon())).toBeUndefined();
    expect(calls()).toBe(0);
  });

  test.each<[string, (github: Awaited<ReturnType<typeof startHost>>["github"]) => unknown]>([
    ["deleted", (github) => github.deleteIssue(REPO, 1)],
    ["archived", (github) => github.archiveRepo(REPO)],
    ["uninstalled", (github) => github.uninstall(github.installationId)],
    [
      "transferred",
      (github) => {
        github.createRepo("acme/attic");
        github.transferIssue(REPO, 1, "acme/attic");
      },
    ],
  ])("C41: to an issue that is gone says how: %s", async (gone, happen) => {
    const { github, codeHost, source } = await startHost();
    happen(github);
    expect(await codeHost.addLabels(source, ["bug"], soon())).toEqual({ gone });
  });

  test.each([
    ["bad credentials", { kind: "bad credentials" }],
    ["C40: a limit", { kind: "secondary limit", retryAfter: 5 }],
    ["a cut connection", { kind: "lost answer" }],
    ["502", { kind: "fails", status: 502 }],
  ] as const)("is sent once, whatever comes back, and Unavailable: %s", async (_name, fault) => {
    const { github, codeHost, source } = await startHost();
    const planned = github.faults.add({ on: "POST labels", fault, times: 100 });
    await expect(codeHost.addLabels(source, ["bug"], soon())).rejects.toBeInstanceOf(Unavailable);
    expect(planned.left()).toBe(99);
    planned.end();
    expect(await codeHost.addLabels(source, ["bug"], soon())).toBeUndefined();
    expect(github.labelsOn(REPO, 1)).toEqual(["bug"]);
  });
});
