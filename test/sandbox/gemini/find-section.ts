import { isJson } from "./contents.ts";

/** What stands in a tag of that name, or under such a heading up to the next one of its rank, or after "Name:". */
export function section(text: string, name: RegExp): string | undefined {
  const { source } = name;
  const tag = new RegExp(`<((?:${source})(?:[-_][\\w-]+)?)(?:\\s[^>]*)?>([\\s\\S]*?)</\\1>`, "i").exec(text);
  if (tag) return tag[2]?.trim();
  const heading = new RegExp(`^(#{1,4})[ \\t]*(?:${source})[ \\t]*:?[ \\t]*$`, "im").exec(text);
  if (heading) {
    const rest = text.slice(heading.index + heading[0].length);
    const end = new RegExp(`^#{1,${heading[1]?.length ?? 1}}[ \\t]+\\S|^<\\w`, "m").exec(rest)?.index;
    return rest.slice(0, end).trim();
  }
  const line = new RegExp(`^[ \\t*-]*(?:${source})[^\\n:]{0,40}:[ \\t*]*(.*(?:\\n[ \\t]*[-*•].*)*)`, "im").exec(text);
  return line?.[1]?.trim() || undefined;
}

/** The items of such a section: a list, a line with commas, or JSON. What describes them is left out. */
export function listIn(text: string, name: RegExp): string[] {
  const found = jsonList(text, name) ?? section(text, name);
  if (found === undefined) return [];
  if (Array.isArray(found)) return found;
  if (found.startsWith("[")) return parsedList(found) ?? [];
  const lines = found.split("\n").filter((line) => line.trim());
  const items = lines.length > 1 || /^\s*[-*•]/.test(found) ? lines : found.split(/[,;]/);
  return items.map(nameOf).filter((item) => item && !/^(none|nothing|n\/a)\.?$/i.test(item));
}

function nameOf(item: string): string {
  const text = item.trim().replace(/^(?:[-*•]|\d+\.)\s*/, "");
  const [, quoted] = /^[`"']([^`"']+)[`"']/.exec(text) ?? /^\*\*(.+?)\*\*/.exec(text) ?? [];
  return (
    quoted ??
    text
      .split(/\s+[-–—]\s+|:\s+/)[0]
      ?.replace(/\.$/, "")
      .trim() ??
    ""
  );
}

function jsonList(text: string, name: RegExp): string[] | undefined {
  const found = new RegExp(`"(?:${name.source})"\\s*:\\s*(\\[[^\\]]*\\])`, "i").exec(text)?.[1];
  return found === undefined ? undefined : parsedList(found);
}

function parsedList(text: string): string[] | undefined {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map((item) => String(isJson(item) ? item.name : item)) : undefined;
  } catch {
    return undefined;
  }
}
