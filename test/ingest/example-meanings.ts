import type { EventType } from "@frontdesk/shared/domain/events";

/** What ingest has to make of an event: a task, a hint of this type, or nothing. */
export type Wanted = "task" | Exclude<EventType, "task.received"> | "ignored";

/** By event and action. Every example has to be here or below: what is to become of it is a decision. */
export const MEANINGS: { [name: string]: Wanted } = {
  "issues.opened": "task",
  "issue_comment.created": "task",
  "issues.edited": "thread.changed",
  "issues.deleted": "thread.changed",
  "issues.locked": "thread.changed",
  "issues.unlocked": "thread.changed",
  "issues.reopened": "thread.changed",
  "issues.transferred": "thread.changed",
  "issue_comment.edited": "thread.changed",
  "issue_comment.deleted": "thread.changed",
  "installation.deleted": "installation.changed",
  "installation.suspend": "installation.changed",
  "installation_repositories.removed": "repository.changed",
  "repository.deleted": "repository.changed",
  "repository.edited": "repository.changed",
  "repository.privatized": "repository.changed",
  "repository.publicized": "repository.changed",
  "repository.renamed": "repository.changed",
  "repository.transferred": "repository.changed",
  "push of refs/tags/simple-tag": "ignored",
  /** It touches the README. */
  "push of refs/heads/master": "repository.changed",
  ...allIgnored("installation", ["created", "new_permissions_accepted", "unsuspend"]),
  ...allIgnored("installation_repositories", ["added"]),
  ...allIgnored("issues", ["assigned", "unassigned", "milestoned", "demilestoned", "pinned", "unpinned"]),
  ...allIgnored("issues", ["labeled", "unlabeled"]),
  ...allIgnored("repository", ["created"]),
};

/** Whatever their action. */
export const IGNORED_EVENTS = new Set([
  ...["branch_protection_rule", "cache_sync", "check_run", "check_suite", "code_scanning_alert", "commit_comment"],
  ...["content_reference", "create", "delete", "dependabot_alert", "deploy_key", "deployment", "deployment_review"],
  ...["deployment_status", "discussion", "discussion_comment", "enterprise", "fork", "github_app_authorization"],
  ...["gollum", "label", "marketplace_purchase", "member", "membership", "merge_group", "meta", "milestone"],
  ...["org_block", "organization", "package", "page_build", "ping", "project", "project_card", "project_column"],
  ...["projects_v2_item", "public", "pull_request", "pull_request_review", "pull_request_review_comment"],
  ...["pull_request_review_thread", "release", "repository_dispatch", "repository_import"],
  ...["repository_vulnerability_alert", "secret_scanning_alert", "secret_scanning_alert_location"],
  ...["security_advisory", "sponsorship", "star", "status", "team", "team_add", "user", "watch"],
  ...["workflow_dispatch", "workflow_job", "workflow_run"],
]);

function allIgnored(event: string, actions: string[]): { [name: string]: Wanted } {
  return Object.fromEntries(actions.map((action) => [`${event}.${action}`, "ignored" as const]));
}
