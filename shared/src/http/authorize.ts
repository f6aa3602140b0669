import type { RequestHandler } from "express";
import type { Log } from "../telemetry/log.ts";
import { sendProblem } from "./problem.ts";
import type { VerifyToken } from "./verify-token.ts";

/** Lets pass who brings a token that is trusted; before a byte of the body is read, and without waiting for the rest of it. */
export function authorize(verify: VerifyToken, { log, refused }: { log: Log; refused: string }): RequestHandler {
  return async (request, response, next) => {
    const refusal = await verify(request.headers.authorization);
    if (refusal === undefined) return next();
    log.warn(refused, { ...refusal });
    if (refusal.status === 401) response.setHeader("www-authenticate", "Bearer");
    sendProblem(response.setHeader("connection", "close"), refusal.status);
  };
}
