/** Text that is HTML already. */
export type Html = { html: string };
type Piece = Html | string | undefined | readonly Html[];

/** Escapes everything that is put in, but for what is HTML already. */
export function html(texts: TemplateStringsArray, ...pieces: Piece[]): Html {
  const render = (piece: Piece): string => {
    if (piece === undefined) return "";
    if (typeof piece === "string") return escaped(piece);
    return "html" in piece ? piece.html : piece.map(render).join("");
  };
  return { html: texts.reduce((done, text, at) => done + render(pieces[at - 1]) + text) };
}

const NAMED: { [character: string]: string } = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => NAMED[character] ?? character);
}
