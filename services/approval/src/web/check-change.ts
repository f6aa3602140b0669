import { timingSafeEqual } from "node:crypto";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { Request, RequestHandler } from "express";
import { LINK_PATH } from "./sign-in-links.ts";
import { viewerOf } from "./viewer.ts";

const CSRF_HEADER = "x-frontdesk-csrf";

const READS = ["GET", "HEAD", "OPTIONS"];

/**
 * What changes something in a session's name has to come from a page of ours: by the browser's word, and by a token that only
 * our pages can read. A key is sent by no browser on its own. To follow a link changes nothing in the name of whoever is
 * signed in: it asks for the Origin itself, and its form has no script that could send a token.
 */
export function checkChange({ url }: { url: string }): RequestHandler {
  return (request, response, next) => {
    const viewer = viewerOf(request);
    if (READS.includes(request.method) || viewer?.csrf === undefined) return next();
    if (request.path.startsWith(`${LINK_PATH}/`)) return next();
    if (!isOwnOrigin(request, url)) {
      const origin = String(request.headers.origin ?? "nowhere").slice(0, 200);
      sendProblem(response, 403, `This came from ${origin}, not from ${url}. The header Origin has to say ${url}.`);
      return;
    }
    if (isSame(request.get(CSRF_HEADER) ?? "", viewer.csrf)) return next();
    sendProblem(response, 403, `The header ${CSRF_HEADER} has to be what GET /v1/me says as csrf. Load the page anew.`);
  };
}

/** Every browser says it with whatever is not a mere read. */
export function isOwnOrigin({ headers }: Pick<Request, "headers">, url: string): boolean {
  const { "sec-fetch-site": site = "same-origin", origin } = headers;
  return origin === url && site === "same-origin";
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
