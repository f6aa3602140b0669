import { NEWEST_COMMENTS } from "@frontdesk/shared/domain/limits";
import { factOf, newestSaid, type ThreadComment, triggerIn } from "@frontdesk/shared/domain/thread";
import { expect, test } from "vitest";
import * as sample from "./sample-tasks.ts";

/** The one that the task was made for. */
const ASKED = 1_000;
const { issue } = sample.RECEIVED;
const source = { ...sample.RECEIVED.source, trigger: "comment" as const, objectId: ASKED, author: "ada" };
/** As the webhook told it, and as a look saw it. */
const told = { ...sample.RECEIVED, source, issue: { ...issue, lastHumanCommentId: ASKED } };
const looked = { ...told, issue: { ...told.issue, lastHumanCommentHash: "what it said" } };

function said(id: number, more: Partial<ThreadComment> = {}): ThreadComment {
  return { id, author: "eve", body: "x", byBot: false, byUs: false, byMaintainer: false, ...more };
}

const seen = (...comments: ThreadComment[]) => ({ issue, comments });
const many = (from: number, count = NEWEST_COMMENTS) => Array.from({ length: count }, (_, n) => said(from + n));
const BY_US = { author: "frontdesk[bot]", byBot: true, byUs: true };

test.each([
  ["it is among them", told, seen(said(1), said(ASKED, { author: "ada" })), "there"],
  ["the issue itself was the trigger", { ...told, source: sample.RECEIVED.source }, seen(), "there"],
  ["nothing is there yet", told, seen(), "not seen"],
  ["only what is older is there", told, seen(said(1)), "not seen"],
  ["a look saw it before, and nothing is there now", looked, seen(), "gone"],
  ["a look saw it before, and only what is older is there", looked, seen(said(1)), "gone"],
  [
    "a look saw nothing but what is older",
    { ...looked, issue: { ...looked.issue, lastHumanCommentId: 1 } },
    seen(),
    "not seen",
  ],
  ["somebody spoke after it", told, seen(said(ASKED + 1)), "gone"],
  ["we spoke after it", told, seen(said(ASKED + 1, BY_US)), "gone"],
  ["its author has said more since", looked, seen(said(ASKED + 1, { author: "ada" }), said(ASKED + 2)), "there"],
  ["it may stand before all that are looked at", looked, seen(...many(ASKED + 1)), "there"],
  [
    "what is looked at reaches back before it",
    looked,
    seen(...many(ASKED - 1).filter(({ id }) => id !== ASKED)),
    "gone",
  ],
] as const)("where %s", (_, task, thread, is) => {
  expect(triggerIn(thread, task)).toBe(is);
});

test("a comment that is gone is to its task what a deleted issue is, also for one that closing has ended", () => {
  const gone = { kind: "gone", how: "deleted" };
  expect(factOf(looked, seen())).toEqual(gone);
  expect(factOf({ ...sample.CANCELLED, source, issue: looked.issue }, seen())).toEqual(gone);
  expect(factOf(told, seen())).toMatchObject({ kind: "content" });
});

test("the newest that a person said, whatever bots and we said after it", () => {
  const [one, edited] = [said(1), said(1, { body: "y" })];
  expect(newestSaid([])).toEqual({});
  expect(newestSaid([said(3, BY_US)])).toEqual({});
  expect(newestSaid([one, said(2, { byBot: true }), said(3, BY_US)])).toEqual(newestSaid([one]));
  expect(newestSaid([one])).toMatchObject({ lastHumanCommentId: 1 });
  expect(newestSaid([edited])).not.toEqual(newestSaid([one]));
});
