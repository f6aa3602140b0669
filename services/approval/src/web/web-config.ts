import { Unusable } from "@frontdesk/shared/domain/errors";
import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { z } from "zod";
import { accountsIn, decisionKeyIn, type Environment, keyIn } from "../role-config.ts";
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

const settingsSchema = z.object({
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
  /** Set by Cloud Run, whose front end says where a request comes from. */
  K_SERVICE: z.string().optional(),
});

/** What is missing or wrong is an `Unusable` whose message has a sentence for each, none with a secret in it. */
export function readWebConfig(environment: Environment, push: TokenTrust | undefined): WebSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw new Unusable(parsed.error.issues.map(({ message }) => message).join("\n"));
  if (!push) {
    throw new Unusable(
      "FRONTDESK_PUSH_AUDIENCE and FRONTDESK_PUSH_SERVICE_ACCOUNT are missing: set them to what the scheduler's tokens for web are made out to.",
    );
  }
  const { data } = parsed;
  return {
    url: data.FRONTDESK_CONSOLE_URL,
    decisionKey: decisionKeyIn(environment),
    sessionKey: keyIn(environment, "FRONTDESK_SESSION_KEY", "for web alone. A new one signs everybody out"),
    clientId: data.FRONTDESK_GITHUB_CLIENT_ID,
    clientSecret: data.FRONTDESK_GITHUB_CLIENT_SECRET,
    scheduler: { ...push, accounts: accountsIn(environment, "FRONTDESK_SCHEDULER_ACCOUNT") },
    proxies: data.K_SERVICE === undefined ? 0 : 1,
  };
}

/** Sessions go over it: only this machine itself is talked to without TLS. */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  if (url?.pathname !== "/" || url.search || url.hash || url.username) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.origin));
}
