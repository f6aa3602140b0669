import { parseJson } from "@frontdesk/shared/domain/parse-json";

const FORM = "application/x-www-form-urlencoded";

/** What the verified body says, in either of the two shapes that GitHub offers; undefined if it says nothing. */
export function readPayload(body: Buffer, contentType: string | undefined): unknown {
  const text = body.toString("utf8");
  if (contentType?.split(";", 1)[0]?.trim().toLowerCase() !== FORM) return parseJson(text);
  return parseJson(new URLSearchParams(text).get("payload") ?? "");
}
