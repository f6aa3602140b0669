import type { Task } from "@frontdesk/shared/domain/task";

/** What a picture is made of besides the task. */
export type Around = {
  /** Where people see the repositories. */
  web: string;
  /** Where the console is. */
  console: string;
  /** What the models' calls for this task have cost so far. */
  costMicros: number;
};

export function nameOf({ source: { repo, issue } }: Task): string {
  return `${repo.owner}/${repo.name} #${issue}`;
}

export function taskUrl(task: Pick<Task, "id">, { console }: Pick<Around, "console">): string {
  return `${console}/tasks/${encodeURIComponent(task.id)}`;
}
