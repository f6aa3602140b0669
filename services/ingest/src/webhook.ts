import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Event } from "@frontdesk/shared/domain/events";
import { sendProblem } from "@frontdesk/shared/http/problem";
import { type ReceiveDeps, receiveTask } from "@frontdesk/shared/steps/receive-task";
import { withContext } from "@frontdesk/shared/telemetry/context";
import type { Meters } from "@frontdesk/shared/telemetry/meters";
import type { Tally } from "@frontdesk/shared/telemetry/tally";
import { childOf, traceparentFrom } from "@frontdesk/shared/telemetry/trace";
import type { Meaning } from "./delivery.ts";
import { type Overload, turnAway } from "./overload.ts";
import { readBody } from "./read-body.ts";
import { type Ourselves, readDelivery } from "./read-delivery.ts";
import { readPayload } from "./read-payload.ts";
import { isSignedBy } from "./verify-signature.ts";

export type WebhookDeps = ReceiveDeps & {
  /** The current secret, and the one before it while GitHub may still use that. */
  secrets: readonly string[];
  ourselves: Ourselves;
  overload: Overload;
  /** Deliveries that came to nothing, by what they were. */
  ignored: Tally;
  refused: Tally;
  /** Without them nobody learns how long an answer took. */
  meters?: Pick<Meters, "time"> | undefined;
};

/** GitHub sends nothing that is larger. */
const LARGEST_BODY = 25 * 1024 * 1024;

/**
 * GitHub's webhook: verify, persist, announce, answer. A body that fails verification is never parsed. A 202 means that
 * what it asks for is durable; anything else, that GitHub keeps the delivery and the deliveries sweep brings it back.
 *
 * A plain listener in front of express, which would cost more than the rest of it together (`pnpm bench ingest`).
 */
export function createWebhook(deps: WebhookDeps): RequestListener {
  return (request, response) => {
    const traceparent = childOf(traceparentFrom(request.headers));
    withContext({ traceparent }, () => receive(request, response, traceparent, deps)).catch((error) => {
      deps.log.error("a delivery could not be taken", { error });
      if (response.headersSent) response.destroy();
      else if (error instanceof Unavailable) turnAway(response, "The delivery can't be kept at the moment.");
      else sendProblem(response, 500);
    });
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  traceparent: string,
  deps: WebhookDeps,
): Promise<void> {
  const { secrets, overload, refused, ourselves } = deps;
  const began = performance.now();
  if (request.method !== "POST") {
    sendProblem(response.setHeader("allow", "POST"), 405, "A webhook is a POST.");
    return;
  }
  const read = await readBody(request, { largest: LARGEST_BODY, budget: overload.bodies });
  try {
    if ("refused" in read) {
      refused.count(read.why);
      refuseUnread(response, read.refused, read.why);
      return;
    }
    const { body } = read;
    if (!isSignedBy(secrets, body, headerOf(request, "x-hub-signature-256"))) {
      refused.count("signature");
      sendProblem(response, 401, "The signature does not match the body.");
      return;
    }
    if (overload.isFull()) {
      refused.count("overload");
      turnAway(response, "More is being persisted than can be.");
      return;
    }
    const meaning = meaningOf(request, body, ourselves);
    const delivery = headerOf(request, "x-github-delivery")?.slice(0, 100) ?? "";
    await overload.persist(() => accept(meaning, { body, delivery, traceparent, began }, response, deps));
  } finally {
    read.release();
  }
}

/** Apart from what waits for the commit, which would keep the whole payload in memory until then. */
function meaningOf(request: IncomingMessage, body: Buffer, ourselves: Ourselves): Meaning {
  const event = headerOf(request, "x-github-event");
  // Something in between may have taken it away. To ignore what nobody can read would be to lose it.
  if (!event) return { is: "malformed", why: "there is no X-GitHub-Event" };
  return readDelivery(event, readPayload(body, request.headers["content-type"]), ourselves);
}

async function accept(
  meaning: Meaning,
  { body, delivery, traceparent, began }: { body: Buffer; delivery: string; traceparent: string; began: number },
  response: ServerResponse,
  deps: WebhookDeps,
): Promise<void> {
  switch (meaning.is) {
    case "task": {
      const { source, issue } = meaning;
      const wanted = { source: { ...source, deliveryId: delivery }, issue, traceparent, rawBody: body };
      const { task } = await receiveTask(wanted, deps);
      answer(response, { taskId: task.id, status: `/v1/tasks/${task.id}` });
      deps.meters?.time(task.source, "ack", performance.now() - began);
      return;
    }
    case "hint": {
      const events = meaning.hints.map((hint) => ({ v: 1, traceparent, ...hint }) as Event);
      await Promise.all(events.map((event) => deps.bus.publish(event)));
      deps.log.info("hinted", { delivery, hints: meaning.hints.slice(0, 10) });
      return answer(response, { hints: events.length });
    }
    case "ignored":
      deps.ignored.count(meaning.why);
      return answer(response, { ignored: meaning.why });
    case "malformed":
      // Accepting it would be losing it: as a failed delivery, GitHub keeps it to be delivered again.
      deps.log.alert("a delivery can't be understood", { delivery, why: meaning.why });
      return sendProblem(response, 400, `This is not as GitHub describes it: ${meaning.why}`);
  }
}

function answer(response: ServerResponse, said: object): void {
  const text = JSON.stringify(said);
  const headers = { "content-type": "application/json; charset=utf-8", "content-length": Buffer.byteLength(text) };
  response.writeHead(202, headers).end(text);
}

/** The rest of a body that is not wanted is not read either: the connection ends with the answer. */
function refuseUnread(response: ServerResponse, status: 400 | 413 | 415 | 503, why: string): void {
  response.setHeader("connection", "close");
  if (status === 503) turnAway(response, why);
  else sendProblem(response, status, why);
}

/** Node gives a header that came twice as one text, joined. */
function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}
