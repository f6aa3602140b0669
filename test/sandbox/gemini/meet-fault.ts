import { type Address, modelIn } from "./address.ts";
import type { Fault } from "./faults.ts";
import { unknownModel } from "./models.ts";
import { untilGone } from "./pace.ts";
import { exhausted } from "./quotas.ts";
import { Refusal } from "./refusal.ts";
import type { World } from "./world.ts";

/** Thrown to drop the socket. */
export const LOST = new Error("the answer is lost");

type Before = { world: World; address: Address; cachedContent: string | undefined; gone: AbortSignal };

/** What happens before the work, and instead of it. */
export async function meetBefore(fault: Fault | undefined, { world, address, cachedContent, gone }: Before) {
  switch (fault?.kind) {
    case "lost request":
      throw LOST;
    case "hangs":
      return untilGone(gone);
    case "fails":
      throw failure(fault);
    case "quota":
      throw exhausted({ model: modelIn(address.model), retryDelay: (fault.retryDelay ?? 2) * 1_000 });
    case "retired":
      throw unknownModel(address);
    case "cache vanishes":
      return world.caches.drop(cachedContent ?? "");
    default:
      return undefined;
  }
}

/** What happens when the work is done, instead of its answer. */
export async function meetAfter(fault: Fault | undefined, { gone, finish }: { gone: AbortSignal; finish: () => void }) {
  if (fault?.kind !== "lost answer" && fault?.kind !== "hangs after" && fault?.kind !== "fails after") return;
  finish();
  if (fault.kind === "hangs after") await untilGone(gone);
  throw fault.kind === "fails after" ? failure(fault) : LOST;
}

function failure({ status, message }: Extract<Fault, { kind: "fails" | "fails after" }>): Refusal {
  return new Refusal(status, message ?? MESSAGES[status] ?? "Request failed.");
}

const MESSAGES: { [status: number]: string } = {
  500: "An internal error has occurred. Please retry or report in https://developers.generativeai.google/guide/troubleshooting",
  502: "Bad Gateway",
  503: "The model is overloaded. Please try again later.",
  504: "The request timed out. Please try again.",
};
