import { type ReactNode, useState } from "react";
import { withoutPassage } from "../markdown/find-passages.ts";

export const unverifiedId = (n: number): string => `unverified-${n + 1}`;

type Props = { n: number; passage: string; body: string; onRemove: ((passage: string) => void) | undefined };

/** Something that the draft says and no document does. Whether it stays is the reviewer's to say. */
export function UnverifiedNote({ n, passage, body, onRemove }: Props): ReactNode {
  const [kept, setKept] = useState(false);
  const canRemove = onRemove !== undefined && withoutPassage(body, passage) !== undefined;
  return (
    <div className="note" id={unverifiedId(n)}>
      <span className={`mk${kept ? "" : " stop"}`} aria-hidden="true">
        !
      </span>
      <p className={kept ? "quiet" : "stop"} data-note tabIndex={-1}>
        {kept ? "No source, kept by you" : "No source found"}
      </p>
      <p className="passage">“{passage}”</p>
      {!kept && onRemove && (
        <div className="acts">
          {canRemove && (
            <button type="button" className="link" onClick={() => onRemove(passage)}>
              Remove it
            </button>
          )}
          <button type="button" className="link" onClick={() => setKept(true)}>
            Keep it
          </button>
        </div>
      )}
    </div>
  );
}
