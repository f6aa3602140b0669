import { access, constants, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { appKeyIn, readGitHubConfig, webhookSecretsIn } from "@frontdesk/shared/adapters/github-config";
import { readModelConfig, readPossibleModels } from "@frontdesk/shared/adapters/model-config";
import { readerSchema } from "@frontdesk/shared/adapters/open-reader";
import { readPorts } from "@frontdesk/shared/adapters/ports-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { checkLive } from "@frontdesk/shared/model/live-check";
import { realTiming } from "@frontdesk/shared/model/timing";
import { type Environment, readSettings, readTogether } from "@frontdesk/shared/settings/read-settings";
import { z } from "zod";
import { deskSchema } from "../src/desk/desk-config.ts";
import { roleSchema } from "../src/role-config.ts";
import { readSlackConfig } from "../src/web/slack/slack-config.ts";
import { readOwnWebConfig } from "../src/web/web-config.ts";
import type { Checks, Finding } from "./doctor.ts";

const LEAST_ROOM_MB = 500;

export type SettingsSeen = {
  environment: Environment;
  /** A sentence for each that can't be read, or that nothing reads. */
  problems: readonly string[];
};

/** What `doctor` looks at on this machine, and whom it calls. */
export function createChecks({ environment, problems }: SettingsSeen, { now }: { now: () => Date }): Checks {
  const isSet = (names: RegExp) => Object.entries(environment).some(([name, value]) => names.test(name) && value);
  return {
    async settings() {
      return [
        // An older one does not get so far.
        { what: "Node", is: "well", saw: process.versions.node },
        read("Names of settings", () => {
          if (problems.length > 0) throw new Unusable(problems.join("\n"));
          return "all are known";
        }),
        await storage(environment),
        read("GitHub's settings", () => gitHubIn(environment)),
        read("The models' settings", () => modelsIn(environment)),
        read("Slack's settings", () => {
          const slack = readSlackConfig(environment);
          return slack && `asks in ${slack.channels.public}, where ${slack.users.size} may decide`;
        }),
        read("The console's settings", () => consoleIn(environment)),
        read("The services' settings", () => servicesIn(environment)),
      ];
    },

    async live(signal) {
      const hasGitHub = isSet(/^FRONTDESK_(GITHUB_APP_ID|GITHUB_PRIVATE_KEY|WEBHOOK_SECRET)/);
      const hasModels = isSet(/^FRONTDESK_(GEMINI_API_KEY|VERTEX_LOCATION)$/);
      return [
        ...(hasGitHub ? [await gitHubAnswers(environment, now, signal)] : [unset("GitHub, live")]),
        ...(hasModels ? await modelsAnswer(environment, signal) : [unset("The models, live")]),
      ];
    },
  };
}

function gitHubIn(environment: Environment): string | undefined {
  const settings = readGitHubConfig(environment);
  const { appId, privateKey, webhookSecrets, web } = settings;
  if (appId === undefined && privateKey === undefined && webhookSecrets.length === 0) return undefined;
  readTogether({ key: () => appKeyIn(settings), secrets: () => webhookSecretsIn(settings) });
  return `App ${appId}, at ${web}`;
}

function modelsIn(environment: Environment): string | undefined {
  const { models } = readPossibleModels(environment);
  return models && `${models.gateway.tiers.fast.model.id} sorts, ${models.gateway.tiers.deep.model.id} drafts`;
}

function consoleIn(environment: Environment): string {
  const { web, ports } = readTogether({
    web: () => readOwnWebConfig(environment),
    ports: () => readPorts(environment),
  });
  if (web.url !== undefined && web.client === undefined)
    throw new Unusable(
      "FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET are missing: by them people sign in at FRONTDESK_CONSOLE_URL.",
    );
  return `${web.url ?? "for this machine alone"}, on port ${ports.console}; webhooks on port ${ports.webhook}`;
}

/** Each service that runs apart needs some of them: which, it says itself at its start. */
function servicesIn(environment: Environment): string | undefined {
  const { FRONTDESK_DECISION_KEY: _, ...ofDesk } = deskSchema.shape;
  const schema = z.object({ ...ofDesk, ...readerSchema.shape, ...roleSchema.shape }).partial();
  const names = Object.keys(readSettings(schema, environment)).filter((name) => name.startsWith("FRONTDESK_"));
  return names.length === 0 ? undefined : names.join(", ");
}

async function storage(environment: Environment): Promise<Finding> {
  const what = "Where it is kept";
  const settings = read(what, () => readBackendConfig(environment).kind);
  if (settings.is !== "well") return settings;
  const config = readBackendConfig(environment);
  if (config.kind === "gcp") return { what, is: "well", saw: `Firestore of ${config.projectId}` };
  const folder = resolve(config.folder);
  const there = await nearest(folder);
  try {
    // With the slash it has to be a folder.
    await access(`${there}/`, constants.W_OK);
  } catch {
    return {
      what,
      is: "wrong",
      saw: `${there} can't be written to`,
      todo: "Make it this user's, or set FRONTDESK_DATA to another folder.",
    };
  }
  const { bavail, bsize } = await statfs(there);
  const megabytes = Math.floor((bavail * bsize) / 1024 / 1024);
  const saw = `${folder}, with ${megabytes} MB free`;
  if (megabytes >= LEAST_ROOM_MB) return { what, is: "well", saw };
  return { what, is: "wrong", saw, todo: "Make room: a task that can't be kept is not accepted." };
}

/** The folder, or the nearest one above it that is there. */
async function nearest(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** `look` says what is set; undefined if nothing is. */
function read(what: string, look: () => string | undefined): Finding {
  try {
    const saw = look();
    return saw === undefined ? unset(what) : { what, is: "well", saw };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { what, is: "wrong", saw: "something is missing or wrong", todo: error.message };
  }
}

function unset(what: string): Finding {
  return { what, is: "off", saw: "none in this environment. The sandbox needs none" };
}

async function gitHubAnswers(environment: Environment, now: () => Date, signal: AbortSignal): Promise<Finding> {
  const what = "GitHub, as the App";
  try {
    const settings = readGitHubConfig(environment);
    const { createGitHub } = await import("@frontdesk/shared/adapters/github/github");
    const { deliveries } = createGitHub({ ...appKeyIn(settings), baseUrl: settings.baseUrl, log: QUIET, now });
    const page = await deliveries.page(undefined, signal);
    const failed = page.deliveries.filter(({ status }) => status < 200 || status >= 300).length;
    const saw = `takes the App's key; of its last ${page.deliveries.length} deliveries ${failed} failed`;
    if (failed === 0) return { what, is: "well", saw };
    return { what, is: "unclear", saw, todo: "Failed ones of the last 3 days are asked for again by themselves." };
  } catch (error) {
    const todo =
      "Check FRONTDESK_GITHUB_APP_ID and FRONTDESK_GITHUB_PRIVATE_KEY against the App's settings page, and the way to FRONTDESK_GITHUB_URL.";
    return { what, is: "wrong", saw: error instanceof Error ? error.message : String(error), todo };
  }
}

async function modelsAnswer(environment: Environment, signal: AbortSignal): Promise<Finding[]> {
  try {
    const { access, gateway } = readModelConfig(environment);
    const { createGemini } = await import("@frontdesk/shared/adapters/gemini/gemini");
    const results = await checkLive({ wire: createGemini(access), tiers: gateway.tiers, timing: realTiming }, signal);
    return results.map((result): Finding => {
      const what = `${result.model}, ${result.what}`;
      return result.ok
        ? { what, is: "well", saw: result.saw }
        : { what, is: "wrong", saw: result.saw, todo: result.todo };
    });
  } catch (error) {
    return [{ what: "The models, live", is: "wrong", saw: error instanceof Error ? error.message : String(error) }];
  }
}

const nothing = () => undefined;
/** What is found is said at the end. */
const QUIET = { debug: nothing, info: nothing, warn: nothing, error: nothing, alert: nothing };
