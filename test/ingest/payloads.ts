/** Payloads with all that is read from them, and nothing else. A test says what is different in its own. */

export const REPOSITORY = { id: 5, name: "WebApp", owner: { login: "Acme" } };
const ISSUE = {
  ...{ id: 9, number: 42, title: "It crashes", body: "On start.", state: "open" },
  ...{ user: { login: "ada", type: "User" }, author_association: "NONE", pull_request: null },
};
const COMMENT = {
  ...{ id: 77, user: { login: "grace", type: "User" }, author_association: "NONE" },
  performed_via_github_app: null,
};
const about = { installation: { id: 1 }, repository: REPOSITORY };

export function issueEvent(action: string, issue: object = {}, more: object = {}) {
  return { action, ...about, issue: { ...ISSUE, ...issue }, ...more };
}

export function commentEvent(action: string, comment: object = {}, issue: object = {}) {
  return { ...issueEvent(action, issue), comment: { ...COMMENT, ...comment } };
}

export function repositoryEvent(action: string, repository: object = {}) {
  return { action, ...about, repository: { ...REPOSITORY, ...repository } };
}

export function installationEvent(action: string) {
  return { action, installation: { id: 1 } };
}

export function removedEvent(repositories: object[]) {
  return { action: "removed", installation: { id: 1 }, repositories_removed: repositories };
}

export function pushEvent(commits: unknown, more: object = {}) {
  const repository = { ...REPOSITORY, default_branch: "main" };
  return { installation: { id: 1 }, repository, ref: "refs/heads/main", commits, ...more };
}

/** An issue that no other delivery of the test is about, numbered as its objects are. */
export function opened(number: number, issue: object = {}) {
  return issueEvent("opened", { id: 1_000 + number, number, ...issue });
}

export function idOf(number: number): string {
  return `acme.webapp.${number}.opened`;
}
