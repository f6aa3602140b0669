import { createHash } from "node:crypto";
import { z } from "zod";
import type { Source } from "./task.ts";

/**
 * A task's id can be read by people and is its own dedupe: the same GitHub object always gives the same id.
 *
 *     acme.webapp.42.opened                 the issue itself
 *     acme.webapp.42.comment-987654         one comment on it
 *     acme.webapp.42.opened~3012345678      the same names, another object behind them: the repository was deleted and made again
 *     acme.webapp.42.opened~81320047614522  and even that number was taken
 *
 * No two objects share an id: an owner has no dot, the last two parts have none, so the repository's own dots do no harm.
 */
export const taskIdSchema = z
  .string()
  .max(250)
  .regex(/^[a-z0-9_-]+\.[a-z0-9._-]+\.[1-9]\d*\.(opened|comment-\d+)(~\d+)?$/, "is not a task id");

export function taskId(source: Source): string {
  const { repo, issue, trigger, objectId } = source;
  const what = trigger === "opened" ? "opened" : `comment-${objectId}`;
  return `${repo.owner}.${repo.name}.${issue}.${what}`.toLowerCase();
}

/** The id for an object whose plain id is taken by another one. */
export function suffixedTaskId(source: Source): string {
  return `${taskId(source)}~${source.objectId}`;
}

/** And where that is taken too: as an object of the same number in a third repository of the same name. Then nobody's but its own. */
export function lastTaskId(source: Source): string {
  const hash = createHash("sha256").update(`${source.repo.id} ${source.objectId}`).digest();
  return `${taskId(source)}~${hash.readUIntBE(0, 6)}`;
}
