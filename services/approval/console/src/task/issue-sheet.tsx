import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { Markdown } from "../markdown/markdown.tsx";
import { Label, Meter } from "../parts/small.tsx";
import { countUnseen } from "../text/invisible.ts";
import { languageName, many, percent } from "../text/words.ts";

type Props = { task: TaskShown; open: boolean; onOpen(open: boolean): void };

/** The issue as GitHub shows it, and in the margin what sorting made of it. */
export function IssueSheet({ task, open, onOpen }: Props): ReactNode {
  const body = task.content.body.replaceAll("\r\n", "\n");
  const box = useRef<HTMLDivElement>(null);
  const [isLong, setIsLong] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again with other words.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    element.classList.add("clamp");
    setIsLong(element.scrollHeight > element.clientHeight + 8);
    element.classList.toggle("clamp", !open);
  }, [body, open]);
  return (
    <div className="pair">
      <article className="sheet" aria-label="The issue" id="issue">
        <div ref={box} className={`md${open ? "" : " clamp"}${isLong && !open ? " cut" : ""}`}>
          {body.trim() === "" ? <p className="quiet">No words beyond the title.</p> : <Markdown text={body} />}
        </div>
        {isLong && (
          <div className="sheet-foot">
            <button type="button" className="link" aria-expanded={open} onClick={() => onOpen(!open)}>
              {open ? "Show less of the issue" : "Show the whole issue"}
            </button>
          </div>
        )}
      </article>
      <SortedAs task={task} />
    </div>
  );
}

function SortedAs({ task }: { task: TaskShown }): ReactNode {
  const { kind, confidence, spam, language, summary, suggestedLabels, missing } = task;
  const unseen = countUnseen(task.content.title) + countUnseen(task.content.body.replaceAll("\r\n", "\n"));
  return (
    <aside className="margin" aria-label="Sorting">
      <h2>{kind ? "Sorted as" : "Not sorted yet"}</h2>
      {kind && (
        <dl className="facts">
          <dt>Kind</dt>
          <dd className="sure">
            {kind}
            {confidence !== undefined && (
              <>
                <Meter share={confidence} /> {percent(confidence)} sure
              </>
            )}
          </dd>
          {spam && (
            <>
              <dt>Spam</dt>
              <dd className="stop">looks like it</dd>
            </>
          )}
          {language && (
            <>
              <dt>Language</dt>
              <dd>{languageName(language)}</dd>
            </>
          )}
          {suggestedLabels.length > 0 && (
            <>
              <dt>Labels</dt>
              <dd className="chips">
                {suggestedLabels.map((name) => (
                  <Label key={name} name={name} adds />
                ))}
              </dd>
            </>
          )}
          {summary && (
            <>
              <dt>In short</dt>
              <dd>{summary}</dd>
            </>
          )}
        </dl>
      )}
      {missing.length > 0 && (
        <>
          <h3>What is missing</h3>
          <ul>
            {missing.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </>
      )}
      {unseen > 0 && (
        <p className="quiet aside">
          {many(unseen, "invisible character")} in the issue, drawn where {unseen === 1 ? "it stands" : "they stand"}.
        </p>
      )}
    </aside>
  );
}
