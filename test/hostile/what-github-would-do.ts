import { parseReply } from "@frontdesk/shared/model/clean/parse-reply";
import type { Tree } from "./tree.ts";
import { walk } from "./tree.ts";

/**
 * Reads a comment as GitHub and the bots that listen there do, and names everything in it that would be more than
 * words. It knows nothing of how replies are cleaned: only the parser is the same, and a test shows what this sees.
 */
export function whatGithubWouldDo(text: string, repo = "acme/webapp"): string[] {
  const found: string[] = [];
  const tree: Tree = parseReply(text);
  walk(tree, (node, parents) => {
    const inLink = parents.some((parent) => parent.type === "link");
    if (node.type === "html") found.push(`html: ${node.value}`);
    if (node.type === "image" || node.type === "imageReference") found.push(`image: ${node.url ?? node.identifier}`);
    if ((node.type === "link" || node.type === "definition") && !isAtHome(node.url ?? "", repo)) {
      found.push(`link: ${node.url}`);
    }
    if (node.type === "link" || node.type === "definition") found.push(...titleOffences(node.title ?? ""));
    if (node.type === "link" && shownElsewhere(wordsOf(node), node.url ?? ""))
      found.push(`misleading: ${wordsOf(node)}`);
    if (node.type === "code" && /^(suggestion|mermaid|math|geojson|topojson|stl)\b/i.test(node.lang ?? "")) {
      found.push(`active: ${node.lang}`);
    }
    if (node.type === "text") found.push(...wordOffences(node.value ?? "", repo, inLink));
    if (["paragraph", "heading", "tableCell"].includes(node.type)) found.push(...closing(node));
  });
  return [...found, ...byteOffences(text, tree)];
}

function isAtHome(url: string, repo: string): boolean {
  if (url.startsWith("#")) return true;
  if (/[\\\s]|^\/\/|%2f|%5c|%2e/i.test(url)) return false;
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !url.startsWith("https://github.com/")) return false;
  const at = new URL(url, `https://github.com/${repo}/issues/1`);
  const plain = at.protocol === "https:" && at.host === "github.com" && at.username + at.password === "";
  return plain && `${at.pathname.toLowerCase()}/`.startsWith(`/${repo}/`);
}

function titleOffences(title: string): string[] {
  return /[<>@]|:\/\/|www\./.test(title) ? [`title: ${title}`] : [];
}

function shownElsewhere(words: string, url: string): boolean {
  const shown = /https?:\/\/[^\s<>]+/i.exec(words)?.[0];
  if (shown === undefined || !URL.canParse(shown)) return shown !== undefined;
  return URL.canParse(url) ? new URL(shown).host !== new URL(url).host : true;
}

function wordOffences(words: string, repo: string, inLink: boolean): string[] {
  const found: string[] = [];
  for (const [mention] of words.matchAll(/(^|[^0-9A-Za-z_])[@\uFF20\uFE6B][0-9A-Za-z]/g))
    found.push(`mention: ${mention}`);
  for (const [at] of words.matchAll(/[0-9A-Za-z._+-]{1,64}@[0-9A-Za-z_-]{1,64}\.[0-9A-Za-z]+/g))
    found.push(`e-mail: ${at}`);
  for (const [url] of words.matchAll(/(https?|ftp):\/\/[^\s<]*|www\.[^\s<]+/gi)) {
    if (!(inLink && isAtHome(url, repo)) && !isAtHome(url.replace(/[).,*_~]+$/, ""), repo))
      found.push(`address: ${url}`);
  }
  for (const [reference, where] of words.matchAll(
    /([A-Za-z0-9][\w.-]{0,99}\/[\w.-]{1,100})(?:#\d+|@[0-9a-f]{7,40}\b)/g,
  )) {
    if (!inLink && where?.toLowerCase() !== repo) found.push(`reference: ${reference}`);
  }
  if (/[A-Za-z0-9+/=_-]{600}/.test(words)) found.push("encoded data");
  for (const [character] of unseen(words)) found.push(`unseen, written out: U+${character.toString(16)}`);
  return found;
}

function wordsOf(node: Tree): string {
  if (node.type === "inlineCode" || node.type === "footnoteReference") return "\u0000";
  if (node.type === "break") return "\n";
  return node.value ?? (node.children ?? []).map(wordsOf).join("");
}

function closing(block: Tree): string[] {
  const words = issueWords(block);
  const keyword =
    /\b(close|closes|closed|fix|fixes|fixed|resolve|resolves|resolved)\b\s*:?\s*(#\d|gh-\d|[\w.-]{1,100}\/[\w.-]{1,100}#\d|https?:\/\/\S+\/(issues|pull)\/\d)/i;
  const found = keyword.exec(words)?.[0];
  return found === undefined ? [] : [`closes: ${found}`];
}

function issueWords(node: Tree): string {
  if (node.type === "link" && /\/(issues|pull)\/\d/.test(node.url ?? "")) return "#1";
  return node.children ? node.children.map(issueWords).join("") : wordsOf(node);
}

/** What is found in the bytes, whatever a parser makes of them. */
function byteOffences(text: string, tree: Tree): string[] {
  const found: string[] = [];
  if (!text.isWellFormed()) found.push("half a character");
  for (const [character, index] of unseen(text)) found.push(`unseen: U+${character.toString(16)} at ${index}`);
  if (/<!--\s*frontdesk:/i.test(text)) found.push("marker");
  if (/^\/[A-Za-z][\w-]*(?:[ \t]|$)/m.test(text)) found.push("command in the first column");
  const prose = withoutCodeAndAutolinks(text, tree);
  const command = /^[ \t>]*(?:[-+*][ \t]+|\d+[.)][ \t]+|#{1,6}[ \t]+|\|[ \t]*)*(?:\[[ xX]\][ \t]+)?\/[A-Za-z]\w*/m.exec(
    prose,
  );
  if (command) found.push(`command: ${command[0]}`);
  if (/<[A-Za-z!/?]/.test(prose.replace(/\\</g, "\\ "))) found.push("a tag's start");
  return found;
}

function withoutCodeAndAutolinks(text: string, tree: Tree): string {
  const characters = text.split("");
  walk(tree, (node) => {
    const autolink = node.type === "link" && characters[node.position?.start.offset ?? 0] === "<";
    if (node.type !== "code" && node.type !== "inlineCode" && !autolink) return;
    characters.fill("\u0000", node.position?.start.offset, node.position?.end.offset);
  });
  return characters.join("");
}

/** By number, so that it doesn't lean on the tables that the regular expressions have. */
const UNSEEN: readonly [number, number][] = [
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffc],
  [0xfffe, 0xffff],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0x10ffff],
];

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function* unseen(text: string): Generator<[code: number, index: number]> {
  if (/^[\t\n -~]*$/.test(text)) return;
  for (const { segment, index } of graphemes.segment(text)) {
    if (/^\p{RGI_Emoji}$/v.test(segment) || /^\p{Extended_Pictographic}[\uFE0E\uFE0F]$/u.test(segment)) continue;
    const joined = /[\u0600-\u08ff\u0900-\u0dff]/.test(segment) ? segment.replace(/[\u200c\u200d]/, "") : segment;
    const pictures = /\p{Extended_Pictographic}/u.test(segment) ? joined.replace(/[\u200d\ufe0f\ufe0e]/g, "") : joined;
    for (const character of pictures) {
      const code = character.codePointAt(0) ?? 0;
      if (UNSEEN.some(([first, last]) => code >= first && code <= last)) yield [code, index];
    }
  }
}
