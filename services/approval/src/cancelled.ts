import { done, type Outcome } from "@frontdesk/shared/domain/outcome";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Gone } from "@frontdesk/shared/ports/code-host";

/** There is nothing left to answer. */
export function cancelled({ gone: how }: Gone): Outcome {
  return done((task, at) => onOutsideChange(task, { kind: "gone", how }, at));
}
