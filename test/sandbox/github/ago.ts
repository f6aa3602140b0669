import { type Html, html } from "../look/html.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long ago that was, as people say it; the time itself is in its title. */
export function ago(now: Date, at: string): Html {
  return html`<time datetime="${at}" title="${at}">${agoInWords(now, at)}</time>`;
}

/** Seconds pass too quickly to be told one by one: what is younger than a minute was just now. */
function agoInWords(now: Date, at: string): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1_000);
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} d ago`;
}
