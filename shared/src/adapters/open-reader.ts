import { Unusable } from "../domain/errors.ts";
import type { CodeReader } from "../ports/code-host.ts";
import type { Environment } from "./backend-config.ts";
import { createIdentityTokens } from "./gcp/identity-token.ts";
import { createGitHubReader } from "./github/github-reader.ts";
import { createReadTokenClient } from "./github/read-token-client.ts";
import { readGitHubConfig } from "./github-config.ts";

const ADDRESS = /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d+)?\/?$/;

/** GitHub for a service that holds no key: it reads one repository at a time, with tokens that desk gives it. */
export function openReader(
  environment: Environment,
  { now }: { now: () => Date },
): { codeHost: CodeReader; web: string } {
  const { baseUrl, web, appId } = readGitHubConfig(environment);
  const { FRONTDESK_DESK_URL: url = "", GCE_METADATA_HOST: metadataHost } = environment;
  if (!ADDRESS.test(url)) {
    throw new Unusable(
      `FRONTDESK_DESK_URL is "${url}", but must be the address of the approval service's desk role, as in https://desk-abc.run.app.`,
    );
  }
  const audience = environment.FRONTDESK_DESK_AUDIENCE || url;
  const readToken = createReadTokenClient({ url, idToken: createIdentityTokens({ audience, metadataHost }) });
  const us = { ...(appId !== undefined && { appId }) };
  return { codeHost: createGitHubReader({ baseUrl, readToken, now, us }), web };
}
