import { ApiError } from "@google/genai";
import { z } from "zod";
import { SECOND } from "../../domain/limits.ts";
import type { NotDone, Said } from "../../ports/model-wire.ts";

type BrokenOff = { is: "broken off"; why: string } & Said;

const LONGEST_WHY = 500;

/** The body of an error, as far as it is looked into. */
const bodySchema = z.object({
  error: z.object({
    code: z.number().optional(),
    status: z.string().optional(),
    message: z.string().optional(),
    details: z
      .array(
        z.object({ "@type": z.string().optional(), retryDelay: z.string().optional(), reason: z.string().optional() }),
      )
      .optional(),
  }),
});

type Told = z.infer<typeof bodySchema>["error"];

/** What an error of the SDK means. One that is a bug of ours is thrown. */
export function endOfError(error: unknown, namesCache: boolean): NotDone | BrokenOff {
  if (error instanceof ApiError) return endOfRefusal(error, namesCache);
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof TypeError) {
    const said = [why, messageOf(error.cause)].filter(Boolean).join(": ");
    // Nothing was sent: it costs nothing.
    return UNSENT.includes(codeOf(error.cause)) ? { is: "failing", why: said } : brokenOff(said);
  }
  if (/^(Incomplete JSON|exception parsing|Unexpected |Unterminated )/.test(why)) return brokenOff(why);
  if (/default credentials|refresh|invalid_grant|metadata/i.test(why)) return { is: "denied", why: short(why) };
  throw new Error("Gemini's SDK would not send the request", { cause: error });
}

const UNSENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "UND_ERR_CONNECT_TIMEOUT"];

export function brokenOff(why: string, text = ""): BrokenOff {
  return { is: "broken off", why: short(why), text };
}

function endOfRefusal(error: ApiError, namesCache: boolean): NotDone {
  const told = bodyIn(error.message);
  const status = error.status ?? told.code ?? 0;
  const why = short(`${status} ${told.message ?? error.message}`);
  if (status === 429) return { is: "limited", why, retryAfterMs: retryDelayIn(told) };
  if (namesCache && (status === 403 || status === 404 || (status === 400 && /cache/i.test(why)))) {
    return { is: "no cache", why };
  }
  if (status === 404) return { is: "no model", why };
  if (status === 401 || status === 403 || (status === 400 && isOurAccount(told))) return { is: "denied", why };
  return status >= 400 && status < 500 && status !== 408 && status !== 499
    ? { is: "invalid", why }
    : { is: "failing", why };
}

/** A bad key and an account without billing come as bad requests. */
function isOurAccount({ status, details, message = "" }: Told): boolean {
  const reasons = details?.map(({ reason }) => reason) ?? [];
  return status === "FAILED_PRECONDITION" || reasons.includes("API_KEY_INVALID") || /API key/i.test(message);
}

/** Inside a stream something stands before the body. */
function bodyIn(message: string): Told {
  try {
    return bodySchema.parse(JSON.parse(message.slice(Math.max(0, message.indexOf("{"))))).error;
  } catch {
    return {};
  }
}

function retryDelayIn({ details }: Told): number | undefined {
  const delay = details?.find((detail) => detail["@type"]?.endsWith("RetryInfo"))?.retryDelay;
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1]);
  return Number.isNaN(seconds) ? undefined : seconds * SECOND;
}

function codeOf(cause: unknown): string {
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
}

function messageOf(cause: unknown): string | undefined {
  return cause instanceof Error ? cause.message : undefined;
}

function short(why: string): string {
  return why.slice(0, LONGEST_WHY).toWellFormed();
}
