import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useRef } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { useSecond } from "../data/use-now.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { parseMarkdown } from "../markdown/parse.ts";
import { Icon, Mark } from "../parts/icon.tsx";
import { longDuration } from "../text/words.ts";
import { useLiveDraft, useWordByWord } from "./use-live-draft.ts";

/** The draft while it is written. The sheet only grows downwards; scrolling follows only who was at its end. */
export function DraftLive({ task }: { task: TaskShown }): ReactNode {
  const live = useLiveDraft(task.id);
  const text = useWordByWord(live ?? "");
  const end = useRef<HTMLDivElement>(null);
  useFollowing(end, text);
  return (
    <section className="draft" aria-label="The draft, being written" id="draft">
      <div className="pair">
        <div className="stream">
          <header className="sheet-head">
            <span className="face bot">
              <Mark />
            </span>
            <span>
              <b>Frontdesk</b>{" "}
              {task.state === "received"
                ? "sorts the issue first"
                : live === undefined
                  ? "is about to write"
                  : "is writing"}
            </span>
            <Elapsed task={task} />
          </header>
          <div className="md first" aria-live="off">
            {text === "" ? <Waiting task={task} /> : <Written text={text} />}
            <div ref={end} />
          </div>
        </div>
        <div className="margin">
          {task.guidance && (
            <>
              <h2>What should be different</h2>
              <p>“{task.guidance.text}”</p>
              <p className="quiet">{task.guidance.by}</p>
            </>
          )}
        </div>
      </div>
    </section>
  );
}

function Waiting({ task }: { task: TaskShown }): ReactNode {
  if (task.notBefore !== undefined && task.workedOn === undefined)
    return (
      <p className="quiet">
        <Icon name="expired" /> {task.why}
      </p>
    );
  return (
    <p className="quiet">
      The first words come in a moment.
      <span className="caret" aria-hidden="true" />
    </p>
  );
}

/** Blocks that are finished are drawn once; only the last is drawn again with each word. */
function Written({ text }: { text: string }): ReactNode {
  const { blocks } = parseMarkdown(text);
  const starts = blocks.map((block) => block.position?.start.offset ?? 0);
  return (
    <div className="written">
      {starts.map((from, index) => (
        <div key={from} className={index === starts.length - 1 ? "last" : undefined}>
          <Markdown text={text.slice(from, starts[index + 1])} html="left out" />
        </div>
      ))}
    </div>
  );
}

function Elapsed({ task }: { task: TaskShown }): ReactNode {
  const now = useSecond();
  const { stats } = useDesk();
  const usual = useStore(stats, (so) => so?.draft.p50);
  return (
    <span className="end meta">
      {longDuration(now - new Date(task.updatedAt).getTime())}
      {usual ? `, usually ${longDuration(usual * 1_000)}` : ""}
    </span>
  );
}

function useFollowing(end: { current: HTMLElement | null }, text: string): void {
  const wasAtEnd = useRef(false);
  useEffect(() => {
    const pane = end.current?.closest(".task");
    if (!pane) return;
    const look = () => {
      wasAtEnd.current = pane.scrollTop > 0 && pane.scrollHeight - pane.scrollTop - pane.clientHeight < 80;
    };
    pane.addEventListener("scroll", look, { passive: true });
    return () => pane.removeEventListener("scroll", look);
  }, [end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with every word.
  useEffect(() => {
    if (wasAtEnd.current) end.current?.scrollIntoView({ block: "end" });
  }, [text, end]);
}
