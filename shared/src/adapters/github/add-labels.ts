import { z } from "zod";
import type { Source } from "../../domain/task.ts";
import { type CodeReader, type Gone, isGone } from "../../ports/code-host.ts";
import { goneBy, isNotOurs, isNotThere, isRedirect, unexpected } from "./answers.ts";
import { addressOf, type ReadRepository } from "./read-repository.ts";
import { issuePath } from "./read-thread.ts";
import type { Send } from "./send.ts";
import type { TokenCache } from "./token-cache.ts";

export type AddLabelsDeps = Pick<ReadRepository, "read" | "goneItself"> & {
  labels: CodeReader["labels"];
  send: Send;
  /** Of the kind that may write. */
  tokens: TokenCache;
  now: () => Date;
};

const issueSchema = z.object({ labels: z.array(z.union([z.string(), z.object({ name: z.string() })])) });

/** What the repository doesn't have GitHub would make, for whoever talked a model into naming it. */
export async function addLabels(
  source: Source,
  labels: readonly string[],
  deps: AddLabelsDeps,
  signal: AbortSignal,
): Promise<Gone | undefined> {
  if (labels.length === 0) return undefined;
  const { read, goneItself, send, tokens, now } = deps;
  const existing = await deps.labels(source, signal);
  if (isGone(existing)) return existing;
  const issue = await read({ repo: source, path: issuePath(source), schema: issueSchema }, signal);
  if (issue === undefined || isGone(issue)) return issue ?? { gone: "deleted" };

  const has = new Set(issue.value.labels.map((label) => folded(typeof label === "string" ? label : label.name)));
  const wanted = new Set(labels.map(folded));
  const missing = existing.map(({ name }) => name).filter((name) => wanted.has(folded(name)) && !has.has(folded(name)));
  if (missing.length === 0) return undefined;

  const token = await tokens.get(source, signal);
  if (isGone(token)) return token;
  const path = `${addressOf(source)}${issuePath(source)}/labels`;
  const request = { method: "POST", path, token: token.token, body: { labels: missing } } as const;
  const answer = await send(request, signal);
  if (answer.status === 200) return undefined;
  if (answer.status === 401 || isNotOurs(answer)) tokens.drop(source, token);
  const gone = isRedirect(answer) ? { gone: "transferred" as const } : goneBy(answer);
  if (gone) return gone;
  if (isNotThere(answer)) return (await goneItself(source, signal)) ?? { gone: "deleted" };
  const lost = isNotOurs(answer) ? await goneItself(source, signal) : undefined;
  if (lost) return lost;
  throw unexpected(request, answer, now());
}

/** Labels are the same in any case. */
function folded(name: string): string {
  return name.toLowerCase();
}
