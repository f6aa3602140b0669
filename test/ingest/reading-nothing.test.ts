import { describe, expect, test } from "vitest";
import { OUR_APP, startIngest } from "./ingest-world.ts";
import { commentEvent, issueEvent, pushEvent, REPOSITORY, removedEvent, repositoryEvent } from "./payloads.ts";

const BOT = { login: "dependabot[bot]", type: "Bot" };

describe("ignored", () => {
  test.each<[string, string, object]>([
    ["an issue of a bot", "issues", issueEvent("opened", { user: BOT })],
    ["a comment of a bot", "issue_comment", commentEvent("created", { user: BOT })],
    ["a bot's edit of its comment", "issue_comment", commentEvent("edited", { user: BOT })],
    ["a bot's comment that is gone", "issue_comment", commentEvent("deleted", { user: BOT })],
    ...["created", "edited", "deleted"].map((action): [string, string, object] => [
      `a comment of ours that is ${action}`,
      "issue_comment",
      commentEvent(action, { performed_via_github_app: { id: OUR_APP } }),
    ]),
    ...["opened", "edited", "closed"].map((action): [string, string, object] => [
      `a pull request that is ${action}`,
      "issues",
      issueEvent(action, { pull_request: { url: "https://example.test" } }),
    ]),
    ...["created", "edited", "deleted"].map((action): [string, string, object] => [
      `a comment on a pull request that is ${action}`,
      "issue_comment",
      commentEvent(action, {}, { pull_request: {} }),
    ]),
    ["a label", "issues", issueEvent("labeled")],
    ["a label that is gone", "issues", issueEvent("unlabeled")],
    ["a ping", "ping", { zen: "Keep it simple.", hook_id: 1 }],
    ["an event that GitHub has yet to think of", "issue_dream", issueEvent("dreamt")],
    ["an action that GitHub has yet to think of", "issues", issueEvent("dreamt")],
    ["an event that is called like its action", "opened", issueEvent("opened")],
  ])("%s", async (_, event, payload) => {
    const it = await startIngest();
    const answer = await it.deliver(event, payload);
    expect(answer).toEqual({ status: 202, ignored: expect.any(String) });
    expect(it.published).toEqual([]);
    expect(await it.taskIds()).toEqual([]);
    expect(it.alerts()).toEqual([]);
    expect(it.entries()).toMatchObject([{ message: "deliveries ignored", counts: { [answer.ignored ?? ""]: 1 } }]);
  });
});

describe("malformed: refused with an alert, for a 2xx would lose it", () => {
  test.each<[string, string, unknown]>([
    ["an issue without a number", "issues", issueEvent("opened", { number: undefined })],
    ["an issue whose number is a text", "issues", issueEvent("opened", { number: "forty-two" })],
    ["an issue without a repository", "issues", issueEvent("opened", {}, { repository: undefined })],
    ["a comment event without a comment", "issue_comment", issueEvent("created")],
    ["a repository with a slash", "issues", issueEvent("opened", {}, { repository: { ...REPOSITORY, name: "a/b" } })],
    ["an owner with a dot", "repository", repositoryEvent("renamed", { owner: { login: "a.b" } })],
    ["an installation without an id", "installation", { action: "deleted", installation: {} }],
    ["a removed repository without an owner", "installation_repositories", removedEvent([{ id: 1, full_name: "x" }])],
    ["a push without its repository's owner", "push", pushEvent([{ added: ["a.md"] }], { repository: pushedTo({}) })],
    ["an author of a megabyte", "issues", issueEvent("opened", { user: { login: "a".repeat(1_000_000) } })],
    ["an empty body", "issues", ""],
    ["half of a JSON", "issues", JSON.stringify(issueEvent("opened")).slice(0, -1)],
    ["a text", "issues", '"opened"'],
    ["null", "issues", "null"],
    ["a list", "issues", [issueEvent("opened")]],
  ])("%s", async (_, event, payload) => {
    const it = await startIngest();
    expect(await it.deliver(event, payload)).toEqual({ status: 400 });
    expect(it.alerts()).toMatchObject([{ message: "a delivery can't be understood", why: expect.any(String) }]);
    expect(it.published).toEqual([]);
    expect(await it.taskIds()).toEqual([]);
  });
});

function pushedTo(owner: object) {
  return { id: 5, name: "WebApp", default_branch: "main", owner };
}
