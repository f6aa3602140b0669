import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import type { Repo } from "../../domain/repository.ts";
import type { Source } from "../../domain/task.ts";
import { type Gone, isGone, type Label } from "../../ports/code-host.ts";
import { linkedPage } from "./link-header.ts";
import type { ReadRepository } from "./read-repository.ts";
import { issuePath } from "./read-thread.ts";

const MOST_LABEL_PAGES = 5;
const MOST_EVENT_PAGES = 100;

const labelsSchema = z.array(z.object({ name: z.string(), description: z.string().nullish() }));

export async function readLabels(
  repo: Repo,
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<Label[] | Gone> {
  const labels: Label[] = [];
  for (let page = 1; page <= MOST_LABEL_PAGES; page++) {
    const some = await read({ repo, path: `/labels?per_page=100&page=${page}`, schema: labelsSchema }, signal);
    if (some === undefined || isGone(some)) return some ?? labels;
    labels.push(...some.value.map(({ name, description }) => ({ name, description: description ?? "" })));
    if (!linkedPage(some.answer, "next")) break;
  }
  return labels;
}

const eventsSchema = z.array(
  z.object({
    event: z.string(),
    actor: z.object({ type: z.string() }).nullish(),
    label: z.object({ name: z.string() }).nullish(),
  }),
);

/** GitHub lists what happened oldest first, so the last word about a label is the one that counts. */
export async function readLabelsTakenOff(
  source: Source,
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<string[] | Gone> {
  const takenOff = new Map<string, string>();
  for (let page = 1; page <= MOST_EVENT_PAGES; page++) {
    const path = `${issuePath(source)}/events?per_page=100&page=${page}`;
    const some = await read({ repo: source, path, schema: eventsSchema }, signal);
    if (some === undefined || isGone(some)) return some ?? { gone: "deleted" };
    for (const { event, actor, label } of some.value) {
      if (!label) continue;
      const key = label.name.toLowerCase();
      if (event === "labeled") takenOff.delete(key);
      if (event === "unlabeled" && actor?.type !== "Bot") takenOff.set(key, label.name);
    }
    if (!linkedPage(some.answer, "next")) return [...takenOff.values()];
  }
  const { owner, name } = source.repo;
  throw new Unavailable(`more happened on ${owner}/${name}#${source.issue} than can be looked at for its labels`);
}
