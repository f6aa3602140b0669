const NAMED: { [name: string]: string } = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** What prompts put around a stranger's text, and keep it from closing: often the only thing that they escape. */
const MARKS = /&lt;(?=\/?\s*(?:issue|title|body|comment|document|labels?|missing|guidance|rules)\b)/gi;

/** A model reads through escaping. Other entities, in a text where not all is escaped, are the author's own. */
export function unescaped(text: string): string {
  if (/[<>]/.test(text)) return text.replace(MARKS, "<");
  return text.replace(/&(?:(lt|gt|amp|quot|apos)|#(\d{1,6}));/g, decode);
}

function decode(entity: string, name: string | undefined, code: string | undefined): string {
  return NAMED[name ?? ""] ?? (code === undefined ? entity : String.fromCodePoint(Number(code)));
}
