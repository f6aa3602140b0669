import type { RequestHandler, Response } from "express";

/** Before the effect, or after it: then the call has done what it does, and its answer is another. */
export type Fault =
  | { kind: "lost request" | "lost answer" | "hangs" | "hangs after" | "down" }
  | { kind: "limited"; retryAfter?: number }
  | { kind: "refused"; error: string };

export type PlannedFault = {
  /** A method, as in "chat.postMessage", or all of them. */
  on: string;
  fault: Fault;
  /** How many calls it meets, once unless told. Infinity: until it is ended. */
  times?: number;
  /** How many calls it lets pass before. */
  after?: number;
};

type Plan = PlannedFault & { left: number; after: number };

export type Faults = {
  add(planned: PlannedFault): { end(): void; left(): number };
  clear(): void;
  /** How often each click is sent, and whether under a key that no longer holds. */
  clicks: { times: number; withOldKey: boolean };
};

export function createFaults(): Faults & { handler: RequestHandler } {
  const plans = new Set<Plan>();
  const take = (method: string) => {
    for (const plan of plans) {
      if (plan.left <= 0 || (plan.on !== "*" && plan.on !== method)) continue;
      if (plan.after > 0) plan.after -= 1;
      else {
        plan.left -= 1;
        return plan.fault;
      }
    }
    return undefined;
  };
  return {
    clicks: { times: 1, withOldKey: false },
    add(planned) {
      const plan = { ...planned, left: planned.times ?? 1, after: planned.after ?? 0 };
      plans.add(plan);
      return { end: () => void plans.delete(plan), left: () => plan.left };
    },
    clear() {
      plans.clear();
      this.clicks = { times: 1, withOldKey: false };
    },
    handler(request, response, next) {
      const fault = take(request.path.replace(/^\/(api\/)?/, ""));
      if (!fault) return next();
      if (fault.kind !== "lost answer" && fault.kind !== "hangs after") return meet(response, fault);
      insteadOfAnswer(response, () => meet(response, fault));
      return next();
    },
  };
}

/** Whether a call has done what it does, whatever its answer says. */
export function wasDone(response: Response): boolean {
  return response.locals.done === true;
}

function meet(response: Response, fault: Fault): void {
  switch (fault.kind) {
    case "lost request":
    case "lost answer":
      response.destroy();
      return;
    case "down":
      response.status(503).type("html").send("<html><body>Slack is having trouble.</body></html>");
      return;
    case "limited":
      response
        .status(429)
        .set("retry-after", String(fault.retryAfter ?? 1))
        .json({ ok: false, error: "ratelimited" });
      return;
    case "refused":
      response.json({ ok: false, error: fault.error });
      return;
    default:
    // Hangs, until the client has had enough.
  }
}

/** Everything that express sends ends here, with the effect done and nothing on the wire yet. */
function insteadOfAnswer(response: Response, answer: () => void): void {
  const end = response.end.bind(response);
  response.end = () => {
    response.end = end;
    response.locals.done = true;
    for (const name of ["etag", "content-length", "content-type"]) response.removeHeader(name);
    answer();
    return response;
  };
}
