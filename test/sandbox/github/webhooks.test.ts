import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";
import { startHookListener } from "./hook-listener.ts";

const SECRET = "the secret of the webhook";
const ISSUE = "/repos/acme/webapp/issues/1";

async function startWithHook(contentType: "json" | "form" = "json") {
  const hook = await startHookListener();
  const webhook = { url: hook.url, secret: SECRET, contentType };
  const started = await startCalledGitHub({ webhook });
  /** What was told since it was last asked: the event, its action, and who did it. */
  const told = async () => {
    await started.github.settled();
    const all = hook.received.splice(0);
    return all.map(({ headers, raw }) => {
      const { action, sender } = JSON.parse(raw);
      return [headers["x-github-event"], action, sender.login].filter(Boolean).join(" ");
    });
  };
  return { ...started, hook, told };
}

test("an opened issue is told as GitHub tells it, signed over the very bytes", async () => {
  const { github, hook } = await startWithHook();
  github.fileIssue({ repo: "acme/webapp", title: "Größe 🙂", body: "It says no." });
  await github.settled();
  const [{ headers, raw } = { headers: {}, raw: "" }] = hook.received;
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
    "x-github-event": "issues",
    "x-github-delivery": expect.stringMatching(/^[0-9a-f]{8}-/),
    "x-github-hook-installation-target-type": "integration",
    "x-github-hook-installation-target-id": String(github.app.id),
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(raw).digest("hex")}`,
  });
  const { id } = github.repo("acme/webapp");
  expect(JSON.parse(raw)).toMatchObject({
    action: "opened",
    issue: { number: 1, title: "Größe 🙂", body: "It says no.", state: "open", user: { login: "ada", type: "User" } },
    repository: { id, name: "webapp", full_name: "acme/webapp", owner: { login: "acme" }, default_branch: "main" },
    installation: { id: github.installationId },
    sender: { login: "ada", type: "User" },
  });
});

test("a form carries the same payload, and the signature is over the form", async () => {
  const { github, hook } = await startWithHook("form");
  github.fileIssue({ repo: "acme/webapp", title: "a & b = c" });
  await github.settled();
  const [{ headers, raw } = { headers: {}, raw: "" }] = hook.received;
  expect(headers).toMatchObject({
    "content-type": "application/x-www-form-urlencoded",
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(raw).digest("hex")}`,
  });
  expect(JSON.parse(new URLSearchParams(raw).get("payload") ?? "")).toMatchObject({ issue: { title: "a & b = c" } });
});

test("whatever becomes of an issue is told, what changes nothing is not", async () => {
  const { github, hook, told } = await startWithHook();
  github.fileIssue({ repo: "acme/webapp", title: "One", body: "Two" });
  await told();
  github.editIssue("acme/webapp", 1, { title: "One!" });
  await github.settled();
  expect(hook.payloads()).toMatchObject([{ changes: { title: { from: "One" } }, issue: { title: "One!" } }]);
  expect(await told()).toEqual(["issues edited ada"]);
  github.label("acme/webapp", 1, ["bug"]);
  await github.settled();
  expect(hook.payloads()).toMatchObject([{ label: { name: "bug" }, issue: { labels: [{ name: "bug" }] } }]);
  expect(await told()).toEqual(["issues labeled grace"]);
  github.editIssue("acme/webapp", 1, { title: "One!" });
  github.label("acme/webapp", 1, ["bug"]);
  github.reopenIssue("acme/webapp", 1);
  expect(await told()).toEqual([]);
  for (const [act, event] of [
    [() => github.unlabel("acme/webapp", 1, "bug"), "issues unlabeled grace"],
    [() => github.closeIssue("acme/webapp", 1, "ada"), "issues closed ada"],
    [() => github.reopenIssue("acme/webapp", 1), "issues reopened grace"],
    [() => github.lockIssue("acme/webapp", 1), "issues locked grace"],
    [() => github.unlockIssue("acme/webapp", 1), "issues unlocked grace"],
    [() => github.deleteIssue("acme/webapp", 1), "issues deleted grace"],
  ] as const) {
    act();
    expect(await told()).toEqual([event]);
  }
});

test("what the App itself does is told too, by its bot", async () => {
  const { github, hook, asBot, told } = await startWithHook();
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await told();
  const { id } = (await asBot("POST", `${ISSUE}/comments`, { body: "Hello" })).body;
  await github.settled();
  expect(hook.payloads()).toMatchObject([
    {
      comment: { id, body: "Hello", performed_via_github_app: { id: github.app.id } },
      issue: { number: 1, comments: 1 },
      sender: { login: "frontdesk[bot]", type: "Bot" },
    },
  ]);
  expect(await told()).toEqual(["issue_comment created frontdesk[bot]"]);
  await asBot("PATCH", `/repos/acme/webapp/issues/comments/${id}`, { body: "Bye" });
  await github.settled();
  expect(hook.payloads()).toMatchObject([{ changes: { body: { from: "Hello" } } }]);
  await asBot("DELETE", `/repos/acme/webapp/issues/comments/${id}`);
  await asBot("POST", `${ISSUE}/labels`, { labels: ["bug"] });
  expect((await told()).toSorted()).toEqual([
    "issue_comment deleted frontdesk[bot]",
    "issue_comment edited frontdesk[bot]",
    "issues labeled frontdesk[bot]",
  ]);
});

test("a transferred issue is told where it was, and where it is", async () => {
  const { github, hook, told } = await startWithHook();
  github.createRepo("acme/other");
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await told();
  github.transferIssue("acme/webapp", 1, "acme/other");
  await github.settled();
  const payloads = hook.payloads().toSorted((a, b) => (a.action < b.action ? 1 : -1));
  expect(payloads).toMatchObject([
    {
      action: "transferred",
      repository: { full_name: "acme/webapp" },
      changes: { new_issue: { number: 1 }, new_repository: { full_name: "acme/other" } },
    },
    { action: "opened", repository: { full_name: "acme/other" }, changes: { old_repository: { name: "webapp" } } },
  ]);
});

test("repositories and installations tell what became of them", async () => {
  const { github, hook, told } = await startWithHook();
  const { installationId } = github;
  const { sha } = github.push("acme/webapp", { "docs/a.md": "a", "README.md": null });
  await github.settled();
  expect(hook.payloads()).toMatchObject([
    { ref: "refs/heads/main", after: sha, commits: [{ added: ["docs/a.md"], removed: ["README.md"] }] },
  ]);
  expect(await told()).toEqual(["push grace"]);
  github.renameRepo("acme/webapp", "website");
  await github.settled();
  expect(hook.payloads()).toMatchObject([{ changes: { repository: { name: { from: "webapp" } } } }]);
  expect(await told()).toEqual(["repository renamed grace"]);
  for (const [act, event] of [
    [() => github.archiveRepo("acme/website"), "repository archived grace"],
    [() => github.unarchiveRepo("acme/website"), "repository unarchived grace"],
    [() => github.createRepo("acme/other"), "installation_repositories added grace"],
    [() => github.removeFromInstallation(installationId, ["acme/other"]), "installation_repositories removed grace"],
    [() => github.suspend(installationId), "installation suspend grace"],
    [() => github.fileIssue({ repo: "acme/website", title: "Unheard" }), undefined],
    [() => github.unsuspend(installationId), "installation unsuspend grace"],
    [() => github.transferRepo("acme/website", "umbrella"), "repository transferred grace"],
    [() => github.fileIssue({ repo: "umbrella/website", title: "Unheard" }), undefined],
    [() => github.uninstall(installationId), "installation deleted grace"],
    [() => github.install("acme", ["acme/other"]), "installation created grace"],
    [() => github.deleteRepo("acme/other"), "repository deleted grace"],
  ] as const) {
    act();
    expect(await told()).toEqual(event ? [event] : []);
  }
});
