/** Where things are, as GitHub has to know it. */
export type ManifestConfig = {
  /** Of this console, as the browser reaches it. */
  url: string;
  /** Where people see repositories. */
  web: string;
  /** Under the public address. */
  webhookPath: string;
};

const ORGANISATION = /^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i;
/** GitHub takes no App without an address for its webhooks: this one gets none, and is changed when there is a real one. */
const NOWHERE = "https://example.com/no-webhook-yet";

/** What GitHub is asked to make. Nobody but its owner can install it. */
export function appManifest(
  { url, webhookPath }: ManifestConfig,
  { address, organisation }: { address?: string | undefined; organisation?: string | undefined },
) {
  return {
    name: organisation === undefined ? "Frontdesk" : `Frontdesk of ${organisation}`.slice(0, 34),
    url: address ?? "https://github.com/features/issues",
    hook_attributes: { url: address === undefined ? NOWHERE : address + webhookPath, active: address !== undefined },
    redirect_url: `${url}/setup/github/created`,
    setup_url: `${url}/setup`,
    callback_urls: [`${url}/sign-in/github/callback`],
    public: false,
    default_permissions: { issues: "write", contents: "read", metadata: "read" },
    default_events: ["issues", "issue_comment", "push", "repository"],
  };
}

/** The page that the manifest is sent to. Undefined: no organisation can have that name. */
export function creationPage(web: string, organisation: string | undefined, state: string): string | undefined {
  if (organisation !== undefined && !ORGANISATION.test(organisation)) return undefined;
  const path = organisation === undefined ? "settings/apps/new" : `organizations/${organisation}/settings/apps/new`;
  return `${web}/${path}?state=${encodeURIComponent(state)}`;
}

/** Without a slash at its end. Undefined: GitHub could not send anything there. */
export function publicAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, username } = new URL(text);
  const isPlain = pathname === "/" && username === "";
  return isPlain && (protocol === "https:" || isThisMachine(origin)) ? origin : undefined;
}

/** Only a GitHub that stands on it, too, can reach it. */
function isThisMachine(origin: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin);
}
