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

/** A whole page. No script runs on it, whatever somebody wrote. */
export function page(title: string, body: Html): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${{ html: CSS }}</style></head>
<body><nav><a href="/">GitHub sandbox</a></nav><main>${body}</main></body></html>`.html;
}

/** Good CSS is short: it has to look well on a phone, and in the dark. */
const CSS = `
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--blue:#0969da}
@media(prefers-color-scheme:dark){:root{--blue:#58a6ff}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0}
nav{padding:.7rem 1rem;border-bottom:1px solid var(--line);font-weight:600}
main{max-width:46rem;margin:0 auto;padding:1rem}
a{color:var(--blue)}nav a{color:inherit;text-decoration:none}
h1{font-size:1.5rem;line-height:1.25;overflow-wrap:anywhere}h2{font-size:1.1rem;margin-top:2rem}
small,.quiet{opacity:.7}
ul.rows{list-style:none;padding:0;border:1px solid var(--line);border-radius:.5rem}
ul.rows li{padding:.6rem .8rem;overflow-wrap:anywhere}ul.rows li+li{border-top:1px solid var(--line)}
article{border:1px solid var(--line);border-radius:.5rem;margin:1rem 0}
article header{background:var(--soft);padding:.4rem .8rem;border-bottom:1px solid var(--line)}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:0;padding:.7rem .8rem}
.badge{border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;font-size:.8rem;white-space:nowrap}
.open{background:#1a7f37;color:#fff}.closed{background:#8250df;color:#fff}
form{margin:.6rem 0}form.inline{display:inline}
input,textarea,select,button{font:inherit;padding:.4rem .6rem;border:1px solid var(--line);border-radius:.4rem;max-width:100%}
input[name=title],textarea{width:100%}
button{cursor:pointer}button.main{background:#1f883d;color:#fff}
form.inline button{padding:0 .4rem;font-size:.8rem}
`;

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
