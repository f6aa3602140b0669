import fc from "fast-check";
import { expect, test } from "vitest";
import { createEventParser } from "../../services/approval/console/src/data/parse-events.ts";
import { barWidth, timelineOf } from "../../services/approval/console/src/task/timeline-steps.ts";
import { countOf, filtersOf, isIn, pathWith, TABS } from "../../services/approval/console/src/tasks/filters.ts";
import { withNews, withPage } from "../../services/approval/console/src/tasks/merge-pages.ts";
import { rowOf, task } from "./fake-tasks.ts";

const STREAM =
  ': ping\n\nid: 6\n\n: ping\nid: 6\n\nid: 7\nevent: task\ndata: {"a":1}\n\nevent: reset\ndata:\n\ndata: two\r\ndata: lines\r\n\r\nevent: cut off\n';

test("events are read however the network cuts them", () => {
  const whole = createEventParser()(STREAM);
  expect(whole).toEqual([
    { event: "ping", data: "ping" },
    { event: "ping", data: "", id: "6" },
    { event: "ping", data: "ping" },
    { event: "ping", data: "", id: "6" },
    { event: "task", data: '{"a":1}', id: "7" },
    { event: "reset", data: "", id: "7" },
    { event: "message", data: "two\nlines", id: "7" },
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length), { maxLength: 8 }), (cuts) => {
      const parse = createEventParser();
      const places = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      expect(places.flatMap((from, index) => parse(STREAM.slice(from, places[index + 1] ?? STREAM.length)))).toEqual(
        whole,
      );
    }),
  );
});

const row = (issue: number) => rowOf(task({ issue, title: "x", minutesAgo: issue }));

test("a list takes one page after the other, each task once, and what happens to one touches its page alone", () => {
  const first = withPage({ pages: [] }, { tasks: [row(1), row(2)], next: "a" });
  const both = withPage(first, { tasks: [row(2), row(3)] });
  expect(both.pages.map((rows) => rows.map(({ issue }) => issue))).toEqual([[1, 2], [3]]);
  expect(both.next).toBeUndefined();
  const news = withNews(both, { ...row(3), version: 99, state: "posted" });
  expect(news.pages[0]).toBe(both.pages[0]);
  expect(news.pages[1]?.[0]?.state).toBe("posted");
  expect(withNews(news, { ...row(3), version: 98 })).toBe(news);
  expect(withNews(news, row(4))).toBe(news);
});

test("filters stand in the address, and empty ones don't", () => {
  expect(pathWith({ state: "", repo: "acme/webapp", q: " a b " })).toBe("/tasks?repo=acme%2Fwebapp&q=a+b");
  expect(pathWith({})).toBe("/tasks");
  const filters = filtersOf(new URLSearchParams("state=parked&x=1"));
  expect(filters).toEqual({ state: "parked", repo: "", author: "", kind: "", q: "" });
  expect(TABS.filter((tab) => isIn(tab, filters)).map(({ name }) => name)).toEqual(["Parked"]);
});

test("every state is counted under one tab, and all of them under All", () => {
  const states = { received: 1, awaiting_approval: 2, posted: 4, expired: 8, parked: 16 };
  expect(TABS.map((tab) => countOf(tab, states))).toEqual([31, 2, 1, 16, 4, 8]);
});

test("the timeline says where the time went: to a queue, to a model, to a person", () => {
  const posted = task({ issue: 1, title: "x", minutesAgo: 60, state: "posted" });
  const { steps, machineMs, personMs } = timelineOf(posted, Date.now());
  expect(steps.map(({ name }) => name)).toEqual([
    "received",
    "triaged",
    "deferred",
    "drafted",
    "awaiting approval",
    "approved",
    "posting",
    "posted",
  ]);
  expect(steps[0]?.took).toEqual([
    { by: "wait", ms: 200, words: "200 ms in the queue" },
    { by: "machine", ms: 1_900, words: "1.9 s gemini-3.8-flash" },
  ]);
  expect(steps[2]?.took.map(({ words }) => words)).toEqual(["2.5 s waited", "14.3 s gemini-3.1-pro-preview"]);
  expect([machineMs, personMs]).toEqual([16_150, 681_000]);
  expect(steps.some(({ isNow }) => isNow)).toBe(false);
});

test("the step of the decision says where somebody decided", () => {
  const decision = {
    verdict: "approve",
    by: "priya",
    via: "slack",
    at: new Date().toISOString(),
    digest: "d",
  } as const;
  const { steps } = timelineOf(task({ issue: 1, title: "x", minutesAgo: 60, state: "posted", decision }), Date.now());
  expect(steps.map(({ words }) => words).filter((words) => words.includes("Slack"))).toEqual([
    "approved by priya, in Slack",
  ]);
});

test("what is under way has no end yet", () => {
  const waiting = task({ issue: 1, title: "x", minutesAgo: 12 });
  const last = timelineOf(waiting, Date.now()).steps.at(-1);
  expect(last).toMatchObject({ name: "awaiting approval", isNow: true });
  expect(last?.took[0]?.words).toMatch(/^11 min 4\d s so far$/);
});

test("a bar is 20 px longer for each ten times longer", () => {
  expect([barWidth(1_000), barWidth(10_000), barWidth(100_000), barWidth(0), barWidth(1e12)]).toEqual([
    20, 40, 60, 6, 120,
  ]);
});
