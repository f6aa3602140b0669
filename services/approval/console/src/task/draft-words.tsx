import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useMemo, useState } from "react";
import { findPassages } from "../markdown/find-passages.ts";
import { parseMarkdown } from "../markdown/parse.ts";
import { Block } from "../markdown/render.tsx";
import { sameUrl } from "../markdown/safe-url.ts";
import { Label } from "../parts/small.tsx";
import { many } from "../text/words.ts";
import { CitationNote, citationId } from "./citation.tsx";
import { placeNotes } from "./place-notes.ts";
import { UnverifiedNote, unverifiedId } from "./unverified-note.tsx";

type Props = {
  task: TaskShown;
  plan: NonNullable<TaskShown["plan"]>;
  onRemove?: ((passage: string) => void) | undefined;
};

/** The draft as it will look. One row for each block of it, so that the notes keep level with their words at any width. */
export function DraftWords({ task, plan, onRemove }: Props): ReactNode {
  const { shown, definitions, marks } = useMemo(() => {
    const { blocks, ...rest } = parseMarkdown(plan.body);
    const shown = blocks.filter(({ type }) => type !== "html");
    return { ...rest, shown, marks: shown.map((block) => findPassages(block, plan.unverified)) };
  }, [plan]);
  const notes = placeNotes(shown, marks, plan);
  const note = (kind: "citation" | "unverified", n: number) => {
    if (kind === "unverified")
      return (
        <UnverifiedNote key={`u${n}`} n={n} passage={plan.unverified[n] ?? ""} body={plan.body} onRemove={onRemove} />
      );
    const citation = plan.citations[n];
    return (
      citation && (
        <CitationNote key={`c${n}`} taskId={task.id} citation={citation} n={n} number={notes.numbers[n] ?? n + 1} />
      )
    );
  };
  return (
    <>
      {shown.map((block, index) => (
        <div className="pair" key={block.position?.start.offset ?? index}>
          <div className={index === 0 ? "md first" : "md"}>
            <Block
              node={block}
              drawing={{
                definitions,
                html: "left out",
                ...(marks[index] && { marks: marks[index] }),
                afterPassage: (n) => (
                  <a className="mk stop" href={`#${unverifiedId(n)}`} aria-label="note: no source">
                    !
                  </a>
                ),
                afterLink: (url) => {
                  const n = plan.citations.findIndex((one) => sameUrl(one.url, url));
                  return n < 0 ? null : (
                    <a className="mk" href={`#${citationId(n)}`} aria-label={`note ${notes.numbers[n]}`}>
                      {notes.numbers[n]}
                    </a>
                  );
                },
              }}
            />
          </div>
          <div className="margin">{notes.byBlock[index]?.map(({ kind, n }) => note(kind, n))}</div>
        </div>
      ))}
      <div className="pair">
        <footer className="sheet-foot">
          {plan.labels.length > 0 ? (
            <>
              <span>and add</span>
              {plan.labels.map((name) => (
                <Label key={name} name={name} />
              ))}
            </>
          ) : (
            <span>No label is added.</span>
          )}
        </footer>
        <div className="margin cleaned">
          {notes.nowhere.map(({ kind, n }) => note(kind, n))}
          <Cleaned removed={plan.removed} />
        </div>
      </div>
    </>
  );
}

function Cleaned({ removed }: { removed: readonly string[] }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      {removed.length > 0 && (
        <p className="quiet">
          Cleaned before you saw it: {many(removed.length, "thing")}.{" "}
          <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Hide" : "Show"}
          </button>
        </p>
      )}
      {open && (
        <ul className="removed">
          {removed.map((one) => (
            <li key={one}>
              <code>{one}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
