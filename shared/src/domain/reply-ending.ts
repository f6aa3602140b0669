import type { Citation } from "./citation.ts";
import type { Notes } from "./plan.ts";
import type { Source } from "./task.ts";

/** What we say below every reply, above the marker. */
export const FOOTER = "*Drafted by Frontdesk, a bot, from this repository's documents.*";

/** In characters: with a reply of the longest, the footer and the marker it still fits into one comment. */
const LONGEST_SOURCES = 4_000;

/** Below the reply, above the footer: the places that it cites, each linked at its commit. `web` is where people see the repository. */
export function sourcesLine(citations: readonly Citation[], source: Source, web: string): string | undefined {
  const links: string[] = [];
  let length = 0;
  for (const citation of citations) {
    const link = `[\`${shownPath(citation)}\`](${citedAt(citation, source, web)})`;
    length += link.length + ", ".length;
    if (length > LONGEST_SOURCES) break;
    links.push(link);
  }
  return links.length === 0 ? undefined : `Sources: ${links.join(", ")}`;
}

/** What a draft was made from: by path, the address of each document at the commit that was read, and which it quotes. */
export function documentsOf(
  { citations, documents }: Pick<Notes, "citations" | "documents">,
  source: Source,
  web: string,
): { documents: ReadonlyMap<string, string>; quoted: string[] } {
  const read = documents?.paths.map((path) => ({ path, commit: documents.commit })) ?? [];
  const addresses = [...citations, ...read].map((file) => [file.path, fileAt(file, source, web)] as const);
  return { documents: new Map(addresses), quoted: citations.map(({ path }) => path) };
}

/** The address of what is cited, at its commit. */
export function citedAt(citation: Citation, source: Source, web: string): string {
  const { fromLine, toLine } = citation;
  const lines = fromLine === toLine ? `L${fromLine}` : `L${fromLine}-L${toLine}`;
  return `${fileAt(citation, source, web)}#${lines}`;
}

function fileAt({ path, commit }: Pick<Citation, "path" | "commit">, { repo }: Source, web: string): string {
  const at = path.split("/").map(encoded).join("/");
  return `${web}/${repo.owner}/${repo.name}/blob/${commit}/${at}`;
}

/** In code, nothing in a file's name means anything, but for what ends the code, and what looks like a marker. */
function shownPath({ path }: Citation): string {
  return path.toWellFormed().replaceAll(/[`[\]<>\p{C}\u2028\u2029]/gu, "");
}

/** With the parentheses, which would end the link. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replaceAll("(", "%28").replaceAll(")", "%29");
}
