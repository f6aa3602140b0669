import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import { HOUR, LIMIT_PAUSE, SECOND } from "../../domain/limits.ts";
import { after, earlier, later } from "../../domain/time.ts";
import type { Gone } from "../../ports/code-host.ts";
import type { Answer, Request } from "./send.ts";

/** GitHub wants to be left alone for a while: the limit is the installation's, not the request's. */
export class LimitReached extends Unavailable {
  override readonly until: Date;
  constructor(until: Date, says: string) {
    super(`${says} It can be asked again from ${until.toISOString()} on.`);
    this.until = until;
  }
}

const messageSchema = z.object({ message: z.string(), errors: z.unknown().optional() });

/** GitHub's own words. Undefined where somebody else answered: a proxy's 404 says nothing about an issue. */
export function wordsOf({ body }: Answer): string | undefined {
  const said = messageSchema.safeParse(body);
  if (!said.success) return undefined;
  const { message, errors } = said.data;
  return errors === undefined ? message : `${message}: ${JSON.stringify(errors)}`.slice(0, 1_000);
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
const LIMIT_WORDS = /rate limit|abuse detection|submitted too quickly/i;

/** Until when GitHub has had enough of us, by what it says: an hour at most. Undefined if that is not what it says. */
export function limitedUntil(answer: Answer, now: Date): Date | undefined {
  const { status, headers } = answer;
  const pause = secondsIn(headers["retry-after"]);
  const isUsedUp = Number(headers["x-ratelimit-remaining"] ?? 1) === 0;
  const isTooQuick = LIMIT_WORDS.test(wordsOf(answer) ?? "");
  const isLimit =
    status === 429 ||
    (status === 403 && (pause !== undefined || isUsedUp || isTooQuick)) ||
    (status === 422 && isTooQuick);
  if (!isLimit) return undefined;
  const reset = isUsedUp ? secondsIn(headers["x-ratelimit-reset"]) : undefined;
  let until = after(now, LIMIT_PAUSE);
  if (pause !== undefined) until = after(now, pause * SECOND);
  else if (reset !== undefined) until = new Date(reset * SECOND);
  return earlier(later(until, now), after(now, HOUR));
}

/** What became of the issue or its repository, where GitHub says it in words. What a 404 means depends on what is asked for. */
export function goneBy(answer: Answer): Gone | undefined {
  const words = wordsOf(answer);
  if (words === undefined) return undefined;
  if (answer.status === 410) return { gone: "deleted" };
  if (answer.status === 451) return { gone: "uninstalled" };
  if (answer.status !== 403) return undefined;
  if (/suspended|access blocked/i.test(words)) return { gone: "uninstalled" };
  if (/archived/i.test(words)) return { gone: "archived" };
  return /\blocked\b/i.test(words) ? { gone: "locked" } : undefined;
}

export function isRedirect({ status }: Answer): boolean {
  return status === 301 || status === 302 || status === 307 || status === 308;
}

/** For a proxy's 404, or that of a wrong address, which says nothing. */
export function isNotThere(answer: Answer): boolean {
  return answer.status === 404 && wordsOf(answer) !== undefined;
}

/** Not for this token. It may be that the App is no longer installed there, where everybody may read but nobody write. */
export function isNotOurs(answer: Answer): boolean {
  return answer.status === 403 && /not accessible by integration/i.test(wordsOf(answer) ?? "");
}

/** For an answer with which nothing can be begun. */
export function unexpected(request: Pick<Request, "method" | "path">, answer: Answer, now: Date): Unavailable {
  const what = `${request.method} ${request.path}`;
  const until = limitedUntil(answer, now);
  if (until) return new LimitReached(until, `GitHub's limit is reached, at ${what}.`);
  const words = wordsOf(answer);
  return new Unavailable(`GitHub answered ${what} with ${answer.status}${words === undefined ? "" : `: ${words}`}`);
}

/** What a successful answer says, as far as it is used. */
export function parsed<T>(request: Pick<Request, "method" | "path">, { body }: Answer, schema: z.ZodType<T>): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const why = z.prettifyError(result.error);
  throw new Unavailable(`GitHub's answer to ${request.method} ${request.path} is not as described: ${why}`);
}

function secondsIn(header: string | number | undefined): number | undefined {
  const text = String(header ?? "");
  return /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}
