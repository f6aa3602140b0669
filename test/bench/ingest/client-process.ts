import { setTimeout } from "node:timers/promises";
import { deliveries } from "./deliveries.ts";
import { type Sent, send } from "./send.ts";
import { answerQuestions } from "./talk.ts";

export type ToSend = {
  first: number;
  count: number;
  secret: string;
  port: number;
  connections: number;
  status: number;
};

/** The client. All is signed before the first is sent. */
answerQuestions(async ({ first, count, secret, ...to }: ToSend): Promise<Sent> => {
  const requests = deliveries(first, count, secret);
  await setTimeout(20);
  return send(requests, to);
});
