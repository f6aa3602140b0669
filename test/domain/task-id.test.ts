import { markerOf } from "@frontdesk/shared/domain/marker";
import type { Source } from "@frontdesk/shared/domain/task";
import { lastTaskId, suffixedTaskId, taskId, taskIdSchema } from "@frontdesk/shared/domain/task-id";
import fc from "fast-check";
import { expect, test } from "vitest";
import { newTask } from "../contract/builders.ts";

const SOURCE: Source = {
  ...newTask().source,
  repo: { id: 5, owner: "Acme", name: "Web.App" },
  issue: 42,
  objectId: 301,
};
const COMMENT: Source = { ...SOURCE, trigger: "comment", objectId: 987 };

test("can be read by people", () => {
  expect(taskId(SOURCE)).toBe("acme.web.app.42.opened");
  expect(taskId(COMMENT)).toBe("acme.web.app.42.comment-987");
  expect(suffixedTaskId(SOURCE)).toBe("acme.web.app.42.opened~301");
  expect(suffixedTaskId(COMMENT)).toBe("acme.web.app.42.comment-987~987");
});

test("is the same for the same object, however it was delivered and whoever wrote its name", () => {
  const repo = { ...SOURCE.repo, owner: "ACME", name: "web.app" };
  expect(taskId({ ...SOURCE, repo, deliveryId: "another", author: "somebody" })).toBe(taskId(SOURCE));
});

const sources = fc.record({
  owner: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,5}$/),
  name: fc.oneof(
    fc.stringMatching(/^[a-z0-9._-]{1,8}$/),
    fc.constantFrom("a.1.opened", "1", "a.1", "b.1.comment-2", "opened"),
  ),
  issue: fc.integer({ min: 1, max: 30 }),
  trigger: fc.constantFrom("opened" as const, "comment" as const),
  objectId: fc.integer({ min: 1, max: 30 }),
});

test("is valid, also with a suffix, and never shared by two objects", () => {
  fc.assert(
    fc.property(sources, sources, (one, other) => {
      const [first, second] = [sourceOf(one), sourceOf(other)];
      for (const id of [taskId(first), suffixedTaskId(first), lastTaskId(first)])
        expect(taskIdSchema.parse(id)).toBe(id);
      const isSame = nameOf(first) === nameOf(second);
      expect(taskId(first) === taskId(second)).toBe(isSame);
      if (!isSame || first.objectId !== second.objectId) expect(suffixedTaskId(first)).not.toBe(suffixedTaskId(second));
      const elsewhere = { ...first, repo: { ...first.repo, id: 2 } };
      expect(suffixedTaskId(elsewhere)).toBe(suffixedTaskId(first));
      expect(lastTaskId(elsewhere)).not.toBe(lastTaskId(first));
    }),
    { numRuns: 500 },
  );
});

test.each([
  "",
  "acme.webapp.42",
  "acme.webapp.0.opened",
  "acme.webapp.42.closed",
  "acme/webapp.42.opened",
  "Acme.webapp.42.opened",
  "acme.webapp.42.opened~",
])("%o is no task id", (text) => expect(taskIdSchema.safeParse(text).success).toBe(false));

test("the marker names the task and cannot be seen in a comment", () => {
  expect(markerOf("acme.webapp.42.opened")).toBe("<!-- frontdesk:acme.webapp.42.opened -->");
});

function sourceOf({
  owner,
  name,
  ...rest
}: { owner: string; name: string } & Pick<Source, "issue" | "trigger" | "objectId">): Source {
  return { ...SOURCE, ...rest, repo: { id: 1, owner, name } };
}

function nameOf({ repo, issue, trigger, objectId }: Source) {
  return JSON.stringify([repo.owner, repo.name, issue, trigger, trigger === "comment" && objectId]);
}
