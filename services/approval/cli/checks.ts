import { access, constants, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Environment, readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { appKeyIn, readGitHubConfig, webhookSecretsIn } from "@frontdesk/shared/adapters/github-config";
import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { checkLive } from "@frontdesk/shared/model/live-check";
import { realTiming } from "@frontdesk/shared/model/timing";
import type { Checks, Finding } from "./doctor.ts";

const LEAST_NODE = [24, 11] as const;
const LEAST_ROOM_MB = 500;

/** What `doctor` looks at on this machine, and whom it calls. */
export function createChecks(environment: Environment, { now }: { now: () => Date }): Checks {
  const isSet = (prefix: RegExp) => Object.entries(environment).some(([name, value]) => prefix.test(name) && value);
  const hasGitHub = isSet(/^FRONTDESK_(GITHUB_APP_ID|GITHUB_PRIVATE_KEY|WEBHOOK_SECRET)/);
  const hasModels = isSet(/^FRONTDESK_(GEMINI|VERTEX)_/);

  return {
    async settings() {
      return [
        nodeVersion(),
        await storage(environment),
        hasGitHub
          ? read("GitHub's settings", () => {
              const settings = readGitHubConfig(environment);
              appKeyIn(settings);
              webhookSecretsIn(settings);
              return `App ${settings.appId}, at ${settings.web}`;
            })
          : unset("GitHub's settings"),
        hasModels
          ? read("The models' settings", () => {
              const { fast, deep } = readModelConfig(environment).gateway.tiers;
              return `${fast.model.id} sorts, ${deep.model.id} drafts`;
            })
          : unset("The models' settings"),
      ];
    },

    async live(signal) {
      return [
        ...(hasGitHub ? [await gitHubAnswers(environment, now, signal)] : [unset("GitHub, live")]),
        ...(hasModels ? await modelsAnswer(environment, signal) : [unset("The models, live")]),
      ];
    },
  };
}

function nodeVersion(): Finding {
  const what = "Node";
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isNew = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  if (isNew) return { what, is: "well", saw: process.versions.node };
  return { what, is: "wrong", saw: process.versions.node, todo: `Install Node ${LEAST_NODE.join(".")} or later.` };
}

async function storage(environment: Environment): Promise<Finding> {
  const what = "Where it is kept";
  const settings = read(what, () => readBackendConfig(environment).kind);
  if (settings.is === "wrong") return settings;
  const config = readBackendConfig(environment);
  if (config.kind === "gcp") return { what, is: "well", saw: `Firestore of ${config.projectId}` };
  const folder = resolve(config.folder);
  const there = await nearest(folder);
  try {
    await access(there, constants.W_OK);
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

function read(what: string, look: () => string): Finding {
  try {
    return { what, is: "well", saw: look() };
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
