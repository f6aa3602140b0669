import * as gcp from "@pulumi/gcp";
import { Config, type Output, type Resource, RunError } from "@pulumi/pulumi";
import { type Accounts, memberOf } from "./accounts.ts";
import type { Apis } from "./apis.ts";
import { type Part, ROLES, type Role } from "./parts.ts";
import { SECRETS, type SecretName, type Settings } from "./settings.ts";

export type Secrets = {
  /** A secret and the version that a service starts with: never "latest", which changes under a running service. */
  pinned(name: SecretName): { secret: Output<string>; version: Output<string> };
  /** What a service has to wait for: without the right to read its secrets it does not start. */
  readableBy(role: Role): Resource[];
};

const SHORTEST: Partial<Record<SecretName, number>> = {
  ...{ decisionKey: 32, sessionKey: 32, webhookSecret: 16, slackSigningSecret: 16 },
};

/**
 * A new value makes a new version. Services are moved to it before the old one goes, and the old one is only disabled, so
 * that it can be brought back.
 */
export function createSecrets(
  parts: { [R in Role]: Part },
  { settings, accounts, apis }: { settings: Settings; accounts: Accounts; apis: Apis },
): Secrets {
  const config = new Config();
  const made = new Map<SecretName, { secret: gcp.secretmanager.Secret; version: gcp.secretmanager.SecretVersion }>();
  for (const name of SECRETS.filter((one) => settings.secrets.has(one))) {
    const secret = new gcp.secretmanager.Secret(
      `secret-${kebab(name)}`,
      { secretId: `${settings.name}-${kebab(name)}`, replication: { auto: {} } },
      { dependsOn: [apis.secrets] },
    );
    const secretData = config.requireSecret(name).apply((value) => checked(name, value));
    const version = new gcp.secretmanager.SecretVersion(`secret-${kebab(name)}`, {
      ...{ secret: secret.id, secretData, deletionPolicy: "DISABLE" },
    });
    made.set(name, { secret, version });
  }
  const get = (name: SecretName) => {
    const one = made.get(name);
    if (!one) throw new Error(`there is no secret ${name}`);
    return one;
  };
  const readers = new Map(
    ROLES.map((role) => [
      role,
      Object.values(parts[role].secrets).map(
        (name) =>
          new gcp.secretmanager.SecretIamMember(`${role}-reads-${kebab(name)}`, {
            ...{ secretId: get(name).secret.secretId, role: "roles/secretmanager.secretAccessor" },
            member: memberOf(accounts[role]),
          }),
      ),
    ]),
  );
  return {
    pinned(name) {
      const { secret, version } = get(name);
      return { secret: secret.secretId, version: version.version };
    },
    readableBy: (role) => readers.get(role) ?? [],
  };
}

function checked(name: SecretName, value: string): string {
  // Without its value, and in time: a service would say the same, and not come up.
  if (name !== "githubPrivateKey" && /\s/.test(value))
    throw new RunError(`frontdesk:${name} has white space in it, such as the line break of a file: take that away.`);
  const shortest = SHORTEST[name] ?? 1;
  if (value.length < shortest)
    throw new RunError(`frontdesk:${name} has ${value.length} characters: it needs ${shortest} or more.`);
  return value;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
