import { DEFAULT_MODELS, MODELS } from "@frontdesk/shared/model/models";
import { RunError } from "@pulumi/pulumi";
import { z } from "zod";

/** Values that are encrypted in the stack's file: `pulumi config set --secret NAME`. */
export const SECRETS = [
  "webhookSecret",
  "webhookSecretPrevious",
  "githubPrivateKey",
  "githubClientSecret",
  "decisionKey",
  "sessionKey",
  "slackBotToken",
  "slackSigningSecret",
] as const;

export type SecretName = (typeof SECRETS)[number];

const IDS = MODELS.map(({ id }) => id);
const DIGEST = /^[\w.-]+(\/[\w.-]+)+(:[\w.-]+)?@sha256:[0-9a-f]{64}$/;

const image = text(
  DIGEST,
  "an image by its digest, as in europe-west1-docker.pkg.dev/acme/frontdesk/ingest@sha256:4711…",
);
const model = z.enum(IDS, { error: ({ input }) => `is "${input}", but must be one of ${IDS.join(", ")}` });
const quota = z.strictObject({ rpm: z.int().positive(), tpm: z.int().positive() });

/** What a stack may say, and what holds where it says nothing. `project` and `region` are `gcp:project` and `gcp:region`. */
const settingsSchema = z.strictObject({
  project: text(/^([a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/, "a project's id, as in acme-frontdesk-4711"),
  region: text(/^[a-z]+-[a-z]+\d+$/, "a region, as in europe-west1").default("europe-west1"),
  /** Begins the name of everything, so that several installations can share a project. */
  name: text(/^[a-z][a-z0-9-]{2,18}[a-z0-9]$/, "4 to 20 lower-case letters, digits and dashes").default("frontdesk"),
  /** Who is told when something is wrong. */
  alertEmail: text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "an e-mail address"),

  githubAppId: text(/^[1-9]\d{0,14}$/, "the App's number, which its settings page says"),
  githubClientId: text(/^[\w.-]{8,100}$/, "the App's client ID, which its settings page says"),
  /** Of an Enterprise Server. */
  githubUrl: text(/^https:\/\/[\w.-]+$/, "an address, as in https://github.acme.com").optional(),
  /** A domain of your own that is mapped to the console. */
  consoleUrl: text(/^https:\/\/[\w.-]+$/, "an address, as in https://frontdesk.acme.com").optional(),

  vertexLocation: text(/^[a-z][a-z0-9-]*$/, "a location of Vertex AI").default("global"),
  modelFast: model.default(DEFAULT_MODELS.fast),
  modelDeep: model.default(DEFAULT_MODELS.deep),
  /** What the project may ask of each model in a minute. Instances and concurrency follow from it. */
  quotas: z.partialRecord(model, quota).default({}),
  dollarsPerDay: z.number().positive().max(100_000).default(10),

  /** Of ingest. Those that ask models need what the quotas say. */
  maxInstances: z.int().min(1).max(1_000).default(10),

  slack: z
    .strictObject({
      team: text(/^[TE][A-Z0-9]{2,20}$/, "a workspace's id, as in T0123ABCD"),
      channel: text(/^[CG][A-Z0-9]{2,20}$/, "a channel's id, as in C0123ABCD"),
      privateChannel: text(/^[CG][A-Z0-9]+$/, "a channel's id").optional(),
      /** Who may decide there: members' ids, and the GitHub logins that they are. */
      users: z.record(text(/^[UW][A-Z0-9]{2,20}$/, "a member's id, which begins with U or W"), z.string().min(1)),
    })
    .optional(),

  /** Built elsewhere, by their digests; or `build`, and they are built here, with Docker. */
  images: z.strictObject({ ingest: image, triage: image, respond: image, approval: image }).optional(),
  build: z.boolean().default(false),

  /** With it, a budget for what the whole project costs. */
  billingAccount: text(/^[0-9A-F]{6}(-[0-9A-F]{6}){2}$/, "as in 012345-6789AB-CDEF01").optional(),
  dollarsPerMonth: z.int().positive().optional(),
  backupDays: z.int().min(1).max(98).default(14),
  /** Nothing deletes the database while this holds. */
  keepData: z.boolean().default(true),
});

export type Settings = z.infer<typeof settingsSchema> & {
  /** The secrets that the stack has. Their values are read where they are stored. */
  secrets: ReadonlySet<SecretName>;
};

const FROM_GCP = ["project", "region"];
const NEEDED: readonly SecretName[] = [
  "webhookSecret",
  "githubPrivateKey",
  "githubClientSecret",
  "decisionKey",
  "sessionKey",
];
const OF_SLACK: readonly SecretName[] = ["slackBotToken", "slackSigningSecret"];

/** Reads a stack's configuration, by full keys. All that is wrong with it is said at once, a line for each. */
export function readSettings(config: { readonly [key: string]: string | undefined }): Settings {
  const ours = Object.entries(config).flatMap(([key, value]) => {
    const [namespace = "", name = ""] = key.split(":");
    const isOurs = namespace === "frontdesk" || (namespace === "gcp" && FROM_GCP.includes(name));
    return isOurs && value !== undefined && value !== "" ? [[name, value] as const] : [];
  });
  const isSecret = ([name]: readonly [string, string]) => (SECRETS as readonly string[]).includes(name);
  const secrets = new Set(ours.filter(isSecret).map(([name]) => name as SecretName));
  const parsed = settingsSchema.safeParse(
    Object.fromEntries(ours.filter((one) => !isSecret(one)).map(([name, value]) => [name, plain(name, value)])),
  );
  const problems = [...(parsed.error?.issues.map(sentence) ?? []), ...missing(secrets, parsed.data)];
  if (!parsed.success || problems.length > 0) throw new RunError(problems.join("\n"));
  return { ...parsed.data, secrets };
}

/** A stack's file keeps texts. What is no text stands there as JSON. */
function plain(name: string, value: string): unknown {
  const kind = settingsSchema.shape[name as keyof typeof settingsSchema.shape];
  if (kind === undefined || kind.safeParse(value).success) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function missing(secrets: ReadonlySet<SecretName>, settings: z.infer<typeof settingsSchema> | undefined): string[] {
  const needed = [...NEEDED, ...(settings?.slack ? OF_SLACK : [])].filter((name) => !secrets.has(name));
  const problems = needed.map((name) => `frontdesk:${name} is missing: pulumi config set --secret ${name}`);
  if (settings && !settings.images && !settings.build)
    problems.push(
      "There are no images: set frontdesk:build to true to build them here, with Docker, or frontdesk:images to their digests.",
    );
  if (settings?.images && settings.build)
    problems.push("frontdesk:images and frontdesk:build are both set: take one of them away.");
  return problems;
}

function sentence({ path, message, code, ...issue }: z.core.$ZodIssue): string {
  const key = (name: PropertyKey) => `${FROM_GCP.includes(String(name)) ? "gcp" : "frontdesk"}:${String(name)}`;
  if (code === "unrecognized_keys" && "keys" in issue && path.length === 0)
    return (issue.keys as string[])
      .map((name) => `${key(name)} is no setting: take it away, or write it as in infra/src/settings.ts.`)
      .join("\n");
  const [first = "", ...rest] = path;
  return [key(first), ...rest.map(String)].join(".") + (message.startsWith("is ") ? ` ${message}.` : `: ${message}`);
}

function text(pattern: RegExp, mustBe: string) {
  const said = (input: unknown) => (input === undefined ? "is missing: it must be" : `is "${input}", but must be`);
  return z
    .string({ error: ({ input }) => `${said(input)} ${mustBe}` })
    .regex(pattern, { error: ({ input }) => `${said(input)} ${mustBe}` });
}
