import { unescaped } from "./unescape.ts";

/** A document as a prompt shows it, line by line, each with its own number. */
export type Document = { path: string; lines: { number: number; text: string }[] };

const TAG = /<((?:document|doc|file|source|passage)(?:[-_][\w-]+)?)(\s[^>]*)>([\s\S]*?)<\/\1\s*>/gi;
const PATH = String.raw`[\w@.-]+(?:\/[\w@.-]+)*\.(?:mdx?|rst|txt|adoc|ya?ml|json|toml|ts|js|py|go|rs|java)`;
/** "## docs/install.md", "File: docs/install.md (lines 3-9)", "=== docs/install.md ===". */
const HEADING = new RegExp(
  `^(?:#{1,6}[ \\t]+|=+[ \\t]*|-{3,}[ \\t]*)?(?:(?:file|document|source|path)[ \\t]*:[ \\t]*)?[\`*]*(${PATH})[\`*]*[ \\t]*(?:\\(?(?:lines?[ \\t]*|:|L)(\\d+)[^\\n)]*\\)?)?[ \\t]*:?(?:=+|-{3,})?[ \\t]*$`,
  "gim",
);
/** Where the last document under a heading ends. */
const END = /^<\/?\w|^#{1,2}[ \t]+(?:(?:the |new )?issue|labels|comments|task|instructions|rules|missing)\b/im;
const NUMBERED = /^\s*L?(\d+)(?:\s*[|:│→]\s?|\t)(.*)$/;

export function findDocuments(text: string): Document[] {
  const tagged = [...text.matchAll(TAG)].flatMap(([, , attributes = "", inner = ""]) => {
    const path = /\b(?:path|name|file|src|source)\s*=\s*["']([^"']+)["']/.exec(attributes)?.[1];
    const start = /\b(?:lines?|start(?:-?line)?|from)\s*=\s*["']?L?(\d+)/i.exec(attributes)?.[1];
    return path === undefined ? [] : [{ path, lines: numbered(unescaped(inner), Number(start ?? 1)) }];
  });
  if (tagged.length) return tagged;
  const listed = inJson(text);
  return listed.length ? listed : headed(text);
}

/** What surrounds tagged documents. */
export function withoutDocuments(text: string): string {
  return text.replace(TAG, "");
}

/** Objects with a path and a text, anywhere in a prompt that is JSON. */
function inJson(text: string): Document[] {
  const start = text.search(/^\s*\{/m);
  if (start < 0) return [];
  try {
    return documentsIn(JSON.parse(text.slice(start, text.lastIndexOf("}") + 1)));
  } catch {
    return [];
  }
}

function documentsIn(value: unknown, depth = 0): Document[] {
  if (depth > 4 || typeof value !== "object" || value === null) return [];
  const { path, text, content, startLine } = value as { [name: string]: unknown };
  const said = text ?? content;
  if (typeof path === "string" && typeof said === "string") {
    return [{ path, lines: numbered(said, Number(startLine ?? 1)) }];
  }
  return Object.values(value).flatMap((part) => documentsIn(part, depth + 1));
}

function headed(text: string): Document[] {
  const headings = [...text.matchAll(HEADING)];
  return headings.map((heading, index) => {
    const [whole, path = "", start] = heading;
    const rest = text.slice(heading.index + whole.length, headings[index + 1]?.index);
    const inner = rest.slice(0, END.exec(rest)?.index);
    const fenced = /^\s*(`{3,})[^\n]*\n([\s\S]*?)\n\1/.exec(inner)?.[2];
    return { path, lines: numbered(fenced ?? inner, Number(start ?? 1)) };
  });
}

function numbered(text: string, first: number): Document["lines"] {
  const lines = text
    .replace(/^\r?\n/, "")
    .trimEnd()
    .split(/\r?\n/);
  const own = lines.map((line) => NUMBERED.exec(line));
  if (own.filter(Boolean).length > lines.length / 2) {
    return own.flatMap((found) => (found ? [{ number: Number(found[1]), text: found[2] ?? "" }] : []));
  }
  return lines.map((line, index) => ({ number: first + index, text: line }));
}
