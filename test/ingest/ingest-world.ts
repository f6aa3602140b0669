import { createHmac } from "node:crypto";
import type { Socket } from "node:net";
import { createIngest, INGEST_TIMEOUTS, WEBHOOK_PATH } from "@frontdesk/ingest/ingest";
import type { Capacity } from "@frontdesk/ingest/overload";
import type { Event } from "@frontdesk/shared/domain/events";
import { serve } from "@frontdesk/shared/http/serve";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { onTestFinished } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { sendRaw } from "./send-raw.ts";

export const SECRET = "the current secret";
export const PREVIOUS = "the secret before it";
/** The id of the App that ingest takes for itself. */
export const OUR_APP = 4_711;

type Options = {
  /** Where tasks go instead of the model. */
  tasks?: TaskStore;
  /** What happens to an event before it counts as published. */
  publish?: (event: Event) => Promise<void>;
  now?: () => Date;
  capacity?: Capacity;
  timeouts?: Partial<typeof INGEST_TIMEOUTS>;
};

/** What ingest answered. What it said besides the status is left out where it said nothing of the kind. */
export type Answer = { status: number; taskId?: string; hints?: number; ignored?: string };
type Entry = { severity: string; message: string; alert?: boolean; [field: string]: unknown };

/** Ingest behind its server, as GitHub and strangers see it; on the model backend unless a test has another store. */
export async function startIngest(options: Options = {}) {
  const model = await openModel();
  const { tasks = model.tasks, now = () => new Date(), publish = async () => {}, capacity } = options;
  const published: Event[] = [];
  const lines: string[] = [];
  const sockets = new Set<Socket>();
  let readBefore = 0;
  const remember = (socket: Socket) => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.once("close", () => {
      sockets.delete(socket);
      readBefore += socket.bytesRead;
    });
  };
  const log = createLogger({ service: "ingest", format: "json", write: (line) => lines.push(line) });
  const bus = {
    async publish(event: Event) {
      await publish(event);
      published.push(event);
    },
  };
  const secrets = [SECRET, PREVIOUS];
  const ingest = createIngest({
    ...{ tasks, bus, log, now, secrets, ourselves: { appId: OUR_APP } },
    ...(capacity && { capacity }),
  });
  const server = await serve(
    (request, response) => {
      remember(request.socket);
      ingest(request, response);
    },
    { port: 0, log, timeouts: { ...INGEST_TIMEOUTS, ...options.timeouts, grace: 0 } },
  );
  onTestFinished(() => server.close());
  const url = server.url + WEBHOOK_PATH;
  const post = (event: string, payload: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) => {
    const body = bytesOf(payload);
    const request = { method: "POST", body, headers: { ...headersOf(event, body), ...headers } };
    return fetch(url, { ...request, ...(signal && { signal }) });
  };
  const entries = () => lines.map((line) => JSON.parse(line) as Entry);

  return {
    ...{ url, tasks, published, entries, faults: model.faults, port: server.port },
    alerts: () => entries().filter(({ alert }) => alert),
    /** Of every task that there is. */
    async taskIds() {
      const { tasks: all } = await tasks.list({}, { limit: 200 });
      return all.map(({ id }) => id);
    },
    /** The bytes that were taken from all connections that had a request on them. */
    bytesRead: () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, readBefore),
    post,
    /** Delivers as GitHub does, but for the headers that are given. */
    deliver: async (...delivery: Parameters<typeof post>) => readAnswer(await post(...delivery)),
    /** Lets go what was published and logged so far. */
    forget() {
      published.length = 0;
      lines.length = 0;
    },
    /** Sends these bytes on a connection of their own. */
    raw: (...parts: (string | Uint8Array)[]) => sendRaw(server.port, parts),
    health: async () => (await fetch(`${server.url}/healthz`)).status,
  };
}

/** A text or bytes are sent as they are, anything else as JSON. */
export function bytesOf(payload: unknown): Buffer<ArrayBuffer> {
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  return Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
}

export function sign(body: string | Uint8Array, secret = SECRET): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

let deliveries = 0;

/** What GitHub sends beside a body, with a delivery id that is new each time. */
export function headersOf(event: string, body: Uint8Array, secret = SECRET): Record<string, string> {
  deliveries += 1;
  return {
    "content-type": "application/json",
    "x-github-event": event,
    "x-github-delivery": `72d3162e-cc78-11e3-81ab-${String(deliveries).padStart(12, "0")}`,
    "x-hub-signature-256": sign(body, secret),
  };
}

/** The first lines of a delivery, for what is sent byte by byte. */
export function head(headers: Record<string, string | number>, start = `POST ${WEBHOOK_PATH} HTTP/1.1`): string {
  const lines = Object.entries({ host: "127.0.0.1", ...headers }).map(([name, value]) => `${name}: ${value}`);
  return `${[start, ...lines].join("\r\n")}\r\n\r\n`;
}

export async function readAnswer(response: Response): Promise<Answer> {
  const { taskId, hints, ignored } = (await response.json()) as Answer;
  return {
    status: response.status,
    ...(taskId !== undefined && { taskId }),
    ...(hints !== undefined && { hints }),
    ...(ignored !== undefined && { ignored }),
  };
}
