import type { Task } from "@frontdesk/shared/domain/task";
import type { Chat, Form } from "@frontdesk/shared/ports/chat";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { AnnounceDeps } from "@frontdesk/shared/steps/announce";
import type { CleanFor } from "../../clean-for.ts";
import { type Clean, type Decided, decide, type Verdict } from "../../decide.ts";
import { editable } from "./build-ask.ts";
import { editForm, LONGEST_INPUT, rejectForm, sendBackForm } from "./build-forms.ts";
import { taskUrl } from "./name-task.ts";
import type { Interaction } from "./read-interaction.ts";
import { escaped, link, time, utc } from "./slack-text.ts";
import { whatBecame } from "./what-became.ts";

export type ActingDeps = AnnounceDeps & {
  tasks: TaskStore;
  chat: Pick<Chat, "openForm">;
  decisionKey: string;
  /** What cleans an edit of this task's reply, by the settings of its repository. */
  cleanFor: CleanFor;
  /** Has the task's message looked after, soon. */
  look: (taskId: string) => void;
};

/** Who acts, known and allowed. */
export type Acting = { by: string; console: string; signal: AbortSignal };

/** `say`: to that person alone. `show`: another form in place of this one. Neither: what the message shows is answer enough. */
export type Outcome = { say?: string; show?: Form };

type Click = Extract<Interaction, { is: "click" }>;
type Sent = Extract<Interaction, { is: "form" }>;

export async function onClick(click: Click, acting: Acting, deps: ActingDeps): Promise<Outcome> {
  if (click.button === "approve") {
    const decided = await say(click, { say: "approve" }, acting, deps);
    return decided.is === "refused" ? { say: refusalFor(decided, "click", acting) } : {};
  }
  const task = await deps.tasks.get(click.task);
  const why = whyNotOpen(task, click.digest, deps.now());
  if (why) {
    deps.look(click.task);
    return { say: refusalFor(why, "click", acting) };
  }
  const { task: open, digest } = { task: task as Extract<Task, { state: "awaiting_approval" }>, digest: click.digest };
  const text = editable(open);
  if (click.button === "edit" && text.length > LONGEST_INPUT) {
    const onConsole = link(taskUrl(open, acting), "Edit it on the console");
    return { say: `The reply has ${text.length} characters; Slack's forms take ${LONGEST_INPUT}. ${onConsole}.` };
  }
  const shown = { task: open, digest };
  const forms = {
    edit: () => editForm(shown, text),
    reject: () => rejectForm(shown),
    send_back: () => sendBackForm(shown),
  };
  const opened = await deps.chat.openForm(click.trigger, forms[click.button](), acting.signal);
  return opened.is === "told"
    ? {}
    : { say: "Slack did not open the form. Nothing was decided: press the button again." };
}

export async function onForm(sent: Sent, acting: Acting, deps: ActingDeps): Promise<Outcome> {
  const { form, text, task: taskId, digest, round } = sent;
  switch (form) {
    case "reject":
      return ended(await say(sent, { say: "reject", reason: text.trim() }, acting, deps), acting);
    case "send_back":
      if (text.trim() === "") return { say: "Say what should be different: it is drafted again with that." };
      return ended(await say(sent, { say: "send back", guidance: text.trim() }, acting, deps), acting);
    case "edit": {
      const task = await deps.tasks.get(taskId);
      const isUntouched = task?.state === "awaiting_approval" && text === editable(task);
      const verdict: Verdict = isUntouched ? { say: "approve" } : { say: "approve with edit", body: text };
      const decided = await say(sent, verdict, acting, deps, task);
      if (decided.is !== "changed by cleaning") return ended(decided, acting);
      if (!task || decided.body.length > LONGEST_INPUT) {
        return { say: "Cleaning makes the edit longer than Slack's forms take. Edit it on the console." };
      }
      return { show: editForm({ task, digest }, decided.body, round + 1) };
    }
    case "approve":
      return { say: "There is no such form." };
  }
}

async function say(
  { task: taskId, digest }: { task: string; digest: string },
  verdict: Verdict,
  { by, signal }: Acting,
  deps: ActingDeps,
  known?: Task,
): Promise<Decided> {
  const clean = known && verdict.say === "approve with edit" ? await deps.cleanFor(known, signal) : keep;
  try {
    return await decide({ taskId, digest, verdict, by, via: "slack" }, { ...deps, clean });
  } finally {
    // Also where somebody else was faster, or nobody knows: the message has to show it.
    deps.look(taskId);
  }
}

/** For verdicts that have no text to be posted. */
const keep: Clean = (body) => body;

function ended(decided: Decided, acting: Acting): Outcome {
  return decided.is === "refused" ? { say: refusalFor(decided, "form", acting) } : {};
}

type Refused = Pick<Extract<Decided, { is: "refused" }>, "because" | "why" | "task">;

function whyNotOpen(task: Task | undefined, digest: string, now: Date): Refused | undefined {
  if (!task) return { because: "absent", why: "there is no such task" };
  if (task.state !== "awaiting_approval") return { because: "state", why: task.why, task };
  if (task.plan.digest !== digest) return { because: "stale", why: "the draft has changed", task };
  if (now >= task.ask.deadline) return { because: "late", why: "the time for it is over", task };
  return undefined;
}

/** In a form, a text is a text; after a click it is in Slack's markup, and times are those of whoever reads it. */
function refusalFor({ because, why, task }: Refused, place: "click" | "form", acting: Pick<Acting, "console">): string {
  const at = place === "click" ? time : (date: Date) => `(${utc(date)})`;
  const said = place === "click" ? (text: string) => escaped(text, 500) : (text: string) => text;
  switch (because) {
    case "absent":
      return "There is no such task any more. Nothing was decided.";
    case "stale":
      return "Nothing was decided: the draft has changed since this was shown. The message has the new one.";
    case "late":
      return task?.state === "awaiting_approval"
        ? `Nothing was decided: it could be decided until ${at(task.ask.deadline)}.`
        : "Nothing was decided: the time for it is over.";
    case "state": {
      if (!task) return "Nothing was decided: it no longer waits for a decision.";
      const { words, detail, at: when } = whatBecame(task, acting);
      return `This did nothing any more. ${said(words)} ${at(when)}${detail ? ` ${said(detail)}` : ""}`;
    }
    default:
      return said(why);
  }
}
