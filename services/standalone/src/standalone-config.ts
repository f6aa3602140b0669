import { readSlackConfig, type SlackConfig } from "@frontdesk/approval/web/slack/slack-config";
import { type OwnWebSettings, readOwnWebConfig } from "@frontdesk/approval/web/web-config";
import { readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { type GitHubSettings, readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { type PossibleModels, readPossibleModels } from "@frontdesk/shared/adapters/model-config";
import { type Ports, readPorts } from "@frontdesk/shared/adapters/ports-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import type { Retention } from "@frontdesk/shared/domain/retention";
import { type Environment, readTogether } from "@frontdesk/shared/settings/read-settings";

export type StandaloneSettings = PossibleModels & {
  folder: string;
  retention: Retention;
  ports: Ports;
  /** Where people open the console, if that is not on this machine. */
  consoleUrl: string | undefined;
  github: GitHubSettings;
  /** How people sign in with GitHub. */
  client: OwnWebSettings["client"];
  slack?: SlackConfig | undefined;
  /** Instead of those that the data folder has. */
  keys: OwnWebSettings["keys"];
  /** What it can't work without, a sentence for each. With any of it missing, it can only be set up. */
  missing: readonly string[];
};

/** What is wrong is an `Unusable` with a sentence for each; what is not there yet is only told. */
export function readStandaloneConfig(environment: Environment): StandaloneSettings {
  const { backend, github, possible, web, ports, slack } = readTogether({
    backend: () => readEmbedded(environment),
    github: () => readGitHubConfig(environment),
    possible: () => readPossibleModels(environment),
    web: () => readOwnWebConfig(environment),
    ports: () => readPorts(environment),
    slack: () => readSlackConfig(environment),
  });
  const { client, keys, url: consoleUrl } = web;
  const missing = [
    ...(possible.models === undefined ? ["FRONTDESK_GEMINI_API_KEY: a key of the Gemini API"] : []),
    ...(github.appId === undefined ? ["FRONTDESK_GITHUB_APP_ID: the App's number"] : []),
    ...(github.privateKey === undefined ? ["FRONTDESK_GITHUB_PRIVATE_KEY: the App's key"] : []),
    ...(github.webhookSecrets.length === 0 ? ["FRONTDESK_WEBHOOK_SECRET: the secret of the App's webhook"] : []),
    ...(consoleUrl !== undefined && client === undefined
      ? [
          "FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET: by which people sign in at FRONTDESK_CONSOLE_URL",
        ]
      : []),
  ];
  return { ...backend, ...possible, github, client, keys, missing, consoleUrl, ports, slack };
}

function readEmbedded(environment: Environment): { folder: string; retention: Retention } {
  const config = readBackendConfig(environment);
  if (config.kind === "embedded") return { folder: config.folder, retention: config.retention };
  throw new Unusable(
    "FRONTDESK_BACKEND is gcp, but everything in one process runs on the embedded backend: take it away, or start the services one by one.",
  );
}
