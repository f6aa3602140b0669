import { LONGEST_BODY } from "@frontdesk/shared/domain/limits";
import { markerOf } from "@frontdesk/shared/domain/marker";
import { isLabelsOnly, isSealedOn, planDigest, sealPlan } from "@frontdesk/shared/domain/plan";
import { expect, test } from "vitest";
import { AWAITING } from "./sample-tasks.ts";

const { source, issue, plan } = AWAITING;
const sealed = (changed: { source?: object; issue?: object; plan?: object }) =>
  planDigest({ ...source, ...changed.source }, { ...issue, ...changed.issue }, { ...plan, ...changed.plan });

test.each([
  ["the repository", { source: { repo: { ...source.repo, id: 9 } } }],
  ["the issue", { source: { issue: 43 } }],
  ["the revision", { plan: { revision: 2 } }],
  ["one byte of the comment", { plan: { body: `${plan.body} ` } }],
  ["the labels", { plan: { labels: [] } }],
  ["the title", { issue: { title: "edited" } }],
  ["the body", { issue: { body: "edited" } }],
  ["the state", { issue: { state: "closed" } }],
  ["the last comment", { issue: { lastHumanCommentId: 18 } }],
  ["what the last comment says", { issue: { lastHumanCommentHash: "another" } }],
  ["there being a comment at all", { issue: { lastHumanCommentId: undefined } }],
  ["a text that moves from title to body", { issue: { title: "", body: issue.title + issue.body } }],
])("the digest is another with %s", (_, changed) => {
  expect(sealed(changed)).not.toBe(plan.digest);
});

test.each([
  ["the repository's name", { source: { repo: { ...source.repo, name: "renamed" } } }],
  ["the delivery", { source: { deliveryId: "another" } }],
  ["the digest that was there before", { plan: { digest: "old" } }],
])("the digest is the same whatever is %s", (_, changed) => {
  expect(sealed(changed)).toBe(plan.digest);
});

test("a plan is sealed on what the last comment said, if that was known, and an older one on its number alone", () => {
  const said = { ...issue, lastHumanCommentHash: "what it said" };
  const edited = { ...issue, lastHumanCommentHash: "what it says now" };
  const known = sealPlan({ ...AWAITING, issue: said }, plan);
  const isOn = (stands: typeof said, sealed: typeof plan) => isSealedOn(stands, { source, plan: sealed });
  expect([isOn(said, known), isOn(edited, known)]).toEqual([true, false]);
  expect([isOn(said, plan), isOn(edited, plan)]).toEqual([true, true]);
  expect([isOn({ ...said, title: "edited" }, known), isOn({ ...said, title: "edited" }, plan)]).toEqual([false, false]);
});

test("the order of labels means nothing", () => {
  expect(sealed({ plan: { labels: ["a", "b"] } })).toBe(sealed({ plan: { labels: ["b", "a"] } }));
});

test("sealing marks the body, once, however it is written", () => {
  const unmarked = { ...plan, body: "Which version is it?\n" };
  const { body } = sealPlan(AWAITING, unmarked);
  expect(body).toBe(`Which version is it?\n\n${markerOf(AWAITING.id)}`);
  expect(sealPlan(AWAITING, { ...plan, body }).body).toBe(body);
});

test("a comment longer than GitHub takes is never sealed", () => {
  expect(() => sealPlan(AWAITING, { ...plan, body: "x".repeat(LONGEST_BODY) })).toThrow(RangeError);
});

test("sealing puts the digest on the plan and leaves the rest", () => {
  expect(sealPlan(AWAITING, { ...plan, digest: "old" } as typeof plan)).toEqual(plan);
});

test("a plan without a comment is labels only, and stays so under its seal", () => {
  const labels = sealPlan(AWAITING, { ...plan, body: "" });
  expect(labels.body).toBe("");
  expect([isLabelsOnly(labels), isLabelsOnly(plan)]).toEqual([true, false]);
});
