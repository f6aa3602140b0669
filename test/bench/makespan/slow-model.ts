import { setImmediate } from "node:timers/promises";
import { createGemini } from "@frontdesk/shared/adapters/gemini/gemini";
import type { ModelWire } from "@frontdesk/shared/ports/model-wire";
import { createHandTiming, type HandTiming } from "../../models/hand-timing.ts";
import { type Gemini, startGemini } from "../../sandbox/gemini/start-gemini.ts";
import { type Load, TAKES } from "./bound.ts";

export type SlowModel = {
  gemini: Gemini;
  wire: ModelWire;
  timing: HandTiming;
  /** Resolves as the work does. Whenever nothing happens, the time goes on to whatever is waited for next. */
  drive<T>(work: Promise<T>): Promise<T>;
};

/** Turns of the event loop without anything on the wire, after which nothing will happen by itself. */
const STILL = 20;

/**
 * The stand-in, over HTTP, on a clock that nothing on this machine disturbs: it stands still while somebody works. A
 * refusal comes at once, an answer after the time that models take.
 */
export async function startSlowModel(
  { model, quota, refused }: Load & { model: string },
  seed: number,
): Promise<SlowModel> {
  const timing = createHandTiming("2026-11-20T10:00:00Z", seed);
  const gemini = await startGemini({
    latency: 0,
    now: timing.now,
    quotas: { [model]: quota },
    keep: 100_000,
    seed: `${seed}`,
  });
  gemini.faults.add({ fault: { kind: "quota" }, share: refused, times: Number.POSITIVE_INFINITY });
  const wire = createGemini({ apiKey: "key", baseUrl: gemini.url });
  let running = 0;
  return {
    gemini,
    timing,
    wire: {
      ...wire,
      async generate(request, signal) {
        running += 1;
        const end = await wire.generate(request, signal).finally(() => {
          running -= 1;
        });
        if (end.is !== "whole") return end;
        const takes = TAKES.least + (TAKES.most - TAKES.least) * timing.random();
        const isThere = await timing.sleep(takes, signal).then(
          () => true,
          () => false,
        );
        return isThere ? end : { is: "aborted", text: "" };
      },
    },
    async drive(work) {
      let ended = false;
      const end = () => {
        ended = true;
      };
      work.then(end, end);
      for (let still = 0; !ended; still += 1) {
        await setImmediate();
        if (running > 0) still = 0;
        else if (still > STILL && timing.toNextPause()) still = 0;
      }
      return work;
    },
  };
}
