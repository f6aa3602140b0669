import type { TaskIn } from "@frontdesk/shared/domain/task";

/** The same reply to everyone, until a model drafts. */
export function draftReply(task: TaskIn<"triaged">): string {
  return `Thank you for opening this, ${task.source.author}. A maintainer will have a look.`;
}
