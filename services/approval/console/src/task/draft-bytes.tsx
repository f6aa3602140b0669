import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { UnseenChip, UnseenText } from "../markdown/unseen-text.tsx";
import { Copy } from "../parts/small.tsx";
import { revealUnseen, type Unseen } from "../text/invisible.ts";
import { bytesOf, count, many } from "../text/words.ts";

/** Nothing rendered, nothing cut: every character that would be posted, and those that cannot be seen by their names. */
export function DraftBytes({ plan, label }: { plan: NonNullable<TaskShown["plan"]>; label: string }): ReactNode {
  const lines = plan.body.split("\n");
  const unseen = unseenOf(plan.body);
  const breaks = lines.filter((line) => / {2,}$/.test(line)).length;
  return (
    <>
      <div className="pair">
        <ol className="bytes" aria-label={label}>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are what they are by their place.
            <li key={index}>
              <span>
                <Bytes line={line} />
              </span>
            </li>
          ))}
        </ol>
        <aside className="margin" aria-label="What is drawn here">
          {(unseen.length > 0 || breaks > 0) && (
            <>
              <h2>Drawn here, not in the text</h2>
              <dl className="facts">
                {breaks > 0 && (
                  <>
                    <dt className="ws">··</dt>
                    <dd>spaces at a line’s end: a line break</dd>
                  </>
                )}
                {unseen.map((one) => (
                  <div className="fact" key={one.code}>
                    <dt>
                      <UnseenChip unseen={{ ...one, count: 1 }} />
                    </dt>
                    <dd>
                      {one.name}, {many(one.count, "time")}
                    </dd>
                  </div>
                ))}
              </dl>
            </>
          )}
          <p className="quiet aside">
            The last line is ours. It cannot be seen on GitHub and keeps this comment from being posted twice.
          </p>
        </aside>
      </div>
      <div className="pair">
        <footer className="sheet-foot">
          <span>{count(bytesOf(plan.body))} bytes, UTF-8</span>
          <span className="mono">
            sha-256 {plan.digest.slice(0, 16)}…{plan.digest.slice(-4)}
          </span>
          <Copy text={plan.body}>Copy bytes</Copy>
        </footer>
        <div className="margin" />
      </div>
    </>
  );
}

function Bytes({ line }: { line: string }): ReactNode {
  if (line === "") return <br />;
  if (line.startsWith("<!-- frontdesk:")) return <span className="quiet">{line}</span>;
  const words = line.replace(/ {2,}$/, "");
  return (
    <>
      <UnseenText text={words} spaces />
      {words !== line && <span className="ws">{"·".repeat(line.length - words.length)}</span>}
    </>
  );
}

function unseenOf(text: string): Unseen[] {
  const byCode = new Map<string, Unseen>();
  for (const piece of revealUnseen(text)) {
    if (typeof piece === "string") continue;
    const had = byCode.get(piece.code);
    byCode.set(piece.code, { ...piece, count: piece.count + (had?.count ?? 0) });
  }
  return [...byCode.values()];
}
