import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import express from "express";

/**
 * Stands between Google's emulator and a service, and adds what Pub/Sub sends and its emulator doesn't: the token, and
 * how often a message has been delivered.
 */
export type PushFront = {
  /** Where the emulator has to push to. */
  url: string;
  /** Where the service is; without one, pushes fail as they do where nothing listens. */
  setTarget(url: string | undefined): void;
  /** The status of each answer that the emulator was given, oldest first. */
  statuses: number[];
  close(): Promise<void>;
};

type Body = { message: { messageId: string }; subscription: string };

export async function startPushFront({ token }: { token: () => string }): Promise<PushFront> {
  const deliveries = new Map<string, number>();
  const statuses: number[] = [];
  let target: string | undefined;

  const answer = async (body: Body): Promise<number> => {
    if (target === undefined) return 503;
    const message = `${body.subscription} ${body.message.messageId}`;
    const deliveryAttempt = (deliveries.get(message) ?? 0) + 1;
    deliveries.set(message, deliveryAttempt);
    const headers = { "content-type": "application/json", authorization: `Bearer ${token()}` };
    const init = { method: "POST", headers, body: JSON.stringify({ ...body, deliveryAttempt }) };
    const response = await fetch(target, init).catch(() => undefined);
    await response?.arrayBuffer().catch(() => undefined);
    return response?.status ?? 503;
  };
  const app = express();
  app.post("/", express.json({ limit: "20mb" }), async (request, response) => {
    const status = await answer(request.body as Body);
    statuses.push(status);
    response.status(status).end();
  });
  const server = await serve(app, { port: 0, log: silentLog, timeouts: { grace: 0 } });
  return {
    url: server.url,
    statuses,
    setTarget(url) {
      target = url;
    },
    close: () => server.close(),
  };
}
