import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from "express";
import { Unavailable } from "../domain/errors.ts";
import type { Event, EventOf, EventType } from "../domain/events.ts";
import type { EventSubscriber } from "../ports/event-bus.ts";
import { type Context, withContext } from "../telemetry/context.ts";
import type { Log } from "../telemetry/log.ts";
import { traceIdOf } from "../telemetry/trace.ts";
import { authorize } from "./authorize.ts";
import { createInbox, type Inbox } from "./inbox.ts";
import { sendProblem } from "./problem.ts";
import { type Pushed, readEnvelope, readEvent } from "./push-envelope.ts";
import type { VerifyToken } from "./verify-token.ts";

/** Where Pub/Sub pushes to, in every service. */
export const PUSH_PATH = "/push";

export type PushDeps = {
  verify: VerifyToken;
  /** After so many deliveries Pub/Sub puts a message aside as a dead letter. */
  maxDeliveries: number;
  log: Log;
};

/** Events are short, whatever the issue. Pub/Sub itself would push 10 MB. */
const LARGEST_BODY = 64 * 1024;

/**
 * Where Pub/Sub delivers: `router`, for `createApp`, and its events as a subscriber.
 *
 * The token is verified before a byte of the body is read. What the answer says to Pub/Sub:
 *
 * - 204, done with: it was handled, or nobody ever will understand it. The latter is an alert.
 * - 503, again later: the store can't be reached, or the type's handler is not there yet or any more.
 * - 500, again later: the handler threw something else. Steps turn all that can go wrong with a task into an outcome,
 *   so this is a bug, or a service that answered what nobody expected, and how far the work got is unknown: it must
 *   not count as done. It can't go on for ever: after the most deliveries it is a dead letter, with an alert.
 */
export function createPushEndpoint({ verify, maxDeliveries, log }: PushDeps): EventSubscriber & { router: Router } {
  const inboxes = new Map<EventType, Inbox<Event>>();

  const deliver: RequestHandler = async ({ body }, response) => {
    const pushed = readEnvelope(Buffer.isBuffer(body) ? body : Buffer.alloc(0));
    if ("malformed" in pushed) return drop(response, { why: pushed.malformed, body: String(body) });
    const event = readEvent(pushed);
    await withContext(contextOf(pushed, event), async () => {
      if ("malformed" in event) return drop(response, { why: event.malformed, ...pushed });
      await hand(event, pushed, response);
    });
  };
  const drop = (response: Response, fields: object) => {
    log.alert("a message can't be understood and is dropped", { ...fields });
    response.status(204).end();
  };
  const hand = async (event: Event, pushed: Pushed, response: Response) => {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    try {
      const isHandled = await inboxes.get(event.type)?.put(event, gone.signal);
      if (isHandled) return void response.status(204).end();
      log.warn("a message will come again: its handler is not there yet, or not any more", { ...pushed });
      sendProblem(response, 503);
    } catch (error) {
      complain(error, pushed);
      sendProblem(response, error instanceof Unavailable ? 503 : 500);
    }
  };
  const complain = (error: unknown, pushed: Pushed) => {
    const { deliveryAttempt = 1 } = pushed;
    if (deliveryAttempt >= maxDeliveries) log.alert("a message is put aside as a dead letter", { ...pushed, error });
    else if (error instanceof Unavailable) log.warn("a message will come again", { ...pushed, error });
    else log.error("a handler failed; its message will come again", { ...pushed, error });
  };
  /** Before the body is read in vain, and without reading it. */
  const onUnreadable: ErrorRequestHandler = (error, _request, response, next) => {
    if (error.type !== "entity.too.large" && error.type !== "encoding.unsupported") return next(error);
    drop(withoutRest(response), { error });
  };

  const router = Router();
  const read = express.raw({ type: () => true, limit: LARGEST_BODY, inflate: false });
  router.post(PUSH_PATH, authorize(verify, { log, refused: "a push was refused" }), read, deliver, onUnreadable);

  return {
    router,
    subscribe<T extends EventType>(type: T, handler: (event: EventOf<T>) => Promise<void>, concurrency?: number) {
      if (inboxes.has(type)) throw new Error(`${type} has a handler already`);
      const inbox = createInbox(handler as (event: Event) => Promise<void>, concurrency);
      inboxes.set(type, inbox);
      return {
        async close() {
          if (inboxes.get(type) === inbox) inboxes.delete(type);
          await inbox.close();
        },
      };
    },
  };
}

/** An event that can't be read has at least the trace of whoever published it. */
function contextOf({ traceparent }: Pushed, event: Event | { malformed: string }): Context {
  const ofEvent = "malformed" in event ? {} : { event: event.type, ...("taskId" in event && { taskId: event.taskId }) };
  const known = ["malformed" in event ? undefined : event.traceparent, traceparent].find(traceIdOf);
  return { ...ofEvent, ...(known !== undefined && { traceparent: known }) };
}

/** Whatever else the other side wanted to send on this connection is not waited for. */
function withoutRest(response: Response): Response {
  return response.setHeader("connection", "close");
}
