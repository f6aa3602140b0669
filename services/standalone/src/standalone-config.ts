import { decisionKeyIn, keyIn } from "@frontdesk/approval/role-config";
import { readSlackConfig, type SlackConfig } from "@frontdesk/approval/web/slack/slack-config";
import { type Environment, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { type GitHubSettings, readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { type ModelSettings, readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import type { Retention } from "@frontdesk/shared/domain/retention";
import type { Keys } from "./kept-keys.ts";

export type StandaloneSettings = {
  folder: string;
  retention: Retention;
  ports: { webhook: number; console: number };
  /** Where people open the console, if that is not on this machine. */
  consoleUrl?: string | undefined;
  github: GitHubSettings;
  /** How people sign in with GitHub. */
  client?: { clientId: string; clientSecret: string } | undefined;
  models?: ModelSettings | undefined;
  /** Where Gemini is, and which model is asked first: known before there is a key. */
  gemini: { baseUrl: string | undefined; model: string };
  slack?: SlackConfig | undefined;
  /** Instead of those that the data folder has. */
  keys: Partial<Keys>;
  /** What it can't work without, a sentence for each. With any of it missing, it can only be set up. */
  missing: readonly string[];
};

const PORTS = { webhook: 4101, console: 4103 };

/** Reads an environment. What is wrong is an `Unusable`; what is not there yet is only told. */
export function readStandaloneConfig(environment: Environment): StandaloneSettings {
  const backend = readBackendConfig(environment);
  if (backend.kind !== "embedded") {
    throw new Unusable(
      "FRONTDESK_BACKEND is gcp, but everything in one process runs on the embedded backend: take it away, or start the services one by one.",
    );
  }
  const github = readGitHubConfig(environment);
  const hasModels = isSet(environment, "FRONTDESK_GEMINI_API_KEY") || isSet(environment, "FRONTDESK_VERTEX_LOCATION");
  // Read also without a key: what else is wrong is said now, and a key that comes later is tried there.
  const models = readModelConfig(hasModels ? environment : { ...environment, FRONTDESK_GEMINI_API_KEY: "to-come" });
  const consoleUrl = consoleUrlIn(environment);
  const client = clientIn(environment);
  const missing = [
    ...(hasModels ? [] : ["FRONTDESK_GEMINI_API_KEY: a key of the Gemini API"]),
    ...(github.appId === undefined ? ["FRONTDESK_GITHUB_APP_ID: the App's number"] : []),
    ...(github.privateKey === undefined ? ["FRONTDESK_GITHUB_PRIVATE_KEY: the App's key"] : []),
    ...(github.webhookSecrets.length === 0 ? ["FRONTDESK_WEBHOOK_SECRET: the secret of the App's webhook"] : []),
    ...(consoleUrl !== undefined && client === undefined
      ? [
          "FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET: by which people sign in at FRONTDESK_CONSOLE_URL",
        ]
      : []),
  ];
  return {
    ...{ folder: backend.folder, retention: backend.retention, github, client, missing, consoleUrl },
    ports: {
      webhook: portIn(environment, "FRONTDESK_WEBHOOK_PORT", PORTS.webhook),
      console: portIn(environment, "FRONTDESK_CONSOLE_PORT", PORTS.console),
    },
    models: hasModels ? models : undefined,
    gemini: { baseUrl: models.access.baseUrl, model: models.gateway.tiers.fast.model.id },
    slack: readSlackConfig(environment),
    keys: keysIn(environment),
  };
}

function isSet(environment: Environment, name: string): boolean {
  return (environment[name] ?? "") !== "";
}

function keysIn(environment: Environment): Partial<Keys> {
  return {
    ...(isSet(environment, "FRONTDESK_DECISION_KEY") && { decisionKey: decisionKeyIn(environment) }),
    ...(isSet(environment, "FRONTDESK_SESSION_KEY") && {
      sessionKey: keyIn(environment, "FRONTDESK_SESSION_KEY", "or take it away: then one is made"),
    }),
  };
}

function clientIn(environment: Environment): StandaloneSettings["client"] {
  const { FRONTDESK_GITHUB_CLIENT_ID: clientId, FRONTDESK_GITHUB_CLIENT_SECRET: clientSecret } = environment;
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

function consoleUrlIn({ FRONTDESK_CONSOLE_URL: given }: Environment): string | undefined {
  if (!given) return undefined;
  const url = URL.parse(given);
  if (url?.protocol === "https:" && url.pathname === "/" && url.username === "") return url.origin;
  throw new Unusable(
    `FRONTDESK_CONSOLE_URL is "${given}", but must be an https address without a path, as in https://desk.acme.dev. Without it, the console is for this machine alone.`,
  );
}

function portIn(environment: Environment, name: string, usual: number): number {
  const given = environment[name];
  if (!given) return usual;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Unusable(`${name} is "${given}", but must be a port, 1 to 65535, or 0 for any that is free.`);
}
