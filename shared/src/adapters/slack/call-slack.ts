import { ErrorCode, WebClient } from "@slack/web-api";
import type { NotDone } from "../../ports/chat.ts";

/** What Slack answered to a call that it took. */
export type Answer = { is: "done"; body: { [field: string]: unknown } };

/** Sends one request, exactly once. */
export type CallSlack = (
  method: string,
  given: { [name: string]: unknown },
  signal: AbortSignal,
) => Promise<Answer | (NotDone & { code?: string })>;

export type CallConfig = { token: string; apiUrl?: string | undefined; now: () => Date };

const DEADLINE = 10_000;
const LONGEST_PAUSE = 5 * 60_000;
const USUAL_PAUSE = 30_000;

/** Slack's words for its own troubles, after which something may have been done all the same. */
const UNSURE = ["internal_error", "fatal_error", "request_timeout", "service_unavailable", "team_added_to_org"];
/** Before a connection stands, nothing can have been sent. */
const NOT_CONNECTED = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

/**
 * By Slack's own client, without its retries: it would go on for half an hour, and post twice what was answered by a
 * dropped connection. https://github.com/slackapi/node-slack-sdk/issues/1519
 */
export function createCallSlack({ token, apiUrl, now }: CallConfig): CallSlack {
  return async (method, given, signal) => {
    signal.throwIfAborted();
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]);
    // A client for each call: there is no other way to give one call a signal.
    const client = new WebClient(token, {
      ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: QUIET,
      fetch: (address, init) => fetch(address, { ...init, signal: deadline }),
    });
    try {
      return { is: "done", body: { ...(await client.apiCall(method, given)) } };
    } catch (error) {
      return outcomeOf(error, now());
    }
  };
}

function outcomeOf(error: unknown, now: Date): NotDone & { code?: string } {
  const { code, retryAfter, data, statusCode, original } = (error ?? {}) as {
    code?: string;
    retryAfter?: number;
    data?: { error?: string; response_metadata?: { messages?: string[] } };
    statusCode?: number;
    original?: unknown;
  };
  switch (code) {
    case ErrorCode.RateLimitedError:
      return laterBy(retryAfter, now);
    case ErrorCode.PlatformError: {
      const said = String(data?.error ?? "nothing").slice(0, 200);
      // A body that is no JSON comes as an error, too.
      if (UNSURE.includes(said) || !/^[a-z_]+$/.test(said)) return { is: "unknown", why: `Slack answered ${said}` };
      if (said === "ratelimited" || said === "rate_limited") return laterBy(undefined, now);
      const more = data?.response_metadata?.messages?.slice(0, 3).join("; ").slice(0, 500);
      return { is: "refused", why: more ? `${said}: ${more}` : said, code: said };
    }
    case ErrorCode.HTTPError:
      return { is: "unknown", why: `Slack answered ${statusCode}` };
    default: {
      const why = `Slack gave no answer: ${wordsOf(original ?? error)}`;
      if (NOT_CONNECTED.includes(causeCode(original ?? error))) {
        return { is: "later", at: new Date(now.getTime() + USUAL_PAUSE), why };
      }
      return { is: "unknown", why };
    }
  }
}

/** As long as Slack says, within reason. */
export function laterBy(seconds: number | undefined, now: Date): Extract<NotDone, { is: "later" }> {
  const pause = seconds === undefined ? USUAL_PAUSE : Math.min(Math.max(seconds, 1) * 1_000, LONGEST_PAUSE);
  return { is: "later", at: new Date(now.getTime() + pause), why: "Slack has had enough for now" };
}

/** Of errors their messages alone: whatever else is on them may have the token in it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.message}${cause}`.slice(0, 300);
}

function causeCode(error: unknown): string {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof AggregateError) return causeCode(at.errors[0]);
    if ("code" in at && typeof at.code === "string" && at.code !== ErrorCode.RequestError) return at.code;
  }
  return "";
}

const nothing = () => undefined;
const QUIET = {
  ...{ debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing },
  getLevel: () => "error" as never,
};
