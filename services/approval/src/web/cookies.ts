import type { IncomingMessage, ServerResponse } from "node:http";
import { SECOND } from "@frontdesk/shared/domain/limits";

/** One cookie of ours. */
export type Cookie = {
  read(request: IncomingMessage): string | undefined;
  /** `keepFor` in milliseconds. */
  set(response: ServerResponse, value: string, keepFor: number): void;
  clear(response: ServerResponse): void;
};

/**
 * No script reads it, and behind TLS nobody but this very host sets it (`__Host-`). On one's own machine, where programs
 * share a host, each port has a name of its own.
 *
 * Lax, not Strict: a link from GitHub or Slack opens a task signed in, and who comes back from GitHub's sign-in is known.
 * What such a navigation can ask for changes nothing; what changes something needs more than a cookie.
 */
export function createCookie(name: string, { url }: { url: string }): Cookie {
  const { protocol, port } = new URL(url);
  const isSecure = protocol === "https:";
  const whole = isSecure ? `__Host-${name}` : `${name}-${port || 80}`;
  const put = (response: ServerResponse, value: string, seconds: number) => {
    const attributes = ["Path=/", `Max-Age=${seconds}`, "HttpOnly", "SameSite=Lax", ...(isSecure ? ["Secure"] : [])];
    response.appendHeader("set-cookie", [`${whole}=${value}`, ...attributes].join("; "));
  };
  return {
    read: ({ headers }) => readFrom(whole, headers.cookie ?? ""),
    set: (response, value, keepFor) => put(response, value, Math.ceil(keepFor / SECOND)),
    clear: (response) => put(response, "", 0),
  };
}

/** None where it is there twice: one of them is not ours. */
function readFrom(name: string, header: string): string | undefined {
  const [value, ...others] = header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return value === "" || others.length > 0 ? undefined : value;
}
