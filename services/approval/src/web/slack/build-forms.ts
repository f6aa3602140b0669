import type { Task } from "@frontdesk/shared/domain/task";
import type { Block, Form } from "@frontdesk/shared/ports/chat";
import { nameOf } from "./name-task.ts";
import { plain, section } from "./slack-text.ts";

/** Slack takes no longer text in a form: what is longer is edited on the console. */
export const LONGEST_INPUT = 3_000;
const LONGEST_NOTE = 2_000;

/** What a form brings back: which task, which draft was seen, and how often the form was shown. */
export type FormMemory = { task: string; digest: string; round: number };

type Shown = { task: Task; digest: string };

/** `round`: shown again, with a text that isn't what was typed. */
export function editForm({ task, digest }: Shown, body: string, round = 0): Form {
  const again =
    "Cleaning changed your edit: this is what would be posted. Nothing is decided yet. Send it again if it is right.";
  return form("edit", "Edit the reply", "Approve edited", { task: task.id, digest, round }, [
    section(plain(round === 0 ? `${nameOf(task)}: what you send is approved and posted.` : again)),
    // Under its old id Slack would go on showing what was typed.
    input(`text ${round}`, "Reply", { max_length: LONGEST_INPUT, initial_value: body }),
  ]);
}

export function rejectForm({ task, digest }: Shown): Form {
  return form("reject", "Reject", "Reject", { task: task.id, digest, round: 0 }, [
    section(plain(`${nameOf(task)}: nothing is posted, and nothing more is drafted.`)),
    { ...input("text 0", "Why", { max_length: LONGEST_NOTE }), optional: true },
  ]);
}

export function sendBackForm({ task, digest }: Shown): Form {
  return form("send_back", "Send back", "Send back", { task: task.id, digest, round: 0 }, [
    section(plain(`${nameOf(task)}: it is drafted again, with what you say here.`)),
    input("text 0", "What should be different?", { max_length: LONGEST_NOTE }),
  ]);
}

/** The end of a form that has nothing more to ask. */
export function saidForm(text: string): Form {
  const memory = { task: "", digest: "", round: 0 };
  const { submit: _, ...rest } = form("said", "Frontdesk", "Close", memory, [section(plain(text))]);
  return rest;
}

function form(callback_id: string, title: string, submit: string, memory: FormMemory, blocks: Block[]): Form {
  return {
    ...{ type: "modal", callback_id, title: { type: "plain_text", text: title } },
    ...{ submit: { type: "plain_text", text: submit }, close: { type: "plain_text", text: "Close" } },
    ...{ private_metadata: JSON.stringify(memory), blocks },
  };
}

function input(
  block_id: string,
  label: string,
  limits: { max_length: number; initial_value?: string },
): Extract<Block, { type: "input" }> {
  const element = { type: "plain_text_input", action_id: "text", multiline: true, ...limits } as const;
  return { type: "input", block_id, label: { type: "plain_text", text: label }, element };
}
