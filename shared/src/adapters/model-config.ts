import { z } from "zod";
import { Unusable } from "../domain/errors.ts";
import type { GatewayConfig } from "../model/gateway.ts";
import { DEFAULT_MODELS, findModel, MODELS, type ModelEntry, tiersOf } from "../model/models.ts";
import { type Quota, shareOf } from "../model/rate-limit.ts";
import type { Environment } from "./backend-config.ts";
import type { GeminiAccess } from "./gemini/gemini.ts";

/** Where the models are, and what may be asked of them. */
export type ModelSettings = { access: GeminiAccess; gateway: Omit<GatewayConfig, "callDays"> };

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

/** Reads an environment, as `readBackendConfig` does: a sentence for each thing that is wrong with it. */
export function readModelConfig(environment: Environment): ModelSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw new Unusable(parsed.error.issues.map(({ message }) => message).join("\n"));
  const settings = parsed.data;
  const { access, problems } = accessIn(settings);
  const { quotas, unknown } = quotasIn(settings);
  problems.push(...unknown);
  if (!access || problems.length > 0) throw new Unusable(problems.join("\n"));
  const { FRONTDESK_MODEL_FAST: fast = DEFAULT_MODELS.fast, FRONTDESK_MODEL_DEEP: deep = DEFAULT_MODELS.deep } =
    settings;
  return {
    access,
    gateway: {
      tiers: tiersOf({ fast: modelOf(fast), deep: modelOf(deep) }),
      quotas,
      caps: capsIn(settings),
      logTexts: settings.FRONTDESK_LOG_MODEL_TEXTS === "yes",
    },
  };
}

function accessIn(settings: Settings): { access?: GeminiAccess; problems: string[] } {
  const { FRONTDESK_GEMINI_API_KEY: apiKey, FRONTDESK_VERTEX_LOCATION: location } = settings;
  const { GOOGLE_CLOUD_PROJECT: project } = settings;
  const { FRONTDESK_GEMINI_URL: baseUrl, FRONTDESK_GEMINI_API_VERSION: apiVersion } = settings;
  const also = { baseUrl, apiVersion };
  if (apiKey !== undefined && location !== undefined) return { problems: [BOTH] };
  if (apiKey !== undefined) return { access: { apiKey, ...also }, problems: [] };
  if (location === undefined) return { problems: [NEITHER] };
  if (project === undefined) return { problems: [NO_PROJECT] };
  return { access: { project, location, ...also }, problems: [] };
}

const BOTH =
  "FRONTDESK_GEMINI_API_KEY and FRONTDESK_VERTEX_LOCATION are both set, but models are asked either by a key or on Vertex AI: take one of them away.";
const NEITHER =
  "FRONTDESK_GEMINI_API_KEY is missing: set it to a key of the Gemini API, or FRONTDESK_VERTEX_LOCATION to where Vertex AI is to be asked.";
const NO_PROJECT = "GOOGLE_CLOUD_PROJECT is missing: FRONTDESK_VERTEX_LOCATION is set, and Vertex AI needs a project.";

function quotasIn(settings: Settings): { quotas: { [model: string]: Quota }; unknown: string[] } {
  const share = Number(settings.FRONTDESK_MODEL_QUOTA_SHARE ?? 1);
  const instances = Number(settings.FRONTDESK_MAX_INSTANCES ?? 1);
  const written = settings.FRONTDESK_MODEL_QUOTAS?.split(",") ?? [];
  const read = written.map((one) => {
    const [, id = "", rpm, tpm] = /^(.+)=(\d+)\/(\d+)$/.exec(one) ?? [];
    return { id, quota: shareOf({ rpm: Number(rpm), tpm: Number(tpm) }, { share, instances }) };
  });
  return {
    quotas: Object.fromEntries(read.map(({ id, quota }) => [id, quota])),
    unknown: read
      .filter(({ id, quota }) => !findModel(id) || quota.rpm === 0 || quota.tpm === 0)
      .map(({ id }) =>
        findModel(id)
          ? `FRONTDESK_MODEL_QUOTAS leaves ${id} nothing: both its requests and its tokens must be above 0.`
          : `FRONTDESK_MODEL_QUOTAS names "${id}", but must name some of ${KNOWN}.`,
      ),
  };
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

function form(pattern: RegExp, mustBe: string) {
  return z
    .string()
    .regex(pattern, { error: ({ input, path }) => `${path?.join()} is "${input}", but must be ${mustBe}.` })
    .optional();
}
