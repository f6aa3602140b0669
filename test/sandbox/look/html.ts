/** Text that is HTML already. */
export type Html = { html: string };
type Piece = Html | string | number | undefined | readonly Html[];

/** Escapes everything that is put in, but for what is HTML already. */
export function html(texts: TemplateStringsArray, ...pieces: Piece[]): Html {
  const render = (piece: Piece): string => {
    if (piece === undefined) return "";
    if (typeof piece === "object") return "html" in piece ? piece.html : piece.map(render).join("");
    return escaped(String(piece));
  };
  return { html: texts.reduce((done, text, at) => done + render(pieces[at - 1]) + text) };
}

function escaped(text: string): string {
  const named: { [character: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => named[character] ?? character);
}
