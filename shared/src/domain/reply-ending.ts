import type { Citation } from "./citation.ts";
import type { Source } from "./task.ts";

/** What we say below every reply, above the marker. */
export const FOOTER = "*Drafted by Frontdesk, a bot, from this repository's documents.*";

/** In characters: with a reply of the longest, the footer and the marker it still fits into one comment. */
const LONGEST_SOURCES = 4_000;

/** Below the reply, above the footer: the places that it cites, each linked at its commit. `web` is where people see the repository. */
export function sourcesLine(citations: readonly Citation[], source: Source, web: string): string | undefined {
  const links: string[] = [];
  let length = 0;
  for (const link of citations.map((citation) => linkTo(citation, source, web))) {
    length += link.length + ", ".length;
    if (length > LONGEST_SOURCES) break;
    links.push(link);
  }
  return links.length === 0 ? undefined : `Sources: ${links.join(", ")}`;
}

function linkTo({ path, commit, fromLine, toLine }: Citation, { repo }: Source, web: string): string {
  const at = path.split("/").map(encoded).join("/");
  const lines = fromLine === toLine ? `L${fromLine}` : `L${fromLine}-L${toLine}`;
  // In code, nothing in a file's name means anything, but for what ends the code, and what looks like a marker.
  const shown = path.toWellFormed().replaceAll(/[`[\]<>\p{C}\u2028\u2029]/gu, "");
  return `[\`${shown}\`](${web}/${repo.owner}/${repo.name}/blob/${commit}/${at}#${lines})`;
}

/** With the parentheses, which would end the link. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll("(", "%28").replaceAll(")", "%29");
}
