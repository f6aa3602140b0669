import type { EditCleaned } from "@frontdesk/approval/api/actions";
import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useDeferredValue, useEffect, useRef } from "react";
import { useDesk } from "../data/desk.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { Icon } from "../parts/icon.tsx";
import { Sign } from "../parts/state.tsx";
import { many } from "../text/words.ts";
import { Difference } from "./difference.tsx";

type Props = {
  task: TaskShown;
  original: string;
  text: string;
  onText(text: string): void;
  cleanedTo?: string | undefined;
};

const AFTER_TYPING = 400;

/** The words at the left, and at the right what would be posted of them: an edit is cleaned as a draft is. */
export function DraftEdit({ task, original, text, onText, cleanedTo }: Props): ReactNode {
  const box = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(0, 0);
  }, []);
  const { value, why } = useCleaned(task.id, text);
  const preview = useDeferredValue(value && value.of === text ? value.body : text);
  return (
    <div className="edit">
      <div>
        <label className="sr" htmlFor="edit">
          The reply, in Markdown
        </label>
        <textarea id="edit" ref={box} value={text} onChange={(event) => onText(event.target.value)} spellCheck />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a section would have to have a heading. */}
      <div className="md first" role="region" aria-label="Preview">
        <Markdown text={preview} html="left out" />
      </div>
      <div className="edit-state" role="status">
        {why !== undefined && (
          <span className="warn-line">
            <Icon name="warn" />
            The preview is not cleaned: {why}
          </span>
        )}
        {value?.changed && value.of === text && (
          <span className="warn-line">
            <Icon name="clean" />
            {value.removed.length > 0
              ? `Cleaning takes out: ${value.removed.join("; ")}`
              : "Cleaning changes this: the preview shows what would be posted."}
          </span>
        )}
        {value && !value.changed && value.of === text && (
          <Sign tone="good" icon="check">
            Posted as you write it
          </Sign>
        )}
        <span>{changesIn(original, text)}</span>
      </div>
      {cleanedTo !== undefined && (
        <div className="edit-diff">
          <p>What would be posted instead of what you wrote:</p>
          <Difference before={text} after={cleanedTo} label="What cleaning changed" />
        </div>
      )}
    </div>
  );
}

function useCleaned(taskId: string, text: string) {
  const { api } = useDesk();
  return useLoaded<EditCleaned & { of: string }>(async (signal) => {
    await new Promise((resolve) => setTimeout(resolve, AFTER_TYPING));
    signal.throwIfAborted();
    return { ...(await api.cleanEdit(taskId, text, signal)), of: text };
  }, `${taskId} ${text}`);
}

/** How much of it is changed, in sentences as people count them. */
function changesIn(before: string, after: string): string {
  if (before === after) return "Nothing changed yet";
  const sentences = (text: string) =>
    text
      .split(/(?<=[.!?:])\s+|\n+/)
      .map((one) => one.trim())
      .filter(Boolean);
  const old = sentences(before);
  const now = sentences(after);
  const gone = old.filter((one) => !now.includes(one)).length;
  const added = now.filter((one) => !old.includes(one)).length;
  if (gone === 0 && added === 0) return "Only spaces changed";
  return [gone > 0 && `${many(gone, "sentence")} removed`, added > 0 && `${many(added, "sentence")} added`]
    .filter(Boolean)
    .join(", ");
}
