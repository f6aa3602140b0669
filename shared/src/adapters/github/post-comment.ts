import { z } from "zod";
import { LIMIT_PAUSE } from "../../domain/limits.ts";
import type { CertainRefusal } from "../../domain/post.ts";
import type { Source } from "../../domain/task.ts";
import { after } from "../../domain/time.ts";
import { type Gone, isGone, type PostResult } from "../../ports/code-host.ts";
import type { Log } from "../../telemetry/log.ts";
import { goneBy, isNotOurs, LimitReached, limitedUntil, wordsOf } from "./answers.ts";
import { addressOf, type ReadRepository } from "./read-repository.ts";
import { issuePath } from "./read-thread.ts";
import type { Answer, Send } from "./send.ts";
import type { ReadToken, TokenCache } from "./token-cache.ts";

export type PostDeps = {
  send: Send;
  /** Of the kind that may write. */
  tokens: TokenCache;
  goneItself: ReadRepository["goneItself"];
  log: Log;
  now: () => Date;
};

const commentSchema = z.object({ html_url: z.string().min(1), id: z.number().int() });

/** Sends the one request. See the port for what may be made of its answer. */
export async function postComment(
  source: Source,
  body: string,
  deps: PostDeps,
  signal: AbortSignal,
): Promise<PostResult> {
  const token = await writeToken(source, deps, signal);
  if ("refused" in token) return refused(token.refused);
  try {
    const path = `${addressOf(source)}${issuePath(source)}/comments`;
    const answer = await deps.send({ method: "POST", path, token: token.token, body: { body } }, signal);
    if (answer.status === 201) return postedBy(answer);
    const refusal = await refusalIn(answer, source, deps, signal);
    if (refusal?.kind === "token" || isNotOurs(answer)) deps.tokens.drop(source, token);
    return refusal ? refused(refusal) : { kind: "unknown", why: `GitHub answered ${answer.status}` };
  } catch (error) {
    return { kind: "unknown", why: error instanceof Error ? error.message : String(error) };
  }
}

function postedBy({ body }: Answer): PostResult {
  const comment = commentSchema.safeParse(body);
  if (!comment.success) return { kind: "unknown", why: "GitHub answered 201, and not as described" };
  const { html_url: url, id } = comment.data;
  return { kind: "posted", comment: { url, id } };
}

/**
 * Until there is a token nothing is sent, so whatever goes wrong here is certain to have made no comment, an abort
 * included. An outage is told as a limit that is over in a minute, which is what it comes to: the task is approved
 * still, and the next attempt finds out. As unknown, it would be looked for in vain and then be a person's to decide.
 */
async function writeToken(
  source: Source,
  { tokens, log, now }: PostDeps,
  signal: AbortSignal,
): Promise<ReadToken | { refused: CertainRefusal }> {
  try {
    const token = await tokens.get(source, signal);
    signal.throwIfAborted();
    return isGone(token) ? { refused: { kind: "gone", how: token.gone } } : token;
  } catch (error) {
    log.warn("nothing was sent: there is no token to post with", { error });
    const until = error instanceof LimitReached ? error.until : after(now(), LIMIT_PAUSE);
    return { refused: { kind: "limit", until } };
  }
}

/** Only what GitHub itself says, in its own form, is certain. */
async function refusalIn(
  answer: Answer,
  source: Source,
  { now, goneItself }: PostDeps,
  signal: AbortSignal,
): Promise<CertainRefusal | undefined> {
  const { status } = answer;
  const words = wordsOf(answer);
  if (words === undefined && status !== 429) return undefined;
  if (status === 401) return { kind: "token" };
  const gone = status === 451 ? undefined : goneBy(answer);
  if (gone) return { kind: "gone", how: gone.gone };
  const how = status === 404 || isNotOurs(answer) ? await becameOf(source, goneItself, signal) : undefined;
  if (status === 404 || how) return { kind: "gone", how: how ?? "deleted" };
  const until = limitedUntil(answer, now());
  if (until) return { kind: "limit", until };
  return status === 403 || status === 422 ? { kind: "invalid", why: `GitHub says: ${words}` } : undefined;
}

/**
 * What the answer alone doesn't tell: whether it is the issue, or all that it is in. Undefined also where that can't be
 * learned.
 */
async function becameOf(
  source: Source,
  goneItself: PostDeps["goneItself"],
  signal: AbortSignal,
): Promise<Gone["gone"] | undefined> {
  try {
    return (await goneItself(source, signal))?.gone;
  } catch {
    return undefined;
  }
}

function refused(refusal: CertainRefusal): PostResult {
  return { kind: "refused", refusal };
}
