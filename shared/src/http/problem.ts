import { type ServerResponse, STATUS_CODES } from "node:http";

/** Answers with an RFC 9457 problem. `detail` is for whoever sent the request: what was wrong with it. */
export function sendProblem(response: ServerResponse, status: number, detail?: string): void {
  const body = JSON.stringify({ title: STATUS_CODES[status], status, detail });
  response.writeHead(status, { "content-type": "application/problem+json; charset=utf-8" }).end(body);
}
