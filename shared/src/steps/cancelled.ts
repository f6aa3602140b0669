import { done, type Outcome } from "../domain/outcome.ts";
import { onOutsideChange } from "../domain/outside.ts";
import type { Gone } from "../ports/code-host.ts";

/** There is nothing left to answer. */
export function cancelled({ gone: how }: Gone): Outcome {
  return done((task, at) => onOutsideChange(task, { kind: "gone", how }, at));
}
