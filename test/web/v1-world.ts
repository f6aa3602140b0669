import { createV1, type V1Deps } from "@frontdesk/approval/web/v1/v1";
import { setViewer, type Viewer } from "@frontdesk/approval/web/viewer";
import type { HistoryEntry } from "@frontdesk/shared/domain/change";
import type { Source, State, Task } from "@frontdesk/shared/domain/task";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import type { RequestHandler } from "express";
import { onTestFinished } from "vitest";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";
import { fullName } from "../contract/builders.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { type Brought, bringTo } from "./bring-to.ts";

/** `/v1` on a store of its own, behind a door that believes whoever says who they are. */

export const WEB = "https://github.example";
export const DECISION_KEY = "a key for decisions, of the tests";

export type Answer = {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests are about
  body: any;
};
export type Asking = {
  [method in "get" | "post" | "put" | "del"]: (path: string, body?: unknown) => Promise<Answer>;
} & {
  fetch(path: string, init?: RequestInit): Promise<Response>;
};

export type V1WorldOptions = Partial<Pick<V1Deps, "now" | "pingEvery" | "sleep" | "budgetMicros">> & {
  /** In front of it, as another one's routes would be. */
  before?: RequestHandler[];
};

export async function startV1World(options: V1WorldOptions = {}) {
  const { now = () => new Date() } = options;
  const backend = await openSqliteForTest({ now });
  const github = createFakeCodeHost();
  github.setSettings("{ links: ['https://docs.acme.dev/'] }");
  const rights = new Map<string, Permission>();
  const tellers = new Map<string, (fresh: boolean) => Promise<Permission>>();
  const signedOut = new Set<string>();
  const closing = new AbortController();
  const kept: { name: string; id: string }[] = [];

  const viewerFor = (said: string): Viewer => {
    const [kind = "", name = ""] = said.split(":", 2);
    const isKey = kind === "key";
    return {
      ...{ kind: isKey ? "key" : "person", id: kind === "you" ? "you" : `${kind}:${name}`, name: name || kind },
      ...{ signedInBy: isKey ? "key" : kind === "you" ? "link" : "github", ...(!isKey && { csrf: "c" }) },
      permission: async ({ repo }, _signal, { fresh = false } = {}) => {
        const told = tellers.get(said);
        if (told) return told(fresh);
        if (kind === "you") return "admin";
        const has = rights.get(`${said} ${fullName(repo)}`) ?? "none";
        return isKey && has !== "none" && has !== "read" ? "triage" : has;
      },
      stillSignedIn: async () => !signedOut.has(said),
    };
  };
  const door: RequestHandler = (request, _response, next) => {
    const said = request.get("x-viewer");
    if (said) setViewer(request, viewerFor(said));
    next();
  };
  const times = () => ({ createdAt: now().toISOString(), expiresAt: now().toISOString() });
  const v1 = createV1({
    ...{ ...backend, codeHost: github.codeHost, web: WEB, decisionKey: DECISION_KEY, log: silentLog, now },
    keys: {
      make: async ({ name }) => {
        const id = `id-of-${name}`;
        kept.push({ id, name });
        return { id, name, ...times(), by: "grace", key: `fd_${name}` };
      },
      list: async () => kept.map((one) => ({ ...one, ...times(), by: "grace" })),
      revoke: async (id) => kept.some((one) => one.id === id),
    },
    signInLinks: {
      make: async ({ kind }) => (kind === "key" ? undefined : { link: "http://127.0.0.1/l", until: now() }),
    },
    ...{ hasSlack: false, closing: closing.signal, sleep: async () => undefined },
    ...options,
  });
  const server = await serve(createApp([...(options.before ?? []), door, v1], { log: silentLog }), {
    ...{ port: 0, log: silentLog, timeouts: { grace: 3_000 } },
  });
  const stop = async () => {
    closing.abort();
    await server.close();
    await backend.close();
  };

  const as = (viewer: string): Asking => {
    const send = (path: string, init: RequestInit = {}) =>
      fetch(server.url + path, { ...init, headers: { "x-viewer": viewer, ...init.headers } });
    const ask = (method: string) => async (path: string, body?: unknown) => {
      const headers = { "content-type": "application/json" };
      const init = body === undefined ? {} : { body: JSON.stringify(body), headers };
      const response = await send(path, { method, ...init });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.includes("json");
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    };
    return { get: ask("GET"), post: ask("POST"), put: ask("PUT"), del: ask("DELETE"), fetch: send };
  };

  return {
    ...{ url: server.url, backend, github, closing, stop, as },
    grant: (viewer: string, repo: Source["repo"], permission: Permission) =>
      void rights.set(`${viewer} ${fullName(repo)}`, permission),
    /** Whatever they ask about, this is what GitHub says of them. */
    permissionOf: (viewer: string, told: (fresh: boolean) => Promise<Permission>) => void tellers.set(viewer, told),
    signOut: (viewer: string) => void signedOut.add(viewer),
    /** A task in that state, brought there by the real rules. */
    task: <S extends State>(state: S, origin: Brought = {}): Promise<Extract<Task, { state: S }>> =>
      bringTo(state, origin, { tasks: backend.tasks, now }),
    history: (id: string): Promise<HistoryEntry[]> => backend.tasks.history(id),
  };
}

export type V1World = Awaited<ReturnType<typeof startV1World>>;

/** The world, gone when the test is. */
export async function v1World(options?: V1WorldOptions): Promise<V1World> {
  const world = await startV1World(options);
  onTestFinished(world.stop);
  return world;
}
