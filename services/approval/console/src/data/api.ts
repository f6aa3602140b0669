import type {
  DecisionMade,
  DecisionWanted,
  EditCleaned,
  PauseShown,
  RecoveryWanted,
  ReplayShown,
} from "@frontdesk/approval/api/actions";
import type { Problem } from "@frontdesk/approval/api/problem";
import type { KeyMade, KeyShown, Me, RepoShown, Stats } from "@frontdesk/approval/api/surroundings";
import type { CallShown, TaskPage, TaskShown } from "@frontdesk/approval/api/task-shown";

export type Passage = { path: string; from: number; to: number; commit: string; lines: string[]; first: number };
export type SetupShown = {
  steps: { name: string; state: "done" | "now" | "next" | "optional"; says: string; at?: string; link?: string }[];
  manifest?: unknown;
  action?: string;
  wrong?: { organisation?: string; address?: string };
  tunnel: string;
};

/** The server said no, and why. Status 0: it said nothing. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }
}

const DEADLINE = 20_000;

export type ApiDeps = { csrf(): string | undefined; onSignedOut(): void };

/** Everything that the console asks of `/v1`. What comes is of the same build's schemas, which the server holds to. */
export function createApi({ csrf, onSignedOut }: ApiDeps) {
  async function ask<T>(
    method: string,
    path: string,
    { body, signal }: { body?: unknown; signal?: AbortSignal } = {},
  ): Promise<T> {
    const deadline = AbortSignal.timeout(DEADLINE);
    const token = csrf();
    const response = await fetch(path, {
      method,
      headers: {
        accept: "application/json",
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(method !== "GET" && token !== undefined && { "x-frontdesk-csrf": token }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      const title = deadline.aborted ? "Frontdesk did not answer in 20 s." : "Frontdesk cannot be reached.";
      throw new Refused({ title, status: 0 }, { cause });
    });
    if (response.status === 401) onSignedOut();
    if (!response.ok) throw new Refused(await problemOf(response));
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return (isJson ? await response.json() : undefined) as T;
  }
  const get = <T>(path: string, signal?: AbortSignal) => ask<T>("GET", path, signal ? { signal } : {});
  const at = (id: string, ...rest: (string | number)[]) =>
    ["/v1/tasks", ...[id, ...rest].map((one) => encodeURIComponent(one))].join("/");

  return {
    me: (signal?: AbortSignal) => get<Me>("/v1/me", signal),
    counts: (signal?: AbortSignal) => get<{ states: Record<string, number> }>("/v1/counts", signal),
    tasks: (query: URLSearchParams, signal?: AbortSignal) => get<TaskPage>(`/v1/tasks?${query}`, signal),
    task: (id: string, signal?: AbortSignal) => get<TaskShown>(at(id), signal),
    call: (id: string, call: string, signal?: AbortSignal) => get<CallShown>(at(id, "calls", call), signal),
    citation: (id: string, n: number, signal?: AbortSignal) => get<Passage>(at(id, "citations", n), signal),
    decide: (id: string, body: DecisionWanted) => ask<DecisionMade>("POST", at(id, "decision"), { body }),
    cleanEdit: (id: string, text: string, signal?: AbortSignal) =>
      ask<EditCleaned>("POST", at(id, "clean-edit"), { body: { body: text }, ...(signal && { signal }) }),
    recover: (id: string, body: RecoveryWanted) => ask<TaskShown>("POST", at(id, "recovery"), { body }),
    replay: (id: string) => ask<ReplayShown>("POST", at(id, "replay")),
    replayed: (id: string, signal?: AbortSignal) => get<ReplayShown>(at(id, "replay"), signal),
    stats: (window: Stats["window"], signal?: AbortSignal) => get<Stats>(`/v1/stats?window=${window}`, signal),
    repos: (signal?: AbortSignal) => get<{ repos: RepoShown[] }>("/v1/repos", signal),
    pauses: (signal?: AbortSignal) => get<{ pauses: PauseShown[] }>("/v1/pauses", signal),
    pause: (body: { repo?: string; why: string }) => ask<unknown>("PUT", "/v1/pauses", { body }),
    resume: (repo: string | undefined) =>
      ask<unknown>("DELETE", `/v1/pauses${repo === undefined ? "" : `?repo=${encodeURIComponent(repo)}`}`),
    keys: (signal?: AbortSignal) => get<{ keys: KeyShown[] }>("/v1/keys", signal),
    makeKey: (body: { name: string; repos?: string[] }) => ask<KeyMade>("POST", "/v1/keys", { body }),
    revokeKey: (id: string) => ask<unknown>("DELETE", `/v1/keys/${encodeURIComponent(id)}`),
    signInLink: () => ask<{ link: string; until: string }>("POST", "/v1/sign-in-links"),
    setup: (query: URLSearchParams, signal?: AbortSignal) => get<SetupShown>(`/v1/setup?${query}`, signal),
    setGeminiKey: (key: string) => ask<unknown>("POST", "/v1/setup/gemini-key", { body: { key } }),
    pointWebhook: (address: string) => ask<unknown>("POST", "/v1/setup/webhook", { body: { address } }),
    signOut: (everywhere: boolean) => ask<unknown>("POST", everywhere ? "/sign-out/everywhere" : "/sign-out"),
  };
}

export type Api = ReturnType<typeof createApi>;

/** Also of what is no problem of ours, as a proxy's page. */
async function problemOf(response: Response): Promise<Problem> {
  const said: unknown = await response.json().catch(() => undefined);
  if (typeof said === "object" && said !== null && "title" in said)
    return { ...(said as Problem), status: response.status };
  return { title: `Frontdesk answered ${response.status}.`, status: response.status };
}

/** For people, whatever went wrong. */
export function whyOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
