import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export type Received = { headers: { [name: string]: unknown }; raw: string };

/** Takes webhooks, for the length of a test. Never answers where the status is 0. */
export async function startHookListener() {
  const received: Received[] = [];
  const listener = {
    ...{ url: "", received, status: 202, payloads: () => received.map(({ raw }) => JSON.parse(raw)) },
    /** What it does before it answers. */
    before: async (_payload: { action?: string }): Promise<unknown> => undefined,
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const raw = Buffer.concat(chunks).toString();
      received.push({ headers: request.headers, raw });
      await listener.before(raw.startsWith("{") ? JSON.parse(raw) : {});
      if (listener.status) response.writeHead(listener.status, { location: "/elsewhere" }).end("done");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  listener.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return listener;
}
