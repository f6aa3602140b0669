import type { ReactNode } from "react";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { type DiffLine, diffLines } from "../text/diff-lines.ts";

const SIGN = { same: "", gone: "−", new: "+", skipped: "…" };
const SAID = { same: "", gone: "gone: ", new: "new: ", skipped: "" };

/** What changed, line by line. */
export function Difference({ before, after, label }: { before: string; after: string; label: string }): ReactNode {
  const lines = diffLines(before, after);
  if (lines.length === 0) return null;
  return (
    <ol className="lines diff" aria-label={label}>
      {lines.map((line, index) => (
        <Line key={`${line.is}${line.n ?? index}`} line={line} />
      ))}
    </ol>
  );
}

function Line({ line: { is, text, n } }: { line: DiffLine }): ReactNode {
  return (
    <li className={is}>
      <span className="n" aria-hidden="true">
        {is === "same" ? n : SIGN[is]}
      </span>
      <span>
        {SAID[is] !== "" && <span className="sr">{SAID[is]}</span>}
        <UnseenText text={text} />
      </span>
    </li>
  );
}
