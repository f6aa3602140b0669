import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { type Environment, halves, readSettings, readTogether } from "@frontdesk/shared/settings/read-settings";
import { z } from "zod";
import { accounts, decisionKey, keySetting, trustIn } from "../role-config.ts";
import { isLoopback } from "./check-host.ts";

/** What the public role is told. Slack's part is read apart. */
export type WebSettings = {
  /** Under which people reach it. */
  url: string;
  decisionKey: string;
  /** What sessions are signed with, and what they hold is sealed with. */
  sessionKey: string;
  /** The App's own OAuth client. */
  clientId: string;
  clientSecret: string;
  /** Whoever ticks. */
  scheduler: TokenTrust;
  proxies: number;
};

/** The same where everything runs in one process: nothing of it has to be set. */
export type OwnWebSettings = {
  url: string | undefined;
  client: Pick<WebSettings, "clientId" | "clientSecret"> | undefined;
  keys: Partial<Pick<WebSettings, "decisionKey" | "sessionKey">>;
};

const CLIENT = ["FRONTDESK_GITHUB_CLIENT_ID", "FRONTDESK_GITHUB_CLIENT_SECRET"] as const;

const webSchema = z.object({
  FRONTDESK_CONSOLE_URL: z
    .string({
      error: "FRONTDESK_CONSOLE_URL is missing: set it to where people open the console, as in https://desk.acme.dev.",
    })
    .refine(isAddress, {
      error: ({ input }) =>
        `FRONTDESK_CONSOLE_URL is "${input}", but must be an https address without a path, as in https://desk.acme.dev.`,
    })
    .transform((text) => new URL(text).origin),
  FRONTDESK_GITHUB_CLIENT_ID: z
    .string({
      error:
        "FRONTDESK_GITHUB_CLIENT_ID is missing: set it to the client id that the App's settings page on GitHub says.",
    })
    .regex(/^(?!\d+$)[\w.-]{8,100}$/, {
      error: ({ input }) =>
        `FRONTDESK_GITHUB_CLIENT_ID is "${input}", but must be the App's client id, as in Iv23abc, and not the App's number. Its settings page says both.`,
    }),
  FRONTDESK_GITHUB_CLIENT_SECRET: z
    .string({
      error:
        "FRONTDESK_GITHUB_CLIENT_SECRET is missing: make a client secret on the App's settings page on GitHub, and set it to that.",
    })
    .regex(/^\S+$/, { error: "FRONTDESK_GITHUB_CLIENT_SECRET has white space in it: take that away." }),
  FRONTDESK_DECISION_KEY: decisionKey,
  FRONTDESK_SESSION_KEY: keySetting("for web alone. A new one signs everybody out"),
  FRONTDESK_SCHEDULER_ACCOUNT: accounts,
  /** Set by Cloud Run, whose front end says where a request comes from. */
  K_SERVICE: z.string().optional(),
});

/** What is missing or wrong is said as `readSettings` does. No message has a secret in it. */
export function readWebConfig(environment: Environment, push: TokenTrust | undefined): WebSettings {
  const { settings, trust } = readTogether({
    settings: () => readSettings(webSchema, environment),
    trust: () => trustIn(push, "what the scheduler's tokens for web are made out to"),
  });
  return {
    url: settings.FRONTDESK_CONSOLE_URL,
    decisionKey: settings.FRONTDESK_DECISION_KEY,
    sessionKey: settings.FRONTDESK_SESSION_KEY,
    clientId: settings.FRONTDESK_GITHUB_CLIENT_ID,
    clientSecret: settings.FRONTDESK_GITHUB_CLIENT_SECRET,
    scheduler: { ...trust, accounts: settings.FRONTDESK_SCHEDULER_ACCOUNT },
    proxies: settings.K_SERVICE === undefined ? 0 : 1,
  };
}

const ownSchema = webSchema.omit({ FRONTDESK_SCHEDULER_ACCOUNT: true, K_SERVICE: true }).partial();

/** As `readWebConfig`, of what is set. */
export function readOwnWebConfig(environment: Environment): OwnWebSettings {
  const settings = readSettings(ownSchema, environment, (given) => halves([CLIENT], given));
  const { FRONTDESK_GITHUB_CLIENT_ID: clientId, FRONTDESK_GITHUB_CLIENT_SECRET: clientSecret } = settings;
  const { FRONTDESK_DECISION_KEY: decisionKey, FRONTDESK_SESSION_KEY: sessionKey } = settings;
  return {
    url: settings.FRONTDESK_CONSOLE_URL,
    client: clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret },
    keys: { ...(decisionKey !== undefined && { decisionKey }), ...(sessionKey !== undefined && { sessionKey }) },
  };
}

/** Sessions go over it: only this machine itself is talked to without TLS. */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.pathname !== "/" || url.search || url.hash || url.username) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.origin));
}
