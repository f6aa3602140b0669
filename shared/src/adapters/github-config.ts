import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import { Unusable } from "../domain/errors.ts";
import { type Environment, type Given, readSettings } from "../settings/read-settings.ts";

/** Where GitHub is, and what we are there. Not every service has every part. */
export type GitHubSettings = {
  /** Of the REST API. */
  baseUrl: string;
  /** Where people see repositories. */
  web: string;
  appId?: number;
  /** PEM. */
  privateKey?: string;
  /** The one that deliveries are signed with, and the one before. */
  webhookSecrets: readonly string[];
};

const GITHUB = "https://api.github.com";
const ID = /^[1-9]\d{0,14}$/;
/** Tokens are sent there: only this machine itself is talked to without TLS. */
const ADDRESS = /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d+)?(\/api\/v3)?\/?$/;

const KEY_FORM =
  "Set it to what is in the .pem file that GitHub made for the App: as it is, with \\n for its line breaks, or as base64.";

const settingsSchema = z.object({
  FRONTDESK_GITHUB_APP_ID: z
    .string()
    .regex(ID, {
      error: ({ input }) =>
        `FRONTDESK_GITHUB_APP_ID is "${input}", but must be the App's number, as in 123456. Its settings page says it.`,
    })
    .transform(Number)
    .optional(),
  FRONTDESK_GITHUB_PRIVATE_KEY: z.string().transform(keyIn).optional(),
  FRONTDESK_GITHUB_URL: z
    .string()
    .regex(ADDRESS, {
      error: ({ input }) =>
        `FRONTDESK_GITHUB_URL is "${withoutUser(input)}", but must be the address of GitHub or of an Enterprise Server, as in https://github.acme.com.`,
    })
    .transform(apiOf)
    .optional(),
  FRONTDESK_WEBHOOK_SECRET: secret("FRONTDESK_WEBHOOK_SECRET"),
  FRONTDESK_WEBHOOK_SECRET_PREVIOUS: secret("FRONTDESK_WEBHOOK_SECRET_PREVIOUS"),
});

/** What is wrong or says nothing alone is said as `readSettings` does. No message has a secret in it. */
export function readGitHubConfig(environment: Environment): GitHubSettings {
  const {
    FRONTDESK_GITHUB_APP_ID: appId,
    FRONTDESK_GITHUB_PRIVATE_KEY: privateKey,
    FRONTDESK_GITHUB_URL: baseUrl = GITHUB,
    FRONTDESK_WEBHOOK_SECRET: current,
    FRONTDESK_WEBHOOK_SECRET_PREVIOUS: previous,
  } = readSettings(settingsSchema, environment, problemsOf);
  return {
    baseUrl,
    web: webOf(baseUrl),
    ...(appId !== undefined && { appId }),
    ...(privateKey !== undefined && { privateKey }),
    webhookSecrets: [current, previous].filter((one) => one !== undefined),
  };
}

function problemsOf(given: Given<keyof z.infer<typeof settingsSchema>>): string[] {
  const isSet = (name: keyof typeof given) => given[name] !== undefined;
  return [
    ...(isSet("FRONTDESK_GITHUB_PRIVATE_KEY") && !isSet("FRONTDESK_GITHUB_APP_ID")
      ? ["FRONTDESK_GITHUB_APP_ID is missing: FRONTDESK_GITHUB_PRIVATE_KEY is set, and says nothing without it."]
      : []),
    ...(isSet("FRONTDESK_WEBHOOK_SECRET_PREVIOUS") && !isSet("FRONTDESK_WEBHOOK_SECRET")
      ? ["FRONTDESK_WEBHOOK_SECRET is missing: FRONTDESK_WEBHOOK_SECRET_PREVIOUS is set, which is the one before it."]
      : []),
  ];
}

/** For whoever acts as the App. */
export function appKeyIn({ appId, privateKey }: GitHubSettings): { appId: number; privateKey: string } {
  if (appId === undefined)
    throw new Unusable("FRONTDESK_GITHUB_APP_ID is missing: set it to the number that the App's settings page says.");
  if (privateKey === undefined) throw new Unusable(`FRONTDESK_GITHUB_PRIVATE_KEY is missing. ${KEY_FORM}`);
  return { appId, privateKey };
}

/** For whoever takes webhooks: the current one first. */
export function webhookSecretsIn({ webhookSecrets }: GitHubSettings): readonly string[] {
  if (webhookSecrets.length === 0)
    throw new Unusable(
      "FRONTDESK_WEBHOOK_SECRET is missing: set it to the secret that the App's webhook has on GitHub.",
    );
  return webhookSecrets;
}

function keyIn(text: string, context: z.RefinementCtx<string>): string {
  const pem = text.includes("-----BEGIN") ? text.replaceAll("\\n", "\n") : Buffer.from(text, "base64").toString();
  try {
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // Told below, without what the library says: that may quote the key.
  }
  const message = `FRONTDESK_GITHUB_PRIVATE_KEY, of ${text.length} characters, is no RSA private key. ${KEY_FORM}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}

/** An Enterprise Server has its API below itself; GitHub, and what it hosts for enterprises (ghe.com), beside itself. */
function apiOf(address: string): string {
  const { origin, protocol, hostname } = new URL(address);
  if (hostname === "github.com" || hostname === "www.github.com") return GITHUB;
  if (/^api\.(github\.com|[\w-]+\.ghe\.com)$/.test(hostname)) return origin;
  if (/^[\w-]+\.ghe\.com$/.test(hostname)) return `${protocol}//api.${hostname}`;
  return `${origin}/api/v3`;
}

function webOf(baseUrl: string): string {
  return baseUrl.replace(/\/api\/v3$/, "").replace(/^(https?:\/\/)api\./, "$1");
}

function withoutUser(address: unknown): string {
  return String(address).replace(/\/\/[^/@]*@/, "//…@");
}

function secret(name: string) {
  return z
    .string()
    .refine((text) => text.trim() === text, {
      error: `${name} begins or ends with white space, such as the line break of a file: take that away.`,
    })
    .optional();
}
