import type { Log } from "@frontdesk/shared/telemetry/log";
import type { ErrorRequestHandler, Response } from "express";

const STATUSES = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  413: "INVALID_ARGUMENT",
  429: "RESOURCE_EXHAUSTED",
  500: "INTERNAL",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
} as const;

export type RefusedStatus = keyof typeof STATUSES;

/** An answer other than the one hoped for, in Google's words. */
export class Refusal extends Error {
  readonly status: RefusedStatus;
  readonly details: object[];
  constructor(status: RefusedStatus, message: string, details: object[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

export function invalid(message: string, details?: object[]): Refusal {
  return new Refusal(400, message, details);
}

export function refusalBody({ status, message, details }: Refusal) {
  return { error: { code: status, message, status: STATUSES[status], ...(details.length ? { details } : {}) } };
}

function sendRefusal(response: Response, refusal: Refusal): void {
  // Whatever stands in front of the servers that know JSON answers with a page.
  if (refusal.status === 502) sendPage(response, 502, refusal.message);
  else response.status(refusal.status).json(refusalBody(refusal));
}

export function sendPage(response: Response, status: number, title: string): void {
  response
    .status(status)
    .type("html")
    .send(
      `<!DOCTYPE html><html lang=en><title>Error ${status} (${title})!!1</title><p><b>${status}.</b> ${title}.</html>`,
    );
}

/** Express knows an error handler by its four parameters. */
export function onApiError(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof Refusal) return sendRefusal(response, error);
    const status = error instanceof Error && "status" in error ? error.status : undefined;
    if (status === 413) return sendRefusal(response, new Refusal(413, "Request payload size exceeds the limit."));
    if (typeof status === "number" && status < 500) {
      return sendRefusal(response, invalid(`Invalid JSON payload received. ${error.message}`));
    }
    log.error("the Gemini stand-in failed", { method: request.method, path: request.path, error });
    return sendRefusal(response, new Refusal(500, "An internal error has occurred."));
  };
}
