import { z } from "zod";
import type { CodeReader } from "../ports/code-host.ts";
import { type Environment, readSettings, readTogether } from "../settings/read-settings.ts";
import { createIdentityTokens } from "./gcp/identity-token.ts";
import { createGitHubReader } from "./github/github-reader.ts";
import { createReadTokenClient } from "./github/read-token-client.ts";
import { readGitHubConfig } from "./github-config.ts";

const ADDRESS = /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d+)?\/?$/;

const NEEDED = "the address of the approval service's desk role, as in https://desk-abc.run.app";

export const readerSchema = z.object({
  FRONTDESK_DESK_URL: z
    .string({ error: `FRONTDESK_DESK_URL is missing: set it to ${NEEDED}.` })
    .regex(ADDRESS, { error: ({ input }) => `FRONTDESK_DESK_URL is "${input}", but must be ${NEEDED}.` }),
  FRONTDESK_DESK_AUDIENCE: z.string().optional(),
  /** Where Google's libraries look for it. */
  GCE_METADATA_HOST: z.string().optional(),
});

/** GitHub for a service that holds no key: it reads one repository at a time, with tokens that desk gives it. */
export function openReader(
  environment: Environment,
  { now }: { now: () => Date },
): { codeHost: CodeReader; web: string } {
  const { github, desk } = readTogether({
    github: () => readGitHubConfig(environment),
    desk: () => readSettings(readerSchema, environment),
  });
  const { baseUrl, web, appId } = github;
  const { FRONTDESK_DESK_URL: url, FRONTDESK_DESK_AUDIENCE: audience = url, GCE_METADATA_HOST: metadataHost } = desk;
  const readToken = createReadTokenClient({ url, idToken: createIdentityTokens({ audience, metadataHost }) });
  const us = { ...(appId !== undefined && { appId }) };
  return { codeHost: createGitHubReader({ baseUrl, readToken, now, us }), web };
}
