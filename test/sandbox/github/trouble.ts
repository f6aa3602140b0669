import type { Faults } from "./faults.ts";

/** What one can make go wrong by a click, in the order in which the page shows it. */
export const TROUBLES = {
  none: "none",
  "fails-after": "make the comment, then answer 500",
  "lost-answer": "make the comment, lose the answer",
  "lost-request": "drop the call before anything is made",
  limit: "403, secondary rate limit",
  twice: "deliver every webhook twice",
  lost: "lose every webhook",
} as const;

export type TroubleName = keyof typeof TROUBLES;

export type Trouble = {
  /** What is on now. A trouble that meets one call is over when it has. */
  current(): TroubleName;
  /** The one that is over, until something is chosen again. */
  met(): TroubleName | undefined;
  choose(name: TroubleName): void;
  copies(): 0 | 1 | 2;
};

/** One trouble at a time: those of comments meet the next comment that is posted, those of webhooks all of them. */
export function createTrouble(faults: Faults): Trouble {
  let chosen: TroubleName = "none";
  let planned: ReturnType<Faults["add"]> | undefined;
  const current = () => (planned?.left() === 0 ? "none" : chosen);
  return {
    current,
    met: () => (chosen !== "none" && current() === "none" ? chosen : undefined),
    choose(name) {
      planned?.end();
      chosen = name;
      planned = planFor(name, faults);
    },
    copies: () => (chosen === "twice" ? 2 : chosen === "lost" ? 0 : 1),
  };
}

function planFor(name: TroubleName, faults: Faults): ReturnType<Faults["add"]> | undefined {
  const on = "POST comments";
  switch (name) {
    case "fails-after":
      return faults.add({ on, fault: { kind: "fails after", status: 500 } });
    case "lost-answer":
      return faults.add({ on, fault: { kind: "lost answer" } });
    case "lost-request":
      return faults.add({ on, fault: { kind: "lost request" } });
    case "limit":
      return faults.add({ on, fault: { kind: "secondary limit", retryAfter: 20 } });
    default:
      return undefined;
  }
}
