import { type Html, html } from "../look/html.ts";
import type { TextObject } from "./check-blocks.ts";

/**
 * Slack's markup, as far as it does something: who is mentioned and what is linked. `verbatim` is not relied on for
 * that: only what stands in angle brackets counts.
 */
export function renderText(text: TextObject): Html {
  return text.type === "plain_text" ? html`${text.text}` : renderMarkup(text.text);
}

export function renderMarkup(text: string): Html {
  const pieces = text.split(/(<[^<>\n]*>|\*[^*\n]+\*|`[^`\n]+`)/);
  return html`${pieces.map(renderPiece)}`;
}

/** Everybody and everything that this text would call. */
export function mentionsIn(text: string): string[] {
  return [...text.matchAll(/<([@#!][^<>]*)>/g)]
    .map(([, what = ""]) => what)
    .filter((what) => !what.startsWith("!date^"));
}

function renderPiece(piece: string): Html {
  if (/^<.*>$/.test(piece)) return renderAngle(piece.slice(1, -1));
  if (/^\*.+\*$/.test(piece)) return html`<b>${renderMarkup(piece.slice(1, -1))}</b>`;
  if (/^`.+`$/.test(piece)) return html`<code>${unescaped(piece.slice(1, -1))}</code>`;
  return html`${unescaped(piece)}`;
}

function renderAngle(inside: string): Html {
  const [target = "", label] = inside.split("|");
  const date = /^!date\^(\d+)\^([^|^]*)/.exec(target);
  if (date) return html`${clockOf(Number(date[1]))}`;
  if (/^[@#!]/.test(target)) return html`<mark class="mention">${target}</mark>`;
  return html`<a href="${unescaped(target)}">${unescaped(label ?? target)}</a>`;
}

/** Slack shows it as the reader's clock does; here it is that of the world. */
function clockOf(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 16).replace("T", " at ")} UTC`;
}

function unescaped(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
