import type { Faults } from "./faults.ts";
import type { World } from "./world.ts";

/** What one can make go wrong by a click, in the order in which the page shows it. */
export const TROUBLES = {
  none: "none",
  down: "be down for a minute",
  "lost-answer": "post, then lose the answer",
  limited: "429, wait for 20 s",
  "no-history": "the history may not be read",
  thrice: "send each click three times",
  "old-key": "sign with an old key",
} as const;

export type TroubleName = keyof typeof TROUBLES;

export type Trouble = {
  /** What is on now. A trouble that meets one call is over when it has. */
  current(): TroubleName;
  choose(name: TroubleName): void;
};

const MINUTE = 60_000;

/** One trouble at a time. */
export function createTrouble(faults: Faults, { scopes }: Pick<World, "scopes">): Trouble {
  let chosen: TroubleName = "none";
  let planned: ReturnType<Faults["add"]> | undefined;
  let until = Number.POSITIVE_INFINITY;
  const trouble: Trouble = {
    current() {
      if (performance.now() > until) trouble.choose("none");
      return planned?.left() === 0 ? "none" : chosen;
    },
    choose(name) {
      planned?.end();
      planned = planFor(name, faults);
      chosen = name;
      until = name === "down" ? performance.now() + MINUTE : Number.POSITIVE_INFINITY;
      if (name === "down") setTimeout(() => trouble.current(), MINUTE + 1).unref();
      faults.clicks = { times: name === "thrice" ? 3 : 1, withOldKey: name === "old-key" };
      for (const scope of ["channels:history", "groups:history"]) {
        if (name === "no-history") scopes.delete(scope);
        else scopes.add(scope);
      }
    },
  };
  return trouble;
}

function planFor(name: TroubleName, faults: Faults): ReturnType<Faults["add"]> | undefined {
  switch (name) {
    case "down":
      return faults.add({ on: "*", fault: { kind: "down" }, times: Number.POSITIVE_INFINITY });
    case "lost-answer":
      return faults.add({ on: "chat.postMessage", fault: { kind: "lost answer" } });
    case "limited":
      return faults.add({ on: "chat.postMessage", fault: { kind: "limited", retryAfter: 20 } });
    default:
      return undefined;
  }
}
