import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { stateWords } from "../text/words.ts";
import { Icon, type IconName } from "./icon.tsx";

type State = TaskRow["state"];

/** Whose turn it is: a machine's, yours, nobody's any more, or somebody has to look. */
export function toneOf(state: State): "run" | "wait" | "good" | "stop" | "rest" {
  switch (state) {
    case "awaiting_approval":
      return "wait";
    case "received":
    case "triaged":
    case "drafted":
    case "approved":
    case "posting":
      return "run";
    case "posted":
      return "good";
    case "parked":
      return "stop";
    case "skipped":
    case "rejected":
    case "expired":
    case "cancelled":
      return "rest";
  }
}

export function StateMark({ state, chip = false }: { state: State; chip?: boolean }): ReactNode {
  return (
    <Sign tone={toneOf(state)} icon={state} chip={chip}>
      {stateWords(state)}
    </Sign>
  );
}

type SignProps = {
  tone: "run" | "wait" | "good" | "stop" | "rest";
  icon: IconName;
  chip?: boolean;
  children: ReactNode;
};

/** A glyph and a word, in the colour of what they mean. */
export function Sign({ tone, icon, chip = false, children }: SignProps): ReactNode {
  return (
    <span className={`state ${tone}${chip ? " chip" : ""}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}
