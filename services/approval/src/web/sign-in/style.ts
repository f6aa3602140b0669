/** Of the pages that stand outside the console. The same roles and sizes as there; a colour is declared once, for light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#f0f3f1, #0c0f0d);
  --hairline: light-dark(#d8deda, #29302b);
  --ink: light-dark(#131a16, #e6ebe8);
  --ink-2: light-dark(#46504a, #b5bdb8);
  --ink-3: light-dark(#5b655f, #949d97);
  --accent: light-dark(#f5b72a, #f4b731);
  --accent-press: light-dark(#e5a412, #e3a51c);
  --on-accent: #1d1500;
  --accent-text: light-dark(#79520a, #f1c45e);
  --focus: light-dark(#79520a, #f4b731);
  --stop: light-dark(#ab331c, #fb947b);
  --stop-tint: light-dark(#feede8, #361a14);
  --desk: light-dark(#17211b, #202a24);
  --desk-line: light-dark(#3a463f, #3d4942);
  --on-desk: #f0f4f1;
  --on-desk-2: #b3beb7;
  --ui: system-ui, -apple-system, "Segoe UI Variable Text", "Segoe UI", Roboto, "Noto Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace;
}
*, *::before, *::after { box-sizing: border-box; }
html { font: 420 100%/1.5 var(--ui); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font-size: .875rem; line-height: 1.25rem; font-variant-numeric: tabular-nums; }
h1, p, ol { margin: 0; padding: 0; }
ol { list-style: none; }
b { font-weight: 540; }
a { color: var(--accent-text); text-decoration-thickness: 1px; text-underline-offset: .18em; }
code, kbd { font-family: var(--mono); font-size: .925em; }
svg { display: block; flex: none; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 3px; }
.i { width: 1rem; height: 1rem; margin-top: 2px; fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.meta { color: var(--ink-3); font-size: .8125rem; max-width: 34em; }
.brand { display: inline-flex; align-items: center; gap: .5rem; color: var(--ink); font-size: .9375rem; font-weight: 640; letter-spacing: -.01em; }
.brand svg { width: 1.375rem; height: 1.375rem; }
.door { min-height: 100vh; min-height: 100dvh; display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); }
.door-main { display: flex; flex-direction: column; justify-content: space-between; gap: 2rem; padding: 2rem 2.5rem 1.5rem; }
h1 { font-size: 2.25rem; line-height: 2.75rem; font-weight: 640; letter-spacing: -.028em; text-wrap: balance; max-width: 13em; }
.lead { padding-top: .75rem; color: var(--ink-2); font-size: .9375rem; line-height: 1.5rem; max-width: 34em; }
.acts { display: grid; justify-items: start; gap: 1rem; padding-top: 2rem; }
.acts form { margin: 0; }
.acts .lead { padding: 0; }
.note { margin-top: 1.5rem; padding: .75rem 1rem; border-left: 3px solid var(--hairline); border-radius: 3px; max-width: 34em; }
.note.ill { border-color: var(--stop); background: var(--stop-tint); }
.btn { display: inline-flex; align-items: center; justify-content: center; min-height: 2.75rem; padding: 0 1.25rem; border: 1px solid transparent; border-radius: 5px; background: var(--accent); color: var(--on-accent); font: 640 .9375rem/1 var(--ui); text-decoration: none; cursor: pointer; }
.btn:hover { background: var(--accent-press); }
.door-side { display: grid; align-content: center; padding: 2.5rem; background: var(--desk); color: var(--on-desk-2); }
.ledger, .ledger-head { width: 100%; max-width: 36rem; margin: 0 auto; font-size: .8125rem; line-height: 1.25rem; }
.ledger-head { padding-bottom: .75rem; border-bottom: 1px solid var(--on-desk-2); color: var(--on-desk); font-weight: 540; }
.ledger li { display: grid; grid-template-columns: 4.5rem 1.25rem 1fr; gap: .75rem; padding: .75rem 0; border-bottom: 1px solid var(--desk-line); }
.ledger time { padding-top: 1px; font-family: var(--mono); font-size: .75rem; }
.ledger b { color: var(--on-desk); }
.ledger .you, .ledger .you b { color: var(--accent); }
@media (max-width: 48rem) {
  .door { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto auto; }
  .door-main { padding: 1.25rem 1.25rem 2rem; }
  .door-side { padding: 2rem 1.25rem; }
  h1 { font-size: 1.875rem; line-height: 2.25rem; }
}
@media (prefers-contrast: more) {
  :root { --ink-2: var(--ink); --ink-3: var(--ink); }
}
`;
