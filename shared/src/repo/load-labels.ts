import { z } from "zod";
import { MINUTE } from "../domain/limits.ts";
import { type Repo, repositoryKey } from "../domain/repository.ts";
import type { Kind } from "../domain/shared-value.ts";
import { after } from "../domain/time.ts";
import { type CodeReader, type Gone, isGone, type Label } from "../ports/code-host.ts";
import type { SharedValues } from "../ports/shared-values.ts";

export type LabelsDeps = { codeHost: Pick<CodeReader, "labels">; values: SharedValues; now: () => Date };

const LABELS: Kind<{ labels: Label[] }> = {
  name: "labels",
  schema: z.object({ labels: z.array(z.object({ name: z.string(), description: z.string() })) }),
};
const KEPT_FOR = 10 * MINUTE;

/** The repository's own list of labels, as of the last minutes. */
export async function loadLabels(
  repo: Repo,
  { codeHost, values, now }: LabelsDeps,
  signal: AbortSignal,
): Promise<Label[] | Gone> {
  const kept = await values.get(LABELS, repositoryKey(repo));
  if (kept) return kept.labels;
  const labels = await codeHost.labels(repo, signal);
  if (isGone(labels)) return labels;
  await values.put(LABELS, repositoryKey(repo), { value: { labels }, expiresAt: after(now(), KEPT_FOR) });
  return labels;
}
