import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { Unavailable } from "../domain/errors.ts";
import { withContext } from "../telemetry/context.ts";
import type { Log } from "../telemetry/log.ts";
import { childOf, traceparentFrom } from "../telemetry/trace.ts";
import { sendProblem } from "./problem.ts";

const RETRY_AFTER_SECONDS = "5";
const SIGN_IN_LINK = /^(\/sign-in\/link\/).+$/is;

/**
 * An express app with these routes, and what all of them rely on: every request has its trace, unknown paths and
 * errors are answered with a problem that gives nothing away, and what failed is logged.
 */
export function createApp(routes: RequestHandler[], { log }: { log: Log }): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(trace, ...routes, unknownPath, onError(log));
  return app;
}

const trace: RequestHandler = (request, _response, next) => {
  withContext({ traceparent: childOf(traceparentFrom(request.headers)) }, next);
};

const unknownPath: RequestHandler = (request, response) => {
  sendProblem(response, 404, `There is no ${request.method} ${request.path.slice(0, 200)} here.`);
};

/** Express knows an error handler by its four parameters. */
function onError(log: Log): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const refusal = refusalOf(error);
    if (refusal !== undefined && !response.headersSent) {
      sendProblem(response, refusal.status, refusal.message);
      return;
    }
    // Without the query, which may hold a code; and a link that signs somebody in may still be good.
    const path = request.path.replace(SIGN_IN_LINK, "$1…");
    log.error("a request failed", { method: request.method, path, error });
    // Half an answer can't be taken back: cutting it off is how the other side learns that it isn't whole.
    if (response.headersSent) response.destroy();
    else if (error instanceof Unavailable) sendProblem(response.setHeader("retry-after", RETRY_AFTER_SECONDS), 503);
    else sendProblem(response, 500);
  };
}

/**
 * What express and its body parsers say about a bad request: they mark it as fit to be shown (`expose`), or throw a
 * URIError for a path that can't be decoded. A status alone proves nothing: clients of other services put theirs on their errors.
 */
function refusalOf(error: unknown): { status: number; message: string } | undefined {
  if (!(error instanceof Error) || !("status" in error) || typeof error.status !== "number") return undefined;
  const meant = error instanceof URIError || ("expose" in error && error.expose === true);
  return meant && error.status >= 400 && error.status < 500
    ? { status: error.status, message: error.message }
    : undefined;
}
