import { AUTHOR_DAYS, admit, authorDayExpires, authorDayKey } from "@frontdesk/shared/domain/author-day";
import type { RepoSettings } from "@frontdesk/shared/domain/repo-settings";
import type { Task } from "@frontdesk/shared/domain/task";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

/** Why this author gets no more answers today, if so. A task that was let in once stays in. */
export async function whyTooMany(
  { id, source }: Task,
  { budget }: RepoSettings,
  { values, now }: { values: SharedValues; now: () => Date },
): Promise<string | undefined> {
  const most = budget.tasks_per_author_per_day;
  const key = authorDayKey(source, source.author, now());
  let isLetIn = false;
  await values.update(AUTHOR_DAYS, key, (day) => {
    const admitted = admit(day, id, most);
    isLetIn = admitted !== undefined;
    return admitted && { value: admitted, expiresAt: authorDayExpires(now()) };
  });
  return isLetIn ? undefined : `${source.author} has had ${most} answers today, which is the limit`;
}
