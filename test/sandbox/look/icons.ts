import { type Html, html } from "./html.ts";

const STROKES = {
  open: `<circle cx="8" cy="8" r="5.75" stroke-dasharray="2.2 2.3"/>`,
  closed: `<path class="solid" d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm3.6 4.9-4.2 4.7a.75.75 0 0 1-1.1 0L4.4 9.2l1.1-1.1 1.3 1.4 3.7-4.1z" fill-rule="evenodd"/>`,
  good: `<path class="solid" d="M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm3.6 4.9-4.2 4.7a.75.75 0 0 1-1.1 0L4.4 9.2l1.1-1.1 1.3 1.4 3.7-4.1z" fill-rule="evenodd"/>`,
  stop: `<path d="M8 2l6.5 11.5h-13zM8 6.5v3.25M8 11.6v.1"/>`,
  lock: `<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>`,
  list: `<path d="M2.5 4h11M2.5 8h11M2.5 12h11"/>`,
};

export function icon(name: keyof typeof STROKES): Html {
  return { html: `<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${STROKES[name]}</svg>` };
}

/** Frontdesk's own mark: a bell on a counter. */
export function mark(): Html {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path fill="currentColor" d="M10 2.5h4v2h-1v1.6A8 8 0 0 1 20 14v2H4v-2a8 8 0 0 1 7-7.9V4.5h-1zM2 18h20v3.5H2z"/></svg>`;
}

/** A label's colour is only a dot, as it is six digits and nothing else. */
export function dot(color: string): Html {
  const fill = /^[0-9a-f]{6}$/i.test(color) ? color : "888888";
  return html`<svg viewBox="0 0 8 8" aria-hidden="true"><circle cx="4" cy="4" r="4" fill="#${fill}"/></svg>`;
}
