import type { RequestHandler, Response } from "express";
import { Refusal, sendRefusal } from "./refusal.ts";
import type { State } from "./state.ts";

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "*";

/** Calls by name. In a path, `*` stands for one part of it, and `**` at its end for any number. */
const NAMED = {
  anything: "/**",
  repo: "/repos/*/*",
  issue: "/repos/*/*/issues/*",
  comments: "/repos/*/*/issues/*/comments",
  comment: "/repos/*/*/issues/comments/*",
  labels: "/repos/*/*/issues/*/labels",
  events: "/repos/*/*/issues/*/events",
  permission: "/repos/*/*/collaborators/*/permission",
  branch: "/repos/*/*/branches/**",
  tree: "/repos/*/*/git/trees/**",
  contents: "/repos/*/*/contents/**",
  "installation of a repo": "/repos/*/*/installation",
  token: "/app/installations/*/access_tokens",
  deliveries: "/app/hook/deliveries",
  attempts: "/app/hook/deliveries/*/attempts",
};

/** Before the effect, or after it: then the call has done what it does, and its answer is another. */
export type Fault =
  | { kind: "lost request" | "lost answer" | "hangs" | "hangs after" | "bad credentials" }
  | { kind: "fails" | "fails after"; status: 500 | 502 | 503 | 504 }
  /** The status is 403 unless told; without `retryAfter` there is no such header. */
  | { kind: "secondary limit"; retryAfter?: number; status?: 403 | 429 }
  | { kind: "primary limit"; resetsIn: number; status?: 403 | 429 }
  /** A replica that lags: comments made since the fault was added are not there yet. */
  | { kind: "stale" };

export type PlannedFault = {
  /** Such as "POST comments" or "GET /repos/acme/*". */
  on: `${Method} ${keyof typeof NAMED}` | `${Method} /${string}`;
  fault: Fault;
  /** How many calls it meets, once unless told. Infinity: until it is ended. */
  times?: number;
  /** How many calls it lets pass before. */
  after?: number;
};

type Plan = { pattern: RegExp; fault: Fault; left: number; after: number; since: number };

export type Faults = {
  add(planned: PlannedFault): { end(): void; left(): number };
  clear(): void;
};

export function createFaults(state: State, now: () => Date): Faults & { handler: RequestHandler } {
  const plans = new Set<Plan>();
  const take = (call: string) => {
    for (const plan of plans) {
      if (plan.left <= 0 || !plan.pattern.test(call)) continue;
      if (plan.after > 0) plan.after -= 1;
      else {
        plan.left -= 1;
        return plan;
      }
    }
    return undefined;
  };
  return {
    add({ on, fault, times = 1, after = 0 }) {
      const since = Math.max(0, ...state.all("comments").map(({ id }) => id));
      const plan = { pattern: patternOf(on), fault, left: times, after, since };
      plans.add(plan);
      return { end: () => void plans.delete(plan), left: () => plan.left };
    },
    clear: () => plans.clear(),
    handler(request, response, next) {
      const plan = take(`${request.method} ${request.path}`);
      if (!plan) return next();
      const { fault } = plan;
      if (fault.kind === "stale") response.locals.newestComment = plan.since;
      if (fault.kind === "lost answer" || fault.kind === "hangs after" || fault.kind === "fails after") {
        insteadOfAnswer(response, () => meet(response, fault, now));
      }
      return fault.kind === "stale" || fault.kind.endsWith("after") || fault.kind === "lost answer"
        ? next()
        : meet(response, fault, now);
    },
  };
}

/** Whether a call has done what it does, whatever its answer says. */
export function wasDone(response: Response): boolean {
  return response.locals.done === true;
}

/** The newest comment that this call may know of. */
export function newestComment(response: Response): number {
  return response.locals.newestComment ?? Number.POSITIVE_INFINITY;
}

function meet(response: Response, fault: Fault, now: () => Date): void {
  switch (fault.kind) {
    case "lost request":
    case "lost answer":
      response.destroy();
      return;
    case "fails":
    case "fails after":
      sendFailure(response, fault.status);
      return;
    case "bad credentials":
      sendRefusal(response, new Refusal(401, "Bad credentials"));
      return;
    case "secondary limit": {
      const headers = fault.retryAfter === undefined ? {} : { "retry-after": String(fault.retryAfter) };
      const docs = "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api";
      sendRefusal(response, new Refusal(fault.status ?? 403, SECONDARY, { headers, docs: `${docs}#about-secondary` }));
      return;
    }
    case "primary limit": {
      const reset = String(Math.ceil(now().getTime() / 1_000) + fault.resetsIn);
      const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-used": "5000", "x-ratelimit-reset": reset };
      sendRefusal(response, new Refusal(fault.status ?? 403, PRIMARY, { headers }));
      return;
    }
    default:
    // Hangs, until the client has had enough.
  }
}

const SECONDARY =
  "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.";
const PRIMARY = "API rate limit exceeded for installation.";

/** What stands before the servers that know JSON answers in HTML. */
function sendFailure(response: Response, status: number): void {
  if (status === 500) sendRefusal(response, new Refusal(500, "Server Error"));
  else response.status(status).type("html").send(`<html><body><h1>${status}</h1>Unicorn!</body></html>`);
}

/** Everything that express sends ends here, with the effect done and nothing on the wire yet. */
function insteadOfAnswer(response: Response, answer: () => void): void {
  const end = response.end.bind(response);
  response.end = () => {
    response.end = end;
    response.locals.done = true;
    for (const name of ["etag", "content-length", "content-type", "location", "link"]) response.removeHeader(name);
    answer();
    return response;
  };
}

function patternOf(on: string): RegExp {
  const [method = "", path = ""] = on.split(/ (.*)/);
  const parts = (NAMED[path as keyof typeof NAMED] ?? path).split("**").map((part) => part.split("*").map(literally));
  const source = parts.map((part) => part.join("[^/]+")).join(".*");
  return new RegExp(`^${method === "*" ? "[A-Z]+" : method} ${source}$`, "i");
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
