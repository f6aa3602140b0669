import { HOUR } from "@frontdesk/shared/domain/limits";
import { NOTICES } from "@frontdesk/shared/domain/notice";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { type FindTaskDeps, findTask } from "./find-task.ts";
import type { Rights } from "./rights.ts";

/** How many of the messages that somebody looks after are as they should be, and how many could not be moved. */
export type Notices = { well: number; failing: number };

/** Of so many tasks: enough to say how it goes. */
const LOOKED_AT = 50;

export async function readNotices(
  rights: Rights,
  deps: FindTaskDeps & { values: Pick<SharedValues, "due">; now: () => Date },
): Promise<Notices> {
  const notices: Notices = { well: 0, failing: 0 };
  for (const { key, value } of await deps.values.due(NOTICES, after(deps.now(), HOUR), LOOKED_AT)) {
    if (value.failures === 0 && value.ts === undefined) continue;
    if (!(await findTask(key, rights, deps))) continue;
    if (value.failures > 0) notices.failing += 1;
    else notices.well += 1;
  }
  return notices;
}
