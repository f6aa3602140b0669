import { z } from "zod";
import { DAY } from "./limits.ts";
import { type Repo, repositoryKey } from "./repository.ts";
import type { Kind } from "./shared-value.ts";
import { after } from "./time.ts";

/** The tasks of one author in one repository on one day that are worked on: so many, and no more. */
const authorDaySchema = z.object({ tasks: z.array(z.string()) });
export type AuthorDay = z.infer<typeof authorDaySchema>;

export const AUTHOR_DAYS: Kind<AuthorDay> = { name: "author-days", schema: authorDaySchema };

export function authorDayKey(repo: Repo, author: string, now: Date): string {
  return `${repositoryKey(repo)} ${author.toLowerCase()} ${now.toISOString().slice(0, 10)}`;
}

/** When nobody asks for that day any more. */
export function authorDayExpires(now: Date): Date {
  return after(now, 2 * DAY);
}

/** The day with this task, who may come again; undefined if there is no room for it. */
export function admit(day: AuthorDay | undefined, taskId: string, most: number): AuthorDay | undefined {
  const tasks = day?.tasks ?? [];
  if (tasks.includes(taskId)) return { tasks };
  return tasks.length < most ? { tasks: [...tasks, taskId] } : undefined;
}
