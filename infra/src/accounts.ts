import * as gcp from "@pulumi/gcp";
import type { Apis } from "./apis.ts";
import { ACTORS, type Actor, accountId } from "./parts.ts";
import type { Settings } from "./settings.ts";

export type Accounts = { [A in Actor]: gcp.serviceaccount.Account };

const FOR: { [A in Actor]: string } = {
  ingest: "takes GitHub's webhooks",
  triage: "sorts issues",
  respond: "drafts replies",
  web: "serves the console and Slack",
  desk: "acts on GitHub",
  push: "brings events to services",
  clock: "ticks, every minute",
};

/** One for each service, and two that only knock. Nobody runs as the project's default account. */
export function createAccounts({ name }: Settings, apis: Apis): Accounts {
  const create = (actor: Actor) =>
    new gcp.serviceaccount.Account(
      `account-${actor}`,
      { accountId: accountId(actor, name), displayName: `Frontdesk: ${FOR[actor]}` },
      { dependsOn: [apis.iam] },
    );
  return Object.fromEntries(ACTORS.map((actor) => [actor, create(actor)])) as Accounts;
}

export function memberOf(account: gcp.serviceaccount.Account) {
  return account.email.apply((email) => `serviceAccount:${email}`);
}
