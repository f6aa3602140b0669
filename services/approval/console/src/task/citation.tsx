import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { useKeys } from "../keys.ts";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ghosts } from "../parts/small.tsx";

type Citation = NonNullable<TaskShown["plan"]>["citations"][number];

export const citationId = (n: number): string => `note-${n + 1}`;
const lineWords = ({ fromLine, toLine }: Citation) => (fromLine === toLine ? `${fromLine}` : `${fromLine}–${toLine}`);

/** A place in the documents that the draft cites. It was found there, word for word, when the draft was made. */
export function CitationNote({
  taskId,
  citation,
  n,
  number,
}: {
  taskId: string;
  citation: Citation;
  n: number;
  number: number;
}): ReactNode {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="note" id={citationId(n)}>
      <span className="mk" aria-hidden="true">
        {number}
      </span>
      <span className="note-line">
        <button
          ref={button}
          type="button"
          className="note-src"
          aria-expanded={open}
          data-note
          onClick={() => setOpen(!open)}
        >
          <span className="sr">note {number}: </span>
          {citation.path} {lineWords(citation)}
        </button>
        <span className="good">
          <Icon name="check" label="found there" />
        </span>
      </span>
      {open && <CitationPop taskId={taskId} citation={citation} n={n} onClose={close} />}
    </div>
  );
}

const FIRST_LINES = 12;

function CitationPop({
  taskId,
  citation,
  n,
  onClose,
}: {
  taskId: string;
  citation: Citation;
  n: number;
  onClose(): void;
}): ReactNode {
  const { api } = useDesk();
  const { value, why, again } = useLoaded((signal) => api.citation(taskId, n, signal), `${taskId} ${n}`);
  const [all, setAll] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useKeys({ escape: onClose });
  useEffect(() => {
    box.current?.focus();
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.parentElement?.contains(event.target)) onClose();
    };
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [onClose]);
  const lines = value?.lines ?? [];
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  return (
    <div
      ref={box}
      className="pop"
      role="dialog"
      tabIndex={-1}
      aria-label={`${citation.path}, lines ${citation.fromLine} to ${citation.toLine}`}
    >
      <header>
        <code>{citation.path}</code>
        <span className="meta">
          {lineWords(citation)} at {citation.commit.slice(0, 7)}
        </span>
        <button type="button" className="btn plain icon small end" aria-label="Close" onClick={onClose}>
          <Icon name="x" />
        </button>
      </header>
      {why !== undefined && (
        <p className="pop-say stop">
          {why}{" "}
          <button type="button" className="link" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {value === undefined && why === undefined && (
        <div className="pop-say">
          <Ghosts lines={[80, 65, 95]} />
        </div>
      )}
      {value && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
        <ol className="lines" tabIndex={0} aria-label="The passage in its surroundings">
          {shown.map((text, index) => {
            const number = value.first + index;
            return (
              <li key={number} className={number >= value.from && number <= value.to ? "on" : undefined}>
                <span className="n" aria-hidden="true">
                  {number}
                </span>
                <span>
                  <UnseenText text={text} />
                </span>
              </li>
            );
          })}
        </ol>
      )}
      <footer>
        <a href={citation.url} target="_blank" rel="noopener noreferrer">
          Open on GitHub
        </a>
        {lines.length > shown.length && (
          <button type="button" className="link" onClick={() => setAll(true)}>
            Show all {lines.length} lines
          </button>
        )}
        <span className="meta">Esc closes</span>
      </footer>
    </div>
  );
}
