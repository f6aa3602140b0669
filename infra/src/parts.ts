import { channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import { PIPELINE, type Service } from "@frontdesk/shared/pipeline";
import { scaleOf } from "./scaling.ts";
import type { SecretName, Settings } from "./settings.ts";

/**
 * The parts list: each service, its image, what it is told, what it may know and do, and how it grows. Everything else
 * in this folder turns it into resources.
 */

export const ROLES = ["ingest", "triage", "respond", "web", "desk"] as const;
/** A service as it is deployed: approval is two of them, of one image. */
export type Role = (typeof ROLES)[number];
export type Image = Service;

/** Who acts, under a service account of its own. */
export const ACTORS = [...ROLES, "push", "clock"] as const;
export type Actor = (typeof ACTORS)[number];

export type Part = {
  image: Image;
  /** Open to everybody. All others let in only who may invoke them. */
  isPublic: boolean;
  /** Reached from outside of the project's own Pub/Sub and Scheduler. */
  ingress: "all" | "internal";
  env: { [name: string]: string };
  secrets: { [variable: string]: SecretName };
  /** May call these. */
  calls: readonly Role[];
  asksModels: boolean;
  /** Works also while it answers nobody, so its processor must not be taken away then. */
  worksBetween: boolean;
  concurrency: number;
  minInstances: number;
  maxInstances: number;
  memory: string;
  /** Seconds. */
  timeout: number;
};

/** What is known before anything is deployed. */
export type Place = {
  settings: Settings;
  accounts: { [A in Actor]: string };
  urls: { [R in Role]: string };
};

/** Addresses follow from names and the project's number: so nothing has to exist before what it has to know. */
export function placeOf(settings: Settings, projectNumber: string): Place {
  const accounts = Object.fromEntries(ACTORS.map((actor) => [actor, emailOf(actor, settings)])) as Place["accounts"];
  const urls = Object.fromEntries(ROLES.map((role) => [role, urlOf(role, settings, projectNumber)])) as Place["urls"];
  return { settings, accounts, urls };
}

/** Longer than this a page is not watched on one connection. */
const LONGEST_WATCH = 3_600;
const LONGEST_TICK = 180;

export function partsOf({ settings, accounts, urls }: Place): { [R in Role]: Part } {
  const { name, slack } = settings;
  const triage = scaleOf("triage", settings);
  const respond = scaleOf("respond", settings);

  const common = {
    FRONTDESK_BACKEND: "gcp",
    GOOGLE_CLOUD_PROJECT: settings.project,
    FIRESTORE_DATABASE: name,
    FRONTDESK_TOPIC_PREFIX: topicPrefix(name),
    FRONTDESK_GITHUB_APP_ID: settings.githubAppId,
    ...(settings.githubUrl !== undefined && { FRONTDESK_GITHUB_URL: settings.githubUrl }),
  };
  const verifies = (role: Role) => ({
    FRONTDESK_PUSH_AUDIENCE: audienceOf(role, settings),
    FRONTDESK_PUSH_SERVICE_ACCOUNT: accounts.push,
  });
  /** GitHub is read with tokens that desk gives, for one repository each. */
  const reads = {
    FRONTDESK_DESK_URL: urls.desk,
    FRONTDESK_DESK_AUDIENCE: audienceOf("desk", settings),
  };
  const asks = ({ quotas, maxInstances }: { quotas: string; maxInstances: number }) => ({
    FRONTDESK_VERTEX_LOCATION: settings.vertexLocation,
    FRONTDESK_MODEL_FAST: settings.modelFast,
    FRONTDESK_MODEL_DEEP: settings.modelDeep,
    FRONTDESK_MODEL_QUOTAS: quotas,
    FRONTDESK_MAX_INSTANCES: String(maxInstances),
    FRONTDESK_BUDGET_DOLLARS_PER_DAY: String(settings.dollarsPerDay),
  });
  const usual = {
    isPublic: false,
    ingress: "internal",
    calls: [],
    asksModels: false,
    worksBetween: false,
    minInstances: 0,
  } as const;

  return {
    ingest: {
      ...{ ...usual, image: "ingest", isPublic: true, ingress: "all" },
      env: common,
      secrets: {
        FRONTDESK_WEBHOOK_SECRET: "webhookSecret",
        ...only(settings, { FRONTDESK_WEBHOOK_SECRET_PREVIOUS: "webhookSecretPrevious" }),
      },
      // GitHub gives up after 10 s and a cold start is far below that; a delivery is up to 25 MB.
      ...{ concurrency: 80, maxInstances: settings.maxInstances, memory: "1Gi", timeout: 60 },
    },
    triage: {
      ...{ ...usual, image: "triage", asksModels: true, calls: ["desk"] },
      env: { ...common, ...verifies("triage"), ...reads, ...asks(triage) },
      secrets: {},
      ...{ concurrency: triage.concurrency, maxInstances: triage.maxInstances },
      ...{ memory: "512Mi", timeout: longestAck("triage") },
    },
    respond: {
      ...{ ...usual, image: "respond", asksModels: true, calls: ["desk"] },
      env: { ...common, ...verifies("respond"), ...reads, ...asks(respond) },
      secrets: {},
      ...{ concurrency: respond.concurrency, maxInstances: respond.maxInstances },
      ...{ memory: "1Gi", timeout: longestAck("respond") },
    },
    web: {
      // One is always warm: Slack wants its answer within 3 s.
      ...{ ...usual, image: "approval", isPublic: true, ingress: "all", minInstances: 1, calls: ["desk"] },
      // It asks in Slack as soon as a draft is there, whoever looks; and a click is answered first and then acted on.
      worksBetween: slack !== undefined,
      env: {
        ...{ ...common, ...verifies("web"), ...reads, FRONTDESK_ROLE: "web" },
        FRONTDESK_CONSOLE_URL: settings.consoleUrl ?? urls.web,
        FRONTDESK_GITHUB_CLIENT_ID: settings.githubClientId,
        FRONTDESK_SCHEDULER_ACCOUNT: accounts.clock,
        ...(slack && {
          FRONTDESK_SLACK_TEAM: slack.team,
          FRONTDESK_SLACK_CHANNEL: slack.channel,
          ...(slack.privateChannel !== undefined && { FRONTDESK_SLACK_PRIVATE_CHANNEL: slack.privateChannel }),
          FRONTDESK_SLACK_USERS: Object.entries(slack.users)
            .map((pair) => pair.join("="))
            .join(","),
        }),
      },
      secrets: {
        FRONTDESK_DECISION_KEY: "decisionKey",
        FRONTDESK_SESSION_KEY: "sessionKey",
        FRONTDESK_GITHUB_CLIENT_SECRET: "githubClientSecret",
        ...(slack && {
          FRONTDESK_SLACK_TOKEN: "slackBotToken",
          FRONTDESK_SLACK_SIGNING_SECRET: "slackSigningSecret",
        }),
      },
      ...{ concurrency: 250, maxInstances: 3, memory: "512Mi", timeout: LONGEST_WATCH },
    },
    desk: {
      // Triage, respond and web come by its address from outside of any network of ours, so it is IAM that keeps others out.
      ...{ ...usual, image: "approval", ingress: "all" },
      env: {
        ...{ ...common, ...verifies("desk"), FRONTDESK_ROLE: "desk" },
        FRONTDESK_READER_ACCOUNTS: [accounts.triage, accounts.respond, accounts.web].join(","),
        FRONTDESK_SCHEDULER_ACCOUNT: accounts.clock,
      },
      secrets: { FRONTDESK_GITHUB_PRIVATE_KEY: "githubPrivateKey", FRONTDESK_DECISION_KEY: "decisionKey" },
      // GitHub takes 80 comments a minute: one instance does that, and more would not be quicker.
      ...{ concurrency: 80, maxInstances: 3, memory: "512Mi", timeout: Math.max(LONGEST_TICK, longestAck("approval")) },
    },
  };
}

/** Whom Scheduler ticks, every minute. */
export const TICKED = ["desk", "web"] as const satisfies Role[];
export const TICK = { path: "/internal/tick", deadline: LONGEST_TICK };

/** Who takes a service's events. What approval takes comes to desk, which alone may act on it. */
export function takerOf(service: Service): Role {
  return service === "approval" ? "desk" : service;
}

/**
 * Who may publish an event: who sends it; who takes it, where it is a step that may have to be done again; and those who
 * announce tasks in any state: desk, which sweeps, and web, where people decide, redrive and revive.
 */
export function publishersOf(type: keyof typeof PIPELINE): Role[] {
  const line: { from: Service; to: Service; step?: string } = PIPELINE[type];
  const senders: Role[] = line.from === "approval" ? ["web", "desk"] : [line.from];
  const announcers: Role[] = line.step === undefined ? [] : [takerOf(line.to), "web", "desk"];
  return ROLES.filter((role) => [...senders, ...announcers].includes(role));
}

/** Whom tokens for a service are made out to. Fixed, so that nobody has to know an address to be deployed. */
export function audienceOf(role: Role, { name, project }: Pick<Settings, "name" | "project">): string {
  return `https://${role}.${name}.${project}`;
}

export function topicPrefix(name: string): string {
  return `${name}.`;
}

/** Cloud Run's own address of a service, which is known before it exists. */
function urlOf(role: Role, { name, region }: Pick<Settings, "name" | "region">, projectNumber: string): string {
  return `https://${serviceName(role, name)}-${projectNumber}.${region}.run.app`;
}

export function accountId(actor: Actor, name: string): string {
  return `${name}-${actor}`;
}

/** An account's address follows from its id, so that it can be told to services before it exists. */
function emailOf(actor: Actor, { name, project }: Pick<Settings, "name" | "project">): string {
  return `${accountId(actor, name)}@${project}.iam.gserviceaccount.com`;
}

export function serviceName(role: Role, name: string): string {
  return `${name}-${role}`;
}

/** `PUSH_PATH` of the services' own code, which would bring a web server with it; a test holds the two together. */
export function pushUrl(url: string): string {
  return `${url}/push`;
}

/** Seconds that a pushed event may take, which is what Pub/Sub waits. */
function longestAck(service: Service): number {
  const acks = channelsOf("").filter(({ to }) => to === service);
  return Math.max(...acks.map(({ ackDeadline }) => ackDeadline / 1_000));
}

function only({ secrets }: Settings, wanted: { [variable: string]: SecretName }): { [variable: string]: SecretName } {
  return Object.fromEntries(Object.entries(wanted).filter(([, secret]) => secrets.has(secret)));
}
