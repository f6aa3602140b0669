import type { Code, InlineCode } from "mdast";
import type { Edit } from "./edit.ts";
import { encodedData } from "./encoded-data.ts";
import { placeOf } from "./parse-reply.ts";
import { removal } from "./removed.ts";

/** What GitHub draws, or offers as a button, instead of showing it as code. */
const ACTIVE = /^(?:suggestion|math|mermaid|geojson|topojson|stl)(?![A-Za-z])/i;
const PLAIN_INFO = /^[\w+#.-]{1,40}(?: [\w ={}",.:/#+-]{1,100})?$/;

/** Bots read the first column of every line, code or not. A path has a second slash, a command has none. */
const COMMAND = /(?<=^|\n)\/(?=[A-Za-z][\w-]*(?![\w/.-]))/g;

export function cleanCode(node: Code | InlineCode, source: string): Edit[] {
  const { start, end } = placeOf(node);
  const code = source.slice(start, end);
  const edits = cleanCodeText(code, start);
  if (node.type === "code") edits.push(...cleanInfo(code, start));
  else if (source[start - 1] === "$" && source[end] === "$") {
    // Between dollars GitHub takes code for mathematics, which has links of its own.
    edits.push({ start: end, end: end + 1, text: "", removed: removal("active block", `$${code}$`) });
  }
  return edits;
}

/** What is not harmless even in code. */
export function cleanCodeText(code: string, start: number): Edit[] {
  return [...encodedData(code, start), ...commandsIn(code, start)];
}

function cleanInfo(code: string, start: number): Edit[] {
  const [, fence, space = "", info = ""] = /^(`{3,}|~{3,})([ \t]*)([^\n]*)/.exec(code) ?? [];
  const plain = info.trimEnd();
  if (fence === undefined || plain === "" || (PLAIN_INFO.test(plain) && !ACTIVE.test(plain))) return [];
  const from = start + fence.length;
  return [{ start: from, end: from + space.length + info.length, text: "", removed: removal("active block", info) }];
}

function commandsIn(code: string, start: number): Edit[] {
  return [...code.matchAll(COMMAND)]
    .filter(({ index }) => index > 0)
    .map(({ index }) => {
      const at = start + index;
      return { start: at, end: at, text: " ", removed: removal("slash command", lineAt(code, index)) };
    });
}

function lineAt(text: string, index: number): string {
  return text.slice(index, index + 60).split("\n")[0] ?? "";
}
