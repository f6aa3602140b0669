import { spread } from "@frontdesk/shared/domain/spread";
import type { Endpoint } from "./address.ts";
import type { RefusedStatus } from "./refusal.ts";

/** Before the work is done, or after it: then it is counted, and the answer is another. */
type OnTheWay =
  | { kind: "lost request" | "lost answer" | "hangs" | "hangs after" }
  /** 502 comes as a page, as from what stands in front; all others as JSON. */
  | { kind: "fails" | "fails after"; status: RefusedStatus; message?: string }
  /** In seconds; 2 unless told. */
  | { kind: "quota"; retryDelay?: number }
  /** For this call; `retire` is for good. */
  | { kind: "retired" }
  /** Of a call that names a cache: that is gone, from now on. */
  | { kind: "cache vanishes" }
  /** Half of the answer goes out, and then the socket is cut. */
  | { kind: "cut" };

/** Of what models say. */
type InTheAnswer =
  | { kind: "blocked prompt"; reason?: string }
  | { kind: "blocked answer"; reason?: string }
  /** Finished with MAX_TOKENS, without a word. */
  | { kind: "no text" }
  | { kind: "no candidates" }
  | { kind: "not JSON" | "breaks the schema" | "extra keys" }
  /** One MiB unless told, in the first field that may hold it. */
  | { kind: "huge"; bytes?: number }
  /** The issue and its tagged comments, word for word, in every field that may hold text. */
  | { kind: "echo" }
  | { kind: "says"; text: string }
  | { kind: "says"; json: unknown };

/** After half of a stream. */
type InTheStream =
  /** Without a finishReason, as if that were all. */
  | { kind: "ends early" }
  | { kind: "partial frame" }
  | { kind: "error frame"; status?: RefusedStatus }
  | { kind: "stalls" };

export type Fault = OnTheWay | InTheAnswer | InTheStream;

export type PlannedFault = {
  fault: Fault;
  /** All that are given must hold. */
  on?: { model?: string; endpoint?: Endpoint; contains?: string | RegExp };
  /** How many calls it meets, once unless told. Infinity: until it is ended. */
  times?: number;
  /** How many calls it lets pass before. */
  after?: number;
  /** Which part of the calls it meets, from 0 to 1, as the seed falls. All unless told. */
  share?: number;
};

export type Faults = {
  add(planned: PlannedFault): { end(): void; left(): number };
  clear(): void;
};

export type FaultPlans = Faults & { take(call: Seen): Fault | undefined };
type Seen = { model: string; endpoint: Endpoint; prompt: string; cachedContent: string | undefined };

const ANSWERS = [
  ...["blocked prompt", "blocked answer", "no text", "no candidates", "not JSON", "breaks the schema", "extra keys"],
  ...["huge", "echo", "says"],
];
const STREAMS = ["ends early", "partial frame", "error frame", "stalls"];

export function createFaults(seed: string): FaultPlans {
  type Plan = Required<Omit<PlannedFault, "on">> & Pick<PlannedFault, "on"> & { number: number; met: number };
  const plans = new Set<Plan>();
  let added = 0;
  return {
    add({ fault, on, times = 1, after = 0, share = 1 }) {
      added += 1;
      const plan: Plan = { fault, ...(on && { on }), times, after, share, number: added, met: 0 };
      plans.add(plan);
      return { end: () => void plans.delete(plan), left: () => plan.times };
    },
    clear: () => plans.clear(),
    take(call) {
      for (const plan of plans) {
        if (plan.times <= 0 || !concerns(plan.fault, call) || !matches(plan.on, call)) continue;
        plan.met += 1;
        if (plan.met <= plan.after) continue;
        if (plan.share < 1 && spread(`${seed}:fault:${plan.number}:${plan.met}`) >= plan.share) continue;
        plan.times -= 1;
        return plan.fault;
      }
      return undefined;
    },
  };
}

/** A fault waits for a call that it can happen to. */
function concerns({ kind }: Fault, { endpoint, cachedContent }: Seen): boolean {
  const streams = endpoint === "streamGenerateContent";
  if (kind === "cache vanishes") return cachedContent !== undefined;
  if (ANSWERS.includes(kind)) return streams || endpoint === "generateContent";
  return streams || !STREAMS.includes(kind);
}

function matches(on: PlannedFault["on"], { model, endpoint, prompt }: Seen): boolean {
  if (!on) return true;
  const { contains } = on;
  return (
    (on.model === undefined || on.model === model) &&
    (on.endpoint === undefined || on.endpoint === endpoint) &&
    (contains === undefined || (typeof contains === "string" ? prompt.includes(contains) : contains.test(prompt)))
  );
}
