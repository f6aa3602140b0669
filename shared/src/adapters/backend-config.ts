import { z } from "zod";
import { RETENTION, type Retention } from "../domain/retention.ts";
import type { TokenTrust } from "../http/verify-token.ts";
import { type Environment, form, type Given, halves, readSettings } from "../settings/read-settings.ts";

/** Which backend, and what it needs. */
export type BackendConfig = { retention: Retention } & (
  | { kind: "embedded"; folder: string }
  | {
      kind: "gcp";
      projectId: string;
      database?: string | undefined;
      topicPrefix: string;
      /** For services that take events. */
      push?: TokenTrust | undefined;
      /** Google's emulators instead of the real thing. */
      emulators?: { firestore: string; pubsub: string } | undefined;
    }
);

const HOST = form(/^[\w.-]+:\d+$/, "host:port, as in 127.0.0.1:8085");
const DAYS = form(/^[1-9]\d{0,3}$/, "a number of days, 1 to 9999");
/** Whoever can answer in the issuer's place can make tokens: only this machine itself is asked without TLS. */
const CERTIFICATES_URL = /^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)[:/])/;

const settingsSchema = z.object({
  FRONTDESK_BACKEND: form(/^(embedded|gcp)$/, `"embedded" or "gcp"`),
  FRONTDESK_DATA: form(/./, "the path of a folder"),
  GOOGLE_CLOUD_PROJECT: form(
    /^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    "a project's id, as in acme-frontdesk-4711",
  ),
  FIRESTORE_DATABASE: form(/^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/, "a database's id, as in frontdesk"),
  FRONTDESK_TOPIC_PREFIX: form(/^(?!goog)[A-Za-z][\w.-]{0,99}$/, "the beginning of a topic's name, as in frontdesk-"),
  FRONTDESK_PUSH_AUDIENCE: form(/^\S+$/, "one word, the audience that this service's push subscription asks for"),
  FRONTDESK_PUSH_SERVICE_ACCOUNT: form(/^[^\s@]+@[^\s@]+$/, "the e-mail address of the account that pushes"),
  FRONTDESK_PUSH_ISSUER: form(/^\S+$/, "the issuer of the tokens, as in https://accounts.google.com"),
  FRONTDESK_PUSH_CERTIFICATES_URL: form(CERTIFICATES_URL, "an https address, or an http one of this machine"),
  FRONTDESK_KEEP_RAW_BODIES_DAYS: DAYS,
  FRONTDESK_KEEP_CALLS_DAYS: DAYS,
  FRONTDESK_KEEP_TASKS_DAYS: DAYS,
  FIRESTORE_EMULATOR_HOST: HOST,
  PUBSUB_EMULATOR_HOST: HOST,
  /** Set by Cloud Run. */
  K_SERVICE: z.string().optional(),
});

type Settings = z.infer<typeof settingsSchema>;
type Name = keyof Settings;

const ONLY_GCP = [
  "FIRESTORE_DATABASE",
  "FRONTDESK_TOPIC_PREFIX",
  "FRONTDESK_PUSH_AUDIENCE",
  "FRONTDESK_PUSH_SERVICE_ACCOUNT",
  "FRONTDESK_PUSH_ISSUER",
  "FRONTDESK_PUSH_CERTIFICATES_URL",
] as const satisfies Name[];

/** Settings that say nothing without each other. */
const TOGETHER = [
  ["FRONTDESK_PUSH_AUDIENCE", "FRONTDESK_PUSH_SERVICE_ACCOUNT"],
  ["FRONTDESK_PUSH_ISSUER", "FRONTDESK_PUSH_CERTIFICATES_URL"],
  ["FIRESTORE_EMULATOR_HOST", "PUBSUB_EMULATOR_HOST"],
] as const satisfies [Name, Name][];

/** What is missing, wrong or against each other is said as `readSettings` does. */
export function readBackendConfig(environment: Environment): BackendConfig {
  return configOf(readSettings(settingsSchema, environment, problemsOf));
}

function problemsOf(given: Given<Name>): string[] {
  const backend = given.FRONTDESK_BACKEND ?? "embedded";
  const isGcp = backend === "gcp";
  const isSet = (name: Name) => given[name] !== undefined;
  const problems: string[] = [];
  if (isGcp && !isSet("GOOGLE_CLOUD_PROJECT"))
    problems.push("GOOGLE_CLOUD_PROJECT is missing: with FRONTDESK_BACKEND=gcp, set it to the project's id.");
  if (isGcp && isSet("FRONTDESK_DATA"))
    problems.push("FRONTDESK_DATA is set, but FRONTDESK_BACKEND=gcp keeps nothing in a folder: take one of them away.");
  if (backend === "embedded" && isSet("K_SERVICE"))
    problems.push(
      "FRONTDESK_BACKEND is not gcp, but this is Cloud Run, where files are gone with the instance: set it to gcp.",
    );
  for (const name of ONLY_GCP) {
    if (backend === "embedded" && isSet(name))
      problems.push(`${name} is set, but means nothing without FRONTDESK_BACKEND=gcp: set that, too, or take it away.`);
  }
  return [...problems, ...halves(TOGETHER, given)];
}

function configOf(settings: Settings): BackendConfig {
  const retention: Retention = {
    rawBodies: Number(settings.FRONTDESK_KEEP_RAW_BODIES_DAYS ?? RETENTION.rawBodies),
    calls: Number(settings.FRONTDESK_KEEP_CALLS_DAYS ?? RETENTION.calls),
    tasks: Number(settings.FRONTDESK_KEEP_TASKS_DAYS ?? RETENTION.tasks),
  };
  const { GOOGLE_CLOUD_PROJECT: projectId, FRONTDESK_DATA: folder = ".frontdesk" } = settings;
  if (settings.FRONTDESK_BACKEND !== "gcp" || projectId === undefined) return { kind: "embedded", folder, retention };
  const { FIRESTORE_EMULATOR_HOST: firestore, PUBSUB_EMULATOR_HOST: pubsub } = settings;
  return {
    kind: "gcp",
    projectId,
    database: settings.FIRESTORE_DATABASE,
    topicPrefix: settings.FRONTDESK_TOPIC_PREFIX ?? "",
    push: trustOf(settings),
    emulators: firestore !== undefined && pubsub !== undefined ? { firestore, pubsub } : undefined,
    retention,
  };
}

function trustOf(settings: Settings): TokenTrust | undefined {
  const { FRONTDESK_PUSH_AUDIENCE: audience, FRONTDESK_PUSH_SERVICE_ACCOUNT: serviceAccount } = settings;
  const { FRONTDESK_PUSH_ISSUER: issuer, FRONTDESK_PUSH_CERTIFICATES_URL: certificatesUrl } = settings;
  if (audience === undefined || serviceAccount === undefined) return undefined;
  if (issuer === undefined || certificatesUrl === undefined) return { audience, accounts: [serviceAccount] };
  return { audience, accounts: [serviceAccount], issuer: { names: [issuer], certificatesUrl } };
}
