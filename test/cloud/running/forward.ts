import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

/** Hands a request on as it is, and the answer back. Where nobody is, 503, as Google's front says it. */
export function forward(
  incoming: IncomingMessage,
  response: ServerResponse,
  target: string | undefined,
  host?: string,
): void {
  if (target === undefined) {
    refuse(response, 503);
    return;
  }
  const { method, headers, url = "/" } = incoming;
  const outgoing = request(new URL(url, target), {
    method,
    headers: { ...headers, host: host ?? new URL(target).host },
  });
  outgoing.on("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => {
    if (response.headersSent) response.destroy();
    else refuse(response, 503);
  });
  incoming.pipe(outgoing);
}

export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { connection: "close" }).end();
}

/** A server on this machine alone, for as long as the test runs. */
export async function listenHere(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
