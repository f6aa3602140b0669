import { isRelative, resolvePath } from "./resolve-path.ts";

export type LinkedDocuments = {
  /** What the reply is drafted from: by path, our own addresses at the commit that was read, whatever the host. */
  documents?: ReadonlyMap<string, string>;
  /** The paths of those that it quotes: a link of theirs may have come along. */
  quoted?: readonly string[];
};

/** The address of the document that a link names, if it names one: by its path, or by that very address. */
type FindDocument = (url: string) => string | undefined;

export const ANCHOR = /^#[\p{L}\p{N}\p{M}_.-]*$/u;
const PARTS = /^([^?#]*)(\?[^#]*)?(#.*)?$/s;
/** Separators and dots in disguise, which a browser may take for what they hide. */
const DISGUISED = /%(?:2e|2f|5c)/i;

export function createFindDocument({ documents = new Map(), quoted = [] }: LinkedDocuments): FindDocument {
  const addresses = new Set(documents.values());
  const directories = new Set(quoted.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))));
  return (url) => {
    const [, path = "", query = "", anchor = ""] = PARTS.exec(url) ?? [];
    const isPlain = anchor === "" || ANCHOR.test(anchor);
    if (addresses.has(path) && query === "" && isPlain) return url;
    if (!isRelative(url) || DISGUISED.test(path)) return undefined;
    const seenFrom = (directory: string) => documents.get(resolvePath(decoded(path), directory) ?? "");
    const seenFromQuoted = new Set([...directories].flatMap((directory) => seenFrom(directory) ?? []));
    const [only] = seenFromQuoted.size === 1 ? seenFromQuoted : [];
    const address = seenFrom("") ?? only;
    return address && address + (isPlain ? anchor : "");
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
