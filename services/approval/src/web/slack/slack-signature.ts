import { createHmac, timingSafeEqual } from "node:crypto";

/** Slack's own bound against replays. A clock that runs ahead is as wrong as one that lags. */
const MOST_APART = 5 * 60;

export type SignedRequest = {
  /** The bytes as they came. */
  body: Uint8Array;
  timestamp: string | undefined;
  signature: string | undefined;
};

/** Why the request isn't Slack's, or not of now; undefined if it is. */
export function whyNotSlacks(request: SignedRequest, secret: string, now: Date): string | undefined {
  const { body, timestamp = "", signature = "" } = request;
  if (!/^\d{1,12}$/.test(timestamp)) return "it has no time stamp";
  const apart = Math.abs(now.getTime() / 1_000 - Number(timestamp));
  if (apart > MOST_APART) return `it was signed ${Math.round(apart)} seconds from now`;
  const expected = Buffer.from(
    `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest("hex")}`,
  );
  const given = Buffer.from(signature);
  const isSame = given.length === expected.length && timingSafeEqual(given, expected);
  return isSame ? undefined : "its signature is not made with the App's signing secret";
}
