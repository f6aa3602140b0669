import { STATUS_CODES } from "node:http";
import type { Log } from "@frontdesk/shared/telemetry/log";
import type { ErrorRequestHandler, Response } from "express";

type More = { headers?: { [name: string]: string }; errors?: unknown[]; url?: string; docs?: string };

/** An answer other than the one hoped for, in GitHub's words. */
export class Refusal extends Error {
  readonly status: number;
  readonly more: More;
  constructor(status: number, message: string, more: More = {}) {
    super(message);
    this.status = status;
    this.more = more;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, "Not Found");
}

/** Everything but a read is told 307, so that clients repeat it as it was instead of turning it into a read. */
export function moved(method: string, url: string): Refusal {
  const status = method === "GET" || method === "HEAD" ? 301 : 307;
  return new Refusal(status, "Moved Permanently", { url, headers: { location: url } });
}

export function invalid(resource: string, field: string, code: string, message?: string): Refusal {
  const error = { resource, code, field, ...(message === undefined ? {} : { message }) };
  return new Refusal(422, "Validation Failed", { errors: [error] });
}

export function sendRefusal(response: Response, { status, message, more }: Refusal): void {
  const { headers = {}, docs = "https://docs.github.com/rest", errors, url } = more;
  response.status(status).set(headers);
  // A redirect alone has no status in its body.
  response.json(
    url === undefined
      ? { message, ...(errors && { errors }), documentation_url: docs, status: String(status) }
      : { message, url, documentation_url: docs },
  );
}

/** Express knows an error handler by its four parameters. */
export function onApiError(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (error instanceof Refusal) return sendRefusal(response, error);
    const status = error instanceof Error && "status" in error ? error.status : undefined;
    if (status === 400) return sendRefusal(response, new Refusal(400, "Problems parsing JSON"));
    if (typeof status === "number" && status < 500) {
      return sendRefusal(response, new Refusal(status, STATUS_CODES[status] ?? "Bad Request"));
    }
    log.error("the GitHub stand-in failed", { method: request.method, path: request.path, error });
    return response.headersSent ? next(error) : sendRefusal(response, new Refusal(500, "Server Error"));
  };
}
