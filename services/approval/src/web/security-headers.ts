import type { RequestHandler } from "express";

/**
 * What browsers are told with every answer. Scripts and styles come from here and nowhere else, none of them inline; no page
 * shows us in a frame; `formsTo` is GitHub, where forms may lead besides. Answers are kept by nobody, unless they say so themselves.
 */
export function securityHeaders({ url, formsTo }: { url: string; formsTo: readonly string[] }): RequestHandler {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${["'self'", ...formsTo].join(" ")}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
  const headers = new Map([
    ["content-security-policy", policy],
    ["x-frame-options", "DENY"],
    ["x-content-type-options", "nosniff"],
    // With `no-referrer`, browsers would send our own forms without an Origin.
    ["referrer-policy", "same-origin"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["permissions-policy", "camera=(), geolocation=(), microphone=()"],
    ["cache-control", "no-store"],
    ...(url.startsWith("https:") ? ([["strict-transport-security", "max-age=31536000"]] as const) : []),
  ]);
  return (_request, response, next) => {
    response.setHeaders(headers);
    next();
  };
}
