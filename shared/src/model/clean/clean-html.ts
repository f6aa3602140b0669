import type { Html } from "mdast";
import type { Edit } from "./edit.ts";
import { placeOf } from "./parse-reply.ts";
import { removal } from "./removed.ts";

/** Comments, instructions, declarations, elements whose content is no text, tags; each may lack its end. */
const TAGS =
  /<!--[\s\S]*?(?:-->|$)|<\?[\s\S]*?(?:\?>|$)|<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|<(script|style|textarea|title|iframe|object|svg|template|noscript)(?![\w-])[\s\S]*?(?:<\/\1\s*>|$)|<[/!]?[A-Za-z][^>]*(?:>|$)/gi;

/** `<name>`, as in "run npm install <package>": meant to be read, unless it is the name of an element. */
const PLACEHOLDER = /^<([A-Za-z][\w-]*)>/;
const ELEMENTS = new Set(
  `a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
  button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl
  dt element em embed fencedframe fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head
  header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark
  marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option
  output p param picture plaintext portal pre progress q rb rp rt rtc ruby s samp script search section select shadow
  slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead
  time title tr track tt u ul use var video wbr xmp`.split(/\s+/),
);

/** Every tag goes, and what it hides; the words between tags stay. */
export function cleanHtml(node: Html, source: string): Edit[] {
  const { start, end } = placeOf(node);
  const html = source.slice(start, end);
  const [placeholder, name = ""] = PLACEHOLDER.exec(html) ?? [];
  if (placeholder !== undefined && !ELEMENTS.has(name.toLowerCase())) return [{ start, end: start + 1, text: "&lt;" }];
  const edits = [...html.matchAll(TAGS)].map(({ 0: tag, index }) => ({
    start: start + index,
    end: start + index + tag.length,
    text: /^<br(?![\w-])/i.test(tag) ? " " : "",
    removed: removal("html", tag),
  }));
  return edits.length > 0 ? edits : [{ start, end, text: "", removed: removal("html", html) }];
}
