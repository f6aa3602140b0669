import type { Event } from "@frontdesk/shared/domain/events";
import { describe, expect, test } from "vitest";
import { OUR_APP, startIngest } from "./ingest-world.ts";
import { commentEvent, installationEvent, issueEvent, pushEvent, removedEvent, repositoryEvent } from "./payloads.ts";

const OPENED = "acme.webapp.42.opened";
const COMMENT = "acme.webapp.42.comment-77";
const THREAD = { type: "thread.changed", thread: { repoId: 5, issue: 42 } };
const PLACE = { type: "repository.changed", installationId: 1, repo: { id: 5, owner: "Acme", name: "WebApp" } };
const BOT = { login: "dependabot[bot]", type: "Bot" };
const without = (name: string, payload: object) => ({ ...payload, [name]: undefined });

describe("a task", () => {
  const rest = { installationId: 1, repo: { id: 5, owner: "Acme", name: "WebApp" }, issue: 42, byMaintainer: false };

  test("an opened issue", async () => {
    expect(await taskOf("issues", issueEvent("opened"))).toMatchObject({
      id: OPENED,
      source: { ...rest, trigger: "opened", objectId: 9, author: "ada", deliveryId: expect.stringMatching(/^72d3/) },
      issue: { title: "It crashes", body: "On start.", state: "open" },
    });
  });

  test("a comment, by its own id and author; it is the last thing that a human said", async () => {
    expect(await taskOf("issue_comment", commentEvent("created"))).toMatchObject({
      id: COMMENT,
      source: { ...rest, trigger: "comment", objectId: 77, author: "grace" },
      issue: { title: "It crashes", lastHumanCommentId: 77 },
    });
  });

  test("an opened issue has no comment yet", async () => {
    expect((await taskOf("issues", issueEvent("opened")))?.issue).not.toHaveProperty("lastHumanCommentId");
  });

  test("a user that is gone is called as GitHub calls them", async () => {
    expect(await taskOf("issues", issueEvent("opened", { user: null }))).toMatchObject({ source: { author: "ghost" } });
    const comment = commentEvent("created", { user: null });
    expect(await taskOf("issue_comment", comment)).toMatchObject({ id: COMMENT, source: { author: "ghost" } });
  });

  test.each([
    ["OWNER", true],
    ["MEMBER", false],
    ["COLLABORATOR", false],
    ["CONTRIBUTOR", false],
    ["FIRST_TIMER", false],
    ["FIRST_TIME_CONTRIBUTOR", false],
    ["MANNEQUIN", false],
    ["NONE", false],
    ["", false],
    [undefined, false],
  ])("by %s is certainly by a maintainer: %s", async (author_association, byMaintainer) => {
    const issue = await taskOf("issues", issueEvent("opened", { author_association }));
    expect(issue?.source.byMaintainer).toBe(byMaintainer);
    const comment = await taskOf("issue_comment", commentEvent("created", { author_association }));
    expect(comment?.source.byMaintainer).toBe(byMaintainer);
  });

  test("whether the issue's author is a maintainer says nothing about the comment's", async () => {
    const comment = commentEvent("created", {}, { author_association: "OWNER" });
    expect((await taskOf("issue_comment", comment))?.source.byMaintainer).toBe(false);
  });

  test("of a repository's own webhook has no installation", async () => {
    for (const [event, payload] of [
      ["issues", issueEvent("opened")],
      ["issue_comment", commentEvent("created")],
    ] as const) {
      const task = await taskOf(event, without("installation", payload));
      expect(task?.source).not.toHaveProperty("installationId");
      expect(task?.source.repo.id).toBe(5);
    }
  });

  test("on an issue that is closed already, or says nothing of its state and has no body", async () => {
    expect((await taskOf("issue_comment", commentEvent("created", {}, { state: "closed" })))?.issue.state).toBe(
      "closed",
    );
    const bare = issueEvent("opened", { state: undefined, body: undefined });
    expect((await taskOf("issues", bare))?.issue).toEqual({ title: "It crashes", body: "", state: "open" });
  });

  test("by another App that a human uses is answered like any other", async () => {
    const comment = commentEvent("created", { performed_via_github_app: { id: OUR_APP + 1 } });
    expect(await taskOf("issue_comment", comment)).toMatchObject({ id: COMMENT });
  });
});

describe("a hint", () => {
  test.each(["edited", "closed", "reopened", "deleted", "locked", "unlocked", "transferred"])(
    "issues.%s: that thread",
    async (action) => {
      expect(await read("issues", issueEvent(action))).toEqual({ status: 202, events: [THREAD] });
      // Whoever did it, and whosever issue it is: it has changed.
      expect(await read("issues", issueEvent(action, { user: BOT }))).toEqual({ status: 202, events: [THREAD] });
    },
  );

  test.each(["edited", "deleted"])("issue_comment.%s: that thread", async (action) => {
    expect(await read("issue_comment", commentEvent(action))).toEqual({ status: 202, events: [THREAD] });
    expect(await read("issue_comment", commentEvent(action, { user: null }))).toMatchObject({ events: [THREAD] });
  });

  test.each(["renamed", "transferred", "archived", "unarchived", "deleted", "edited"])(
    "repository.%s: that repository",
    async (action) => {
      expect(await read("repository", repositoryEvent(action))).toEqual({ status: 202, events: [PLACE] });
    },
  );

  test("of a repository's own webhook: without an installation", async () => {
    const { installationId: _, ...place } = PLACE;
    const payload = without("installation", repositoryEvent("archived"));
    expect(await read("repository", payload)).toEqual({ status: 202, events: [place] });
    expect(await read("push", without("installation", pushEvent([{ added: ["a.md"] }])))).toMatchObject({
      events: [place],
    });
  });

  test.each(["deleted", "suspend"])("installation.%s: that installation", async (action) => {
    const events = [{ type: "installation.changed", installationId: 1 }];
    expect(await read("installation", installationEvent(action))).toEqual({ status: 202, events });
  });

  test("installation_repositories.removed: every repository that was removed", async () => {
    const repositories = Array.from({ length: 500 }, (_, id) => ({ id, full_name: `Acme/tool.${id}` }));
    const { status, events } = await read("installation_repositories", removedEvent(repositories));
    expect(status).toBe(202);
    expect(events).toHaveLength(500);
    expect(events[499]).toEqual({ ...PLACE, repo: { id: 499, owner: "Acme", name: "tool.499" } });
    expect(await read("installation_repositories", removedEvent([]))).toEqual({ status: 202, events: [] });
  });
});

/** What became of the delivery, in a world of its own: the status, and the events without their traces. */
async function read(event: string, payload: unknown) {
  const it = await startIngest();
  const { status } = await it.deliver(event, payload);
  return { status, events: it.published.map(({ traceparent: _, v: __, ...rest }: Event) => rest) };
}

async function taskOf(event: string, payload: unknown) {
  const it = await startIngest();
  const { status, taskId = "" } = await it.deliver(event, payload);
  expect(status).toBe(202);
  const task = await it.tasks.get(taskId);
  expect(it.published).toMatchObject([{ type: "task.received", taskId: task?.id }]);
  return task;
}
