import { createSetup, type SetupDeps } from "@frontdesk/approval/web/setup/setup";
import { createFindings, type Known, pointWebhook, tryGeminiKey } from "@frontdesk/approval/web/setup/setup-findings";
import { createV1 } from "@frontdesk/approval/web/v1/v1";
import { WEBHOOK_PATH } from "@frontdesk/ingest/ingest";
import { createAppJwt } from "@frontdesk/shared/adapters/github/app-jwt";
import type { Backend } from "@frontdesk/shared/ports/backend";
import type { Environment } from "@frontdesk/shared/settings/read-settings";
import type { Log } from "@frontdesk/shared/telemetry/log";
import type { Keys } from "./kept-keys.ts";
import type { StandaloneSettings } from "./standalone-config.ts";
import { type Console, startConsole } from "./start-console.ts";

/** What is set; with what is about to be written, what would be. */
export type ReadSettings = (written?: Environment) => StandaloneSettings;

export type SetupParts = Pick<SetupDeps, "onWritten"> & { log: Log; now: () => Date };

/** The pages that lead through setting up, for a console at this address. They know at once what was written. */
export function setupFor(
  read: ReadSettings,
  { url, envFile }: { url: string; envFile: string },
  { onWritten, log, now }: SetupParts,
): ReturnType<typeof createSetup> {
  const { github, ports } = read();
  const known = () => knownOf(read(), now);
  let findings = createFindings(known(), { now });
  return createSetup(
    {
      ...{ url, web: github.web, apiUrl: github.baseUrl, file: envFile },
      ...{ webhookPath: WEBHOOK_PATH, webhookPort: ports.webhook },
    },
    {
      findings: (signal) => findings(signal),
      tryGeminiKey: (key, signal) => tryGeminiKey(key, read().gemini, signal),
      pointWebhook: (address, signal) => pointWebhook(address, known(), signal),
      check: (settings) => void read(settings),
      onWritten() {
        try {
          findings = createFindings(known(), { now });
        } catch (error) {
          // Somebody else wrote, too. Beginning anew would only end what runs.
          return log.error("the new settings can't be taken up", { error });
        }
        onWritten();
      },
      ...{ log, now },
    },
  );
}

/** The console alone, while what everything else needs is not there yet. */
export async function startSetup(
  read: ReadSettings,
  { envFile, keys }: { envFile: string; keys: Keys },
  { backend, ...parts }: SetupParts & { backend: Backend },
): Promise<Console> {
  const { log, now } = parts;
  const { github, ports } = read();
  const { tasks, values, calls, bus } = backend;
  const closing = new AbortController();
  const { decisionKey, sessionKey } = keys;
  const seesNothing = { gone: "uninstalled" } as const;
  const codeHost = { repository: async () => seesNothing, file: async () => seesNothing };
  const console = await startConsole(
    { port: ports.console, sessionKey, github: github.web },
    {
      ...{ tasks, values, log, now },
      routers: ({ keys, links, url }) => ({
        v1: [
          setupFor(read, { url, envFile }, parts),
          createV1({
            ...{ tasks, values, calls, bus, codeHost, keys, signInLinks: links, web: github.web, decisionKey },
            ...{ hasSlack: false, log, now, closing: closing.signal },
          }),
        ],
        machines: [],
      }),
    },
  );
  const { url, link } = console;
  return {
    ...{ url, link },
    async close() {
      closing.abort();
      await console.close();
    },
  };
}

function knownOf({ github, models, gemini, slack }: StandaloneSettings, now: () => Date): Known {
  const { appId, privateKey, baseUrl } = github;
  const access = models?.access;
  return {
    ...(access && "apiKey" in access && { gemini: { ...gemini, key: access.apiKey } }),
    ...(access && "location" in access && { vertex: access.location }),
    github: {
      apiUrl: baseUrl,
      ...(appId !== undefined && privateKey !== undefined && { jwt: createAppJwt({ appId, privateKey, now }) }),
    },
    ...{ webhookPath: WEBHOOK_PATH, slack: slack !== undefined },
  };
}
