import { STATUS_CODES } from "node:http";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { Request, RequestHandler, Response } from "express";
import type { z } from "zod";
import { type Viewer, viewerOf } from "../viewer.ts";
import { type Asked, type Handle, type Operation, type Refused, refused } from "./operation.ts";

export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

const ANSWERED_WITHIN = 25 * SECOND;

/**
 * That there is nothing is said after this at the earliest: whether somebody had to be asked about rights, or there was
 * nothing to ask about, can't be told by the time that it took.
 */
const ABSENT_AFTER = 0.5 * SECOND;

/** Lets nobody on who is nobody. */
export const signedIn: RequestHandler = (request, response, next) => {
  if (viewerOf(request)) return next();
  response.setHeader("www-authenticate", 'Bearer realm="frontdesk"');
  sendProblem(response, 401, "Sign in first, at /sign-in, or send an API key as `Authorization: Bearer`.");
};

/** One operation as a route, for who is signed in where that is needed: who asks, what exactly, and the answer or refusal as it goes out. */
export function serveOperation<O extends Operation>(
  operation: O,
  handle: Handle<O>,
  { sleep }: { sleep: Sleep },
): RequestHandler {
  return async (request, response) => {
    const viewer = viewerOf(request);
    const began = performance.now();
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    if (response.destroyed) gone.abort();
    const late = AbortSignal.timeout(ANSWERED_WITHIN);
    const signal = AbortSignal.any([gone.signal, late]);
    const asked = read(operation, request);
    if ("is" in asked) return send(asked, response);
    try {
      const reply = await handle({ ...asked, viewer: viewer as Viewer, signal, request, response } as Asked<O>);
      if (reply.is === "under way") return;
      const isAbsent = reply.is === "refused" ? reply.status === 404 : reply.isNothing;
      if (isAbsent) await sleep(Math.max(0, ABSENT_AFTER - (performance.now() - began)), signal);
      if (reply.is === "refused") return send(reply, response);
      if (reply.etag !== undefined) {
        response.set({ etag: reply.etag, "cache-control": "private, no-cache" });
        if (matches(request.get("if-none-match"), reply.etag)) return void response.status(304).end();
      }
      const { status, type = "json" } = operation.answer;
      const text = type === "json" ? JSON.stringify(reply.body) : String(reply.body);
      // Not as express would: it makes up an ETag for each answer, and a 304 of it.
      response.status(status);
      if (reply.body === undefined) response.end();
      else response.type(type).end(text);
    } catch (error) {
      // Nobody is left to be answered.
      if (gone.signal.aborted) return;
      if (!late.aborted || response.headersSent) throw error;
      response.setHeader("retry-after", "5");
      sendProblem(response, 503, `This took longer than ${ANSWERED_WITHIN / SECOND} s. Try again in a moment.`);
    }
  };
}

type Inputs = { params: unknown; query: unknown; body: unknown };

function read({ params, query, body }: Operation, request: Request): Inputs | Refused {
  const isJson = body === undefined || request.is("json") !== false;
  if (!isJson) return refused(415, "Send JSON, with `content-type: application/json`.");
  const read: Inputs = { params: undefined, query: undefined, body: undefined };
  for (const [name, schema, given] of [
    ["params", params, request.params],
    ["query", query, request.query],
    ["body", body, request.body],
  ] as const) {
    if (!schema) continue;
    const parsed = schema.safeParse(given);
    if (!parsed.success) return refused(400, whatIsWrong(name, parsed.error));
    read[name] = parsed.data;
  }
  return read;
}

function whatIsWrong(where: keyof Inputs, error: z.ZodError): string {
  const issues = error.issues.slice(0, 3);
  const said = issues.map(({ path, message }) => `${[where, ...path].join(".")}: ${message}`);
  return `${said.join("; ").slice(0, 1_000)}. See /v1/docs.`;
}

function send({ is: _, ...problem }: Refused, response: Response): void {
  const body = JSON.stringify({ title: STATUS_CODES[problem.status] ?? "Refused", ...problem });
  response.writeHead(problem.status, { "content-type": "application/problem+json; charset=utf-8" }).end(body);
}

/** Of weak comparison, as If-None-Match wants it. */
function matches(given: string | undefined, etag: string): boolean {
  const plain = (tag: string) => tag.trim().replace(/^W\//, "");
  return given !== undefined && (given.trim() === "*" || given.split(",").some((tag) => plain(tag) === plain(etag)));
}
