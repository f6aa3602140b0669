import type { RequestListener } from "node:http";
import { createKeys, type Keys } from "./keys.ts";
import { createSecrets } from "./secrets.ts";
import { createSignInLinks, type SignInLink, type SignInLinks } from "./sign-in-links.ts";
import { createWeb, type WebConfig, type WebDeps } from "./web.ts";

export type OpenWebConfig = WebConfig & { sessionKey: string };

type Behind = WebDeps["routers"];

export type OpenWebDeps<B extends Behind = Behind> = Omit<WebDeps, "secrets" | "keys" | "links" | "routers"> & {
  /** What is behind the door, and may need what the door is made of. */
  routers: (made: { keys: Keys; links: SignInLinks }) => B;
};

export type OpenedWeb<B extends Behind = Behind> = {
  listener: RequestListener;
  /** For whoever reads what this process prints: signs them in once, with everything. Where sign-in is by link alone. */
  signInLink(): Promise<SignInLink>;
  /** What was put there. */
  behind: B;
};

/** The public role with all that it makes itself. */
export function openWeb<B extends Behind>(
  { sessionKey, ...config }: OpenWebConfig,
  { routers, ...deps }: OpenWebDeps<B>,
): OpenedWeb<B> {
  const secrets = createSecrets(sessionKey);
  const keys = createKeys(deps);
  const links = createSignInLinks({ url: config.url, secrets }, deps);
  const behind = routers({ keys, links });
  const listener = createWeb(config, { ...deps, secrets, keys, links, routers: behind });
  return { listener, signInLink: links.forThisMachine, behind };
}
