import { Unusable } from "@frontdesk/shared/domain/errors";
import type { TokenTrust } from "@frontdesk/shared/http/verify-token";
import { type Environment, readSettings } from "@frontdesk/shared/settings/read-settings";
import { z } from "zod";

/** One image, two roles: the public one, where people decide, and the private one, which acts on GitHub. */
export type Role = z.infer<typeof role>;

const SHORTEST_KEY = 32;
const ACCOUNT = /^[^\s@,]+@[^\s@,]+$/;
const ACCOUNTS_FORM = "the e-mail addresses of service accounts, with commas between them";

const role = z.enum(["web", "desk"], {
  error: ({ input }) =>
    `FRONTDESK_ROLE ${input ? `is "${input}"` : "is missing"}: set it to "web" for the console, sign-in and /v1, or to "desk" for what acts on GitHub. They run apart, each with its own secrets.`,
});

export const roleSchema = z.object({ FRONTDESK_ROLE: role });

export function readRole(environment: Environment): Role {
  return readSettings(roleSchema, environment).FRONTDESK_ROLE;
}

/** What decisions are signed with where people decide, and verified with where comments are posted. */
export const decisionKey = keySetting("the same for web and desk");

/** `about` says what is to be known about it. No message has what was given: it may be most of a key. */
export function keySetting(about: string) {
  const said = (input: unknown) => (typeof input === "string" ? `has ${input.length} characters` : "is missing");
  const error: z.core.$ZodErrorMap = ({ input, path }) =>
    `${path?.join()} ${said(input)}: set it to ${SHORTEST_KEY} random characters or more, ${about}.`;
  return z.string({ error }).min(SHORTEST_KEY, { error });
}

/** E-mail addresses of service accounts. */
export const accounts = z
  .string({ error: ({ path }) => `${path?.join()} is missing: set it to ${ACCOUNTS_FORM}.` })
  .transform((text) => text.split(",").map((account) => account.trim()))
  .refine((addresses) => addresses.every((account) => ACCOUNT.test(account)), {
    error: ({ input, path }) => `${path?.join()} is "${input}", but must be ${ACCOUNTS_FORM}.`,
  });

/** Whoever calls brings a token, made out to the same as what is pushed. */
export function trustIn(push: TokenTrust | undefined, setThemTo: string): TokenTrust {
  if (push) return push;
  throw new Unusable(
    `FRONTDESK_PUSH_AUDIENCE and FRONTDESK_PUSH_SERVICE_ACCOUNT are missing: set them to ${setThemTo}.`,
  );
}
