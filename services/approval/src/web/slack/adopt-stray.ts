import { NOTICES } from "@frontdesk/shared/domain/notice";
import type { Chat } from "@frontdesk/shared/ports/chat";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

export type StrayDeps = {
  values: Pick<SharedValues, "get" | "update">;
  chat: Pick<Chat, "removeClicked">;
  /** Has the task's message looked after, soon. */
  look: (taskId: string) => void;
  now: () => Date;
};

type Clicked = { task: string; answerTo: string | undefined; message: { channel: string; ts: string } | undefined };

/**
 * A click tells which message it was on. If nobody knew of that one, because the answer to its posting was lost, it is
 * known now; if another one is known, this is a stray copy, and goes.
 */
export async function adoptOrRemove(
  { task, answerTo, message }: Clicked,
  { values, chat, look, now }: StrayDeps,
  signal: AbortSignal,
): Promise<void> {
  if (!message) return;
  const known = await values.get(NOTICES, task);
  if (!known || known.ts === message.ts) return;
  if (known.ts !== undefined) {
    if (answerTo !== undefined) await chat.removeClicked(answerTo, signal);
    return;
  }
  if (!known.sending || known.channel !== message.channel) return;
  await values.update(NOTICES, task, (notice) => {
    if (!notice?.sending || notice.ts !== undefined) return undefined;
    // Whatever it shows, it has not been shown by us.
    const value = { ...notice, ts: message.ts, sending: undefined, shown: undefined, shownVersion: 0 };
    return { value, dueAt: now() };
  });
  look(task);
}
