import { flushSync } from "react-dom";

/** Changes what is shown and goes to what is there then, before the next key: a later frame would take its place. */
export function focusAfter(change: () => void, selector: string, options?: FocusOptions): void {
  flushSync(change);
  document.querySelector<HTMLElement>(selector)?.focus(options);
}
