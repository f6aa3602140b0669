import type { ReactNode } from "react";
import { revealUnseen, type Unseen } from "../text/invisible.ts";

/** Words with what cannot be seen drawn where it stands. Other spaces only where the bytes matter. */
export function UnseenText({ text, spaces = false }: { text: string; spaces?: boolean }): ReactNode {
  const pieces = revealUnseen(text);
  let at = 0;
  return pieces.map((piece) => {
    const key = at;
    at += typeof piece === "string" ? piece.length : piece.count;
    if (typeof piece === "string") return piece;
    if (piece.mild && !spaces) return " ".repeat(piece.count);
    return <UnseenChip key={key} unseen={piece} />;
  });
}

export function UnseenChip({ unseen: { code, name, count, mild } }: { unseen: Unseen }): ReactNode {
  const times = count === 1 ? "" : `, ${count} times`;
  return (
    <span className={mild ? "unseen mild" : "unseen"} title={`${name}${times}`}>
      <span aria-hidden="true">{count === 1 ? code : `${code} ×${count}`}</span>
      <span className="sr"> {`(${name}${times})`} </span>
    </span>
  );
}
