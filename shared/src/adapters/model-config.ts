import { z } from "zod";
import { Unusable } from "../domain/errors.ts";
import type { GatewayConfig } from "../model/gateway.ts";
import { DEFAULT_MODELS, findModel, MODELS, type ModelEntry, tiersOf } from "../model/models.ts";
import { type Quota, shareOf } from "../model/rate-limit.ts";
import { type Environment, form, type Given, readSettings } from "../settings/read-settings.ts";
import type { GeminiAccess } from "./gemini/gemini.ts";

/** Where the models are, and what may be asked of them. */
export type ModelSettings = { access: GeminiAccess; gateway: Omit<GatewayConfig, "callDays"> };

export type PossibleModels = {
  models: ModelSettings | undefined;
  /** Where Gemini is, and which model is asked first. */
  gemini: { baseUrl: string | undefined; model: string };
};

const KNOWN = MODELS.map(({ id }) => id).join(", ");
/** Keys and issues are sent there: only this machine itself is talked to without TLS. */
const ADDRESS = /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d+)?\/?$/;
const QUOTAS = /^[\w.-]+=\d+\/\d+(,[\w.-]+=\d+\/\d+)*$/;

const OF_TABLE = new RegExp(`^(${MODELS.map(({ id }) => id.replaceAll(".", "\\.")).join("|")})$`);

const DEFAULT_DOLLARS = 10;
/** Of the day's budget. One author has to leave something for the others. */
const AUTHORS_PART = 0.2;

const dollars = form(/^\d{1,6}(\.\d{1,6})?$/, "an amount in dollars, as in 10 or 2.50");

const settingsSchema = z.object({
  FRONTDESK_GEMINI_API_KEY: z
    .string()
    .regex(/^\S+$/, "FRONTDESK_GEMINI_API_KEY has white space in it, such as the line break of a file: take that away.")
    .optional(),
  FRONTDESK_VERTEX_LOCATION: form(/^[a-z][a-z0-9-]*$/, "a location of Vertex AI, as in global or europe-west4"),
  GOOGLE_CLOUD_PROJECT: z.string().optional(),
  FRONTDESK_GEMINI_URL: form(ADDRESS, "an https address, or an http one of this machine"),
  FRONTDESK_GEMINI_API_VERSION: form(/^v\d+(alpha|beta)?\d*$/, "a version of the API, as in v1beta"),
  FRONTDESK_MODEL_FAST: form(OF_TABLE, `one of ${KNOWN}`),
  FRONTDESK_MODEL_DEEP: form(OF_TABLE, `one of ${KNOWN}`),
  FRONTDESK_MODEL_QUOTAS: form(QUOTAS, "requests/tokens a minute by model, as in gemini-4-argon=150/1000000"),
  FRONTDESK_MODEL_QUOTA_SHARE: form(/^(1|0?\.\d*[1-9]\d*)$/, "this service's part of the quotas, above 0 and up to 1"),
  FRONTDESK_MAX_INSTANCES: form(/^[1-9]\d{0,3}$/, "a number of instances, 1 to 9999"),
  FRONTDESK_BUDGET_DOLLARS_PER_DAY: dollars,
  FRONTDESK_BUDGET_DOLLARS_PER_REPO: dollars,
  FRONTDESK_BUDGET_DOLLARS_PER_AUTHOR: dollars,
  FRONTDESK_LOG_MODEL_TEXTS: form(/^(yes|no)$/, `"yes" or "no"`),
});

type Settings = z.infer<typeof settingsSchema>;
type Name = keyof Settings;

const QUOTA_NAMES = ["FRONTDESK_MODEL_QUOTAS", "FRONTDESK_MODEL_QUOTA_SHARE", "FRONTDESK_MAX_INSTANCES"] as const;

/** What is missing or wrong is said as `readSettings` does. */
export function readModelConfig(environment: Environment): ModelSettings {
  const settings = readSettings(settingsSchema, environment, (given) => [
    ...accessProblems(given),
    ...quotaProblems(given),
  ]);
  const { FRONTDESK_MODEL_FAST: fast = DEFAULT_MODELS.fast, FRONTDESK_MODEL_DEEP: deep = DEFAULT_MODELS.deep } =
    settings;
  return {
    access: accessIn(settings),
    gateway: {
      tiers: tiersOf({ fast: modelOf(fast), deep: modelOf(deep) }),
      quotas: Object.fromEntries(quotasIn(settings).map(({ id, quota }) => [id, quota])),
      caps: capsIn(settings),
      logTexts: settings.FRONTDESK_LOG_MODEL_TEXTS === "yes",
    },
  };
}

/** For whoever may have no access to models yet: what else is wrong is said all the same. */
export function readPossibleModels(environment: Environment): PossibleModels {
  const hasAccess = Boolean(environment.FRONTDESK_GEMINI_API_KEY || environment.FRONTDESK_VERTEX_LOCATION);
  const models = readModelConfig(hasAccess ? environment : { ...environment, FRONTDESK_GEMINI_API_KEY: "to-come" });
  const gemini = { baseUrl: models.access.baseUrl, model: models.gateway.tiers.fast.model.id };
  return { models: hasAccess ? models : undefined, gemini };
}

function accessProblems(given: Given<Name>): string[] {
  const { FRONTDESK_GEMINI_API_KEY: apiKey, FRONTDESK_VERTEX_LOCATION: location } = given;
  if (apiKey !== undefined && location !== undefined) return [BOTH];
  if (apiKey === undefined && location === undefined) return [NEITHER];
  return location !== undefined && given.GOOGLE_CLOUD_PROJECT === undefined ? [NO_PROJECT] : [];
}

function accessIn(settings: Settings): GeminiAccess {
  const { FRONTDESK_GEMINI_API_KEY: apiKey, FRONTDESK_VERTEX_LOCATION: location = "" } = settings;
  const { GOOGLE_CLOUD_PROJECT: project = "" } = settings;
  const { FRONTDESK_GEMINI_URL: baseUrl, FRONTDESK_GEMINI_API_VERSION: apiVersion } = settings;
  return { ...(apiKey === undefined ? { project, location } : { apiKey }), baseUrl, apiVersion };
}

const BOTH =
  "FRONTDESK_GEMINI_API_KEY and FRONTDESK_VERTEX_LOCATION are both set, but models are asked either by a key or on Vertex AI: take one of them away.";
const NEITHER =
  "FRONTDESK_GEMINI_API_KEY is missing: set it to a key of the Gemini API, or FRONTDESK_VERTEX_LOCATION to where Vertex AI is to be asked.";
const NO_PROJECT = "GOOGLE_CLOUD_PROJECT is missing: FRONTDESK_VERTEX_LOCATION is set, and Vertex AI needs a project.";

function quotasIn(given: Given<Name>): { id: string; quota: Quota }[] {
  const share = Number(given.FRONTDESK_MODEL_QUOTA_SHARE ?? 1);
  const instances = Number(given.FRONTDESK_MAX_INSTANCES ?? 1);
  const written = given.FRONTDESK_MODEL_QUOTAS?.split(",") ?? [];
  return written.map((one) => {
    const [, id = "", rpm, tpm] = /^(.+)=(\d+)\/(\d+)$/.exec(one) ?? [];
    return { id, quota: shareOf({ rpm: Number(rpm), tpm: Number(tpm) }, { share, instances }) };
  });
}

/** Of quotas that can be read: others are told of as they were written. */
function quotaProblems(given: Given<Name>): string[] {
  if (!QUOTA_NAMES.every((name) => settingsSchema.shape[name].safeParse(given[name]).success)) return [];
  return quotasIn(given)
    .filter(({ id, quota }) => !findModel(id) || quota.rpm === 0 || quota.tpm === 0)
    .map(({ id }) =>
      findModel(id)
        ? `FRONTDESK_MODEL_QUOTAS leaves ${id} nothing: both its requests and its tokens must be above 0.`
        : `FRONTDESK_MODEL_QUOTAS names "${id}", but must name some of ${KNOWN}.`,
    );
}

function capsIn(settings: Settings): GatewayConfig["caps"] {
  const micros = (amount: string | undefined, otherwise: number) =>
    amount === undefined ? otherwise : Math.round(Number(amount) * 1e6);
  const allMicros = micros(settings.FRONTDESK_BUDGET_DOLLARS_PER_DAY, DEFAULT_DOLLARS * 1e6);
  return {
    allMicros,
    repoMicros: micros(settings.FRONTDESK_BUDGET_DOLLARS_PER_REPO, allMicros),
    authorMicros: micros(settings.FRONTDESK_BUDGET_DOLLARS_PER_AUTHOR, Math.round(allMicros * AUTHORS_PART)),
  };
}

function modelOf(id: string): ModelEntry {
  const model = findModel(id);
  if (!model) throw new Unusable(`there is no model ${id}`);
  return model;
}
