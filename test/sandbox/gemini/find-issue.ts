import { isJson } from "./contents.ts";
import { section } from "./find-section.ts";
import { unescaped } from "./unescape.ts";

export type Issue = { title: string; body: string };

const TAGS = "issue|report|untrusted|user[_-]?content|ticket";
const HEADING = /(?:the |new |github )?issue(?: #?\d+)?/;

/** The issue in a prompt: under a tag, a heading or in JSON; else whatever there is. */
export function findIssue(text: string): Issue {
  const found = blockIn(text);
  if (found === undefined) return parsed(text) ?? readIssue(section(text, HEADING) ?? text);
  const { title, body } = readIssue(`${found.title}${text.slice(found.start, found.end)}`);
  return { title: unescaped(title), body: unescaped(body) };
}

/** Which of these texts has the issue: a tag goes before JSON, and that before a heading. -1: none says so. */
export function indexOfIssue(texts: string[]): number {
  const ways = [blockIn, parsed, (text: string) => section(text, HEADING)];
  for (const way of ways) {
    const index = texts.findIndex((text) => way(text) !== undefined);
    if (index >= 0) return index;
  }
  return -1;
}

/** What surrounds a tagged issue: nothing in that is the reporter's. */
export function withoutIssue(text: string): string {
  const found = blockIn(text);
  return found ? `${text.slice(0, found.start)}${text.slice(found.end)}` : text;
}

type Block = { start: number; end: number; title: string };

/** Up to the last end of such a tag: what somebody closes inside it closes nothing. */
function blockIn(text: string): Block | undefined {
  const pattern = `<((?:${TAGS})(?:[-_][\\w-]+)?)(\\s[^>]*)?>`;
  // What explains the prompt may name the tag in the middle of a line.
  const open = new RegExp(`^[ \\t]*${pattern}`, "im").exec(text) ?? new RegExp(pattern, "i").exec(text);
  if (open) {
    const [whole, tag = "", attributes = ""] = open;
    const start = open.index + whole.length;
    const end = text.toLowerCase().lastIndexOf(`</${tag.toLowerCase()}`);
    const title = /\btitle="([^"]*)"/.exec(attributes)?.[1];
    return { start, end: end < start ? text.length : end, title: title === undefined ? "" : `Title: ${title}\n` };
  }
  const lines = /(?:BEGIN|START)[ _-](?:OF )?ISSUE[^\n]*\n([\s\S]*?)\n[^\n]*END[ _-](?:OF )?ISSUE/di.exec(text);
  const [start, end] = lines?.indices?.[1] ?? [];
  return start === undefined || end === undefined ? undefined : { start, end, title: "" };
}

function readIssue(text: string): Issue {
  const json = text.trim().startsWith("{") && parsed(text);
  if (json) return json;
  const tagged = /<title[^>]*>([\s\S]*?)<\/title>/i.exec(text)?.[1];
  const taggedBody = /<body[^>]*>([\s\S]*)<\/body>/i.exec(text)?.[1];
  if (tagged !== undefined || taggedBody !== undefined) {
    return { title: (tagged ?? "").trim(), body: (taggedBody ?? text.split(/<\/title>/i)[1] ?? "").trim() };
  }
  const named = /^[\s#*-]*title\**\s*:\**\s*(.*)$/im.exec(text);
  const rest = named ? text.slice(named.index + named[0].length) : text;
  const body = /^[\s#*-]*(?:body|description|text)\**\s*:\**\s*([\s\S]*)$/im.exec(rest)?.[1] ?? rest;
  if (named) return { title: named[1]?.trim() ?? "", body: body.trim() };
  const [first = "", ...lines] = text.trim().split("\n");
  return { title: first.replace(/^#+\s*/, "").trim(), body: lines.join("\n").trim() };
}

/** An object with a title and a body, or the first such object in one. */
function parsed(text: string): Issue | undefined {
  const start = /\{\s*"/.exec(text)?.index;
  if (start === undefined) return undefined;
  try {
    return issueIn(JSON.parse(text.slice(start, text.lastIndexOf("}") + 1)));
  } catch {
    return undefined;
  }
}

function issueIn(value: unknown, depth = 0): Issue | undefined {
  if (!isJson(value) || depth > 3) return undefined;
  const { title, body } = value;
  if (typeof title === "string") return { title, body: typeof body === "string" ? body : "" };
  for (const part of Object.values(value)) {
    const found = issueIn(part, depth + 1);
    if (found) return found;
  }
  return undefined;
}
