import { REMINDER_EVERY } from "@frontdesk/shared/domain/limits";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import type { Block, Message } from "@frontdesk/shared/ports/chat";
import { askBlocks } from "./build-ask.ts";
import { type Around, nameOf, taskUrl } from "./name-task.ts";
import { context, escaped, link, markup, plain, section, time } from "./slack-text.ts";
import { whatBecame } from "./what-became.ts";

/** As Slack takes it. The whole title stands behind the link above it. */
const LONGEST_HEADER = 150;

/** The task as it is now. The same task is always the same message: what has not changed need not be sent. */
export function buildMessage(task: Task, around: Around): Message {
  const name = escaped(nameOf(task));
  if (task.state === "awaiting_approval") {
    const text = `${name}: a reply to “${escaped(task.issue.title, 150)}” waits for a decision.`;
    return { about: task.id, text, blocks: [...headOf(task, around), ...askBlocks(task, around), ...reminderOf(task)] };
  }
  const { words, detail, at, link: to, onConsole } = whatBecame(task, around);
  const said = `${escaped(words)} · ${time(at)}${to ? ` · ${link(to.url, to.label)}` : ""}`;
  const blocks: Block[] = [
    ...headOf(task, around),
    section(markup(said)),
    ...(detail ? [context(plain(detail, 500))] : []),
    context(markup(link(taskUrl(task, around), onConsole ?? "On the console"))),
  ];
  return { about: task.id, text: `${name}: ${escaped(words)}`, blocks };
}

/** Said below the message when the same question is put again: true also when it is answered. */
export function buildNudge(task: TaskIn<"awaiting_approval">, isReminder: boolean): Message {
  const what = isReminder ? "Reminder: nobody had decided yet" : "There is a new draft";
  return {
    about: task.id,
    text: `${what}, for ${escaped(nameOf(task))}. The message above shows how it stands.`,
    blocks: [],
  };
}

export function isReminded({ ask }: TaskIn<"awaiting_approval">): boolean {
  return ask.nextReminder.getTime() > ask.askedAt.getTime() + REMINDER_EVERY;
}

function headOf(task: Task, { web }: Around): Block[] {
  const { repo, issue, author, trigger, objectId } = task.source;
  const at = `${web}/${repo.owner}/${repo.name}/issues/${issue}${trigger === "comment" ? `#issuecomment-${objectId}` : ""}`;
  const who = trigger === "comment" ? "asked in a comment by" : "opened by";
  return [
    context(markup(`*${link(at, nameOf(task))}* ${who} ${escaped(author, 60)}`)),
    { type: "header", text: plain(task.issue.title.replaceAll(/\s+/g, " "), LONGEST_HEADER) },
  ];
}

function reminderOf(task: TaskIn<"awaiting_approval">): Block[] {
  return isReminded(task)
    ? [
        context(
          markup(
            `Reminder: nobody has decided yet. Without a decision nothing is posted, and it expires ${time(task.ask.deadline)}.`,
          ),
        ),
      ]
    : [];
}
