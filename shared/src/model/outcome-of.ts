import { defer, type Outcome, park, retry } from "../domain/outcome.ts";
import type { Unanswered, Withheld } from "../ports/model.ts";

/** What becomes of a step whose question got no answer. Where labels alone are worth something, see to `withheld` first. */
export function outcomeOf(answer: Unanswered | Withheld): Outcome {
  switch (answer.is) {
    case "later":
    case "withheld":
      return defer(answer.until, answer.why);
    case "failed":
      return retry(answer.why);
    case "refused":
    case "unusable":
      return park(answer.why);
  }
}
