import { repoName } from "../../domain/repo-name.ts";
import { ANCHOR, createFindDocument, type LinkedDocuments } from "./find-document.ts";
import { isRelative, resolvePath } from "./resolve-path.ts";

export type AllowedLinks = LinkedDocuments & {
  repo: { owner: string; name: string };
  /** GitHub's; github.com if none is given. */
  host?: string;
  /** Further hosts, such as `docs.acme.dev`, and prefixes of addresses, such as `https://acme.dev/guide`. */
  links?: readonly string[];
};

/** Where a link is to lead whose address is this one in the source: there, to a document, or nowhere. */
export type AddressFor = (url: string) => string | undefined;

const ADDRESS = /^[\p{L}\p{N}\p{M}\-._~:/?#!$&'*+,;=%@()]+$/u;
/** Only this spelling: no other scheme, no capitals in the host, no user, no port, no dot at its end. */
const HTTPS = /^https:\/\/([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[/?#]|$)/;
/** Separators and dots in disguise: what they lead to depends on who reads them. */
const DISGUISED = /%(?:2e|2f|5c|25|[01][0-9a-f]|7f)/i;
/** On GitHub, a mere link to one of these leaves a trace at the other end. */
const LEAVES_TRACE =
  /^\/[^/]+\/[^/]+\/(?:issues|pull|pulls|commit|commits|discussions|compare|milestones?|projects)(?![\w-])/i;
/** What a repository has on GitHub, beside its files by their mere paths. */
const PAGE =
  /^\/[^/]+\/[^/]+(?:\/?$|\/issues(?:$|\/\d)|\/(?:blob|tree|raw|wiki|releases|pulls?|discussions|commits?|compare)(?:$|\/))/i;

export function createAddressFor(allowed: AllowedLinks): AddressFor {
  const findDocument = createFindDocument(allowed);
  const mayLink = createMayLink(allowed);
  return (url) => findDocument(url) ?? (mayLink(url) ? url : undefined);
}

function createMayLink(allowed: AllowedLinks): (url: string) => boolean {
  const host = allowed.host ?? "github.com";
  const home = `/${repoName(allowed.repo)}`;
  const atHome = (path: string) => path.toLowerCase() === home || path.toLowerCase().startsWith(`${home}/`);
  return (url) => {
    if (ANCHOR.test(url)) return true;
    const path = url.replace(/^https:\/\/[^/?#]*/, "").replace(/[?#].*$/s, "");
    if (!ADDRESS.test(url) || DISGUISED.test(path)) return false;
    const named = HTTPS.exec(url)?.[1];
    if (named !== undefined) {
      if (path.split("/").some((segment) => segment === "." || segment === "..")) return false;
      if (named === host) return atHome(path) || (isListed(url, named, allowed.links) && !LEAVES_TRACE.test(path));
      return isListed(url, named, allowed.links);
    }
    if (!isRelative(url)) return false;
    // Where a browser that shows an issue would go.
    const resolved = `/${resolvePath(path, `${home}/issues`.slice(1))}`;
    return atHome(resolved) && PAGE.test(resolved);
  };
}

function isListed(url: string, host: string, links: readonly string[] = []): boolean {
  return links.some((entry) => {
    if (!entry.includes("/")) return host === entry;
    const rest = url.slice(entry.length);
    return (
      url.startsWith(entry) && HTTPS.exec(entry)?.[1] === host && (entry.endsWith("/") || /^(?:[/?#]|$)/.test(rest))
    );
  });
}

/** A text that names one address and leads to another. */
export function misleads(text: string, url: string): boolean {
  const shown = text.trim();
  const addresses = shown.match(/(?:[a-z][a-z0-9+.-]{0,20}:)?\/\/[^\s<>]+|www\.[^\s<>]+/gi) ?? [];
  if (addresses.length > 0) return addresses.some((address) => !leadsTo(address, url));
  const host =
    /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:com|org|net|io|dev|app|gov|edu|ai|co|info|biz|xyz|cloud)(?=[/:?#]|$)/i;
  return host.test(shown) && !leadsTo(`https://${shown}`, url);
}

function leadsTo(shown: string, url: string): boolean {
  const address = shown.replace(/[….,;:!?]+$/, "");
  return url.toLowerCase().startsWith(address.toLowerCase());
}
