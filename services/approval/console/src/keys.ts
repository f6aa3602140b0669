import { useEffect, useRef } from "react";
import { preferences } from "./data/preferences.ts";

type Keys = Record<string, () => void>;

/** Later layers are nearer to what someone does: they are asked first. */
const layers: { current: Keys }[] = [];
/** `g`, then a letter within a second. */
const PREFIX = "g";
let prefixedAt = Number.NEGATIVE_INFINITY;

/** Shortcuts while the component is there: "j", "g w", "?", "escape", "mod+enter". Letters are off inside of fields. */
export function useKeys(keys: Keys): void {
  const layer = useRef(keys);
  useEffect(() => {
    layer.current = keys;
  });
  useEffect(() => {
    if (layers.length === 0) addEventListener("keydown", onKey);
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length === 0) removeEventListener("keydown", onKey);
    };
  }, []);
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || document.querySelector("dialog[open]")) return;
  const name = nameOf(event);
  if (name === undefined) return;
  for (const layer of layers.toReversed()) {
    const act = layer.current[name];
    if (!act) continue;
    event.preventDefault();
    act();
    return;
  }
}

function nameOf(event: KeyboardEvent): string | undefined {
  const { key, target } = event;
  if (key === "Escape") return "escape";
  if (key === "Enter") return event.metaKey || event.ctrlKey ? "mod+enter" : plainEnter(event);
  if (event.metaKey || event.ctrlKey || event.altKey || key.length !== 1) return undefined;
  if (isField(target) || !preferences.get().singleKeys) return undefined;
  const isPrefixed = event.timeStamp - prefixedAt < 1_000;
  prefixedAt = key === PREFIX && !isPrefixed ? event.timeStamp : Number.NEGATIVE_INFINITY;
  return isPrefixed ? `${PREFIX} ${key}` : key;
}

/** On a button or a link, Enter is that one's. */
function plainEnter({ target }: KeyboardEvent): string | undefined {
  const isTaken = target instanceof Element && target.closest("a, button, summary, input, select, textarea");
  return isTaken || !preferences.get().singleKeys ? undefined : "enter";
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"))
  );
}

export const MOD = /Mac|iPhone|iPad/.test(globalThis.navigator?.userAgent ?? "") ? "⌘↵" : "Ctrl ↵";
