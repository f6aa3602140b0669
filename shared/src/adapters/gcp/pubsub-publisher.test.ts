import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { describe, expect, test } from "vitest";
import { Unavailable } from "../../domain/errors.ts";
import type { Event, EventType } from "../../domain/events.ts";
import { createPubSubPublisher, type Line } from "./pubsub-publisher.ts";

const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

function event(type: EventType = "task.received", n = 1): Event {
  return { v: 1, type, taskId: `acme.webapp.${n}.opened`, traceparent } as Event;
}

type Request = { topic: string; messages: { data: Buffer; attributes: Record<string, string> }[] };

/** A publisher on a client that answers as the test says. */
function publisherOn(...answers: (() => Promise<unknown>)[]) {
  const requests: Request[] = [];
  let closed = 0;
  let ready = async () => {};
  const client = {
    publish(request: Request) {
      requests.push(request);
      return (answers.shift() ?? (() => Promise.resolve([{}])))();
    },
    async close() {
      closed += 1;
    },
  } as unknown as Line["client"];
  const connect = () => ({ client, ready: () => ready() });
  const publisher = createPubSubPublisher({ projectId: "acme", topicPrefix: "frontdesk.", connect });
  const readyWhen = (answer: () => Promise<void>) => {
    ready = answer;
  };
  return { publisher, requests, closed: () => closed, readyWhen };
}

describe("what is sent", () => {
  test("an event goes to the topic of its type, with its trace where Pub/Sub's own clients look for it", async () => {
    const { publisher, requests } = publisherOn();
    await publisher.publish(event("task.triaged"));
    expect(requests.map(({ topic }) => topic)).toEqual(["projects/acme/topics/frontdesk.task.triaged"]);
    const [message] = requests[0]!.messages;
    expect(JSON.parse(String(message?.data))).toEqual(event("task.triaged"));
    expect(message?.attributes).toEqual({ type: "task.triaged", googclient_traceparent: traceparent });
  });

  test("what is no trace is no attribute: Pub/Sub would refuse one that is too long", async () => {
    const { publisher, requests } = publisherOn();
    await publisher.publish({ ...event(), traceparent: "x".repeat(2_000) });
    expect(requests[0]!.messages[0]?.attributes).toEqual({ type: "task.received" });
  });

  test("what is published at once goes in one request per topic, and what comes later doesn't wait for it", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<unknown>();
    const { publisher, requests } = publisherOn(() => answer);
    const slow = [1, 2].map((n) => publisher.publish(event("task.received", n)));
    await publisher.publish(event("task.triaged", 3));
    await publisher.publish(event("task.received", 4));
    expect(requests.map(({ topic, messages }) => [topic.split("/").at(-1), messages.length])).toEqual([
      ["frontdesk.task.received", 2],
      ["frontdesk.task.triaged", 1],
      ["frontdesk.task.received", 1],
    ]);
    resolve([{}]);
    await Promise.all(slow);
  });

  test("no request has more messages than Pub/Sub takes", async () => {
    const { publisher, requests } = publisherOn();
    await Promise.all(Array.from({ length: 2_100 }, (_, n) => publisher.publish(event("task.received", n + 1))));
    expect(requests.map(({ messages }) => messages.length)).toEqual([1_000, 1_000, 100]);
    const sent = requests.flatMap(({ messages }) => messages.map(({ data }) => JSON.parse(String(data)).taskId));
    expect(new Set(sent).size).toBe(2_100);
  });
});

describe("what goes wrong", () => {
  const gone = Object.assign(new Error("5 NOT_FOUND: no such topic"), { code: 5 });

  test("is Unavailable, says which topic and why, for all that went in that request", async () => {
    const { publisher } = publisherOn(() => Promise.reject(gone));
    const both = await Promise.allSettled([publisher.publish(event()), publisher.publish(event())]);
    for (const one of both) {
      expect(one).toMatchObject({ status: "rejected", reason: { cause: gone } });
      expect((one as PromiseRejectedResult).reason).toBeInstanceOf(Unavailable);
    }
    const says = "can't publish to projects/acme/topics/frontdesk.task.received: 5 NOT_FOUND: no such topic";
    expect((both[0] as PromiseRejectedResult).reason.message).toBe(says);
  });

  test("without credentials nothing is sent; as soon as they are there, it is", async () => {
    const { publisher, requests, readyWhen } = publisherOn();
    readyWhen(() => Promise.reject(new Error("no credentials")));
    await expect(publisher.publish(event())).rejects.toThrow("no credentials");
    await expect(publisher.publish(event())).rejects.toThrow(Unavailable);
    expect(requests).toEqual([]);
    readyWhen(async () => {});
    await publisher.publish(event());
    expect(requests).toHaveLength(1);
  });

  test("a caller that gives up is told so at once, whatever becomes of the event", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<unknown>();
    const { publisher, requests } = publisherOn(() => answer);
    const giving = new AbortController();
    const published = publisher.publish(event(), giving.signal);
    await expect.poll(() => requests).toHaveLength(1);
    giving.abort(new Error("enough"));
    await expect(published).rejects.toThrow(Unavailable);
    await expect(published).rejects.toMatchObject({ cause: { message: "enough" } });
    resolve([{}]);
  });

  test("a signal that is never used keeps no publish in memory", async () => {
    const { publisher } = publisherOn();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...given: Parameters<typeof add>) => {
      listeners += 1;
      add(...given);
    };
    signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...given);
    };
    for (let n = 0; n < 10; n++) await publisher.publish(event(), signal);
    expect(listeners).toBe(0);
  });

  test("an aborted signal sends nothing", async () => {
    const { publisher, requests } = publisherOn();
    await expect(publisher.publish(event(), AbortSignal.abort())).rejects.toThrow(Unavailable);
    await publisher.publish(event("task.triaged"));
    expect(requests).toHaveLength(1);
  });
});

describe("closing", () => {
  test("waits for what is on its way, and ends the connection", async () => {
    const { promise: answer, resolve } = Promise.withResolvers<unknown>();
    const { publisher, closed } = publisherOn(() => answer);
    const published = publisher.publish(event());
    const closing = publisher.close();
    await new Promise(setImmediate);
    expect(closed()).toBe(0);
    resolve([{}]);
    await Promise.all([published, closing]);
    expect(closed()).toBe(1);
    await expect(publisher.publish(event())).rejects.toThrow(Unavailable);
  });

  test("a publisher that never published, or never connected, closes well", async () => {
    await createPubSubPublisher({ projectId: "acme", topicPrefix: "", emulatorHost: "127.0.0.1:1" }).close();
    const { publisher } = publisherOn();
    await publisher.close();
    await publisher.close();
  });
});

/** However Pub/Sub is away, who publishes has a webhook waiting. */
describe.concurrent("gives up in time", () => {
  const OURS = /: no answer within 4\.5 s$/;
  /** Who is first depends on the machine. */
  const EITHER = new RegExp(`exceeded 4000 milliseconds|${OURS.source}`);

  async function ends(publisher: ReturnType<typeof createPubSubPublisher>, says: RegExp) {
    const published = publisher.publish(event());
    await expect(published).rejects.toThrow(Unavailable);
    await expect(published).rejects.toThrow(says);
    await publisher.close();
  }

  test("where nothing listens", async () => {
    const { host, server } = await listening();
    server.close();
    await once(server, "close");
    await ends(createPubSubPublisher({ projectId: "acme", topicPrefix: "", emulatorHost: host }), EITHER);
  });

  test("where a connection is taken and nothing is ever said", async () => {
    const { host, server } = await listening();
    try {
      await ends(createPubSubPublisher({ projectId: "acme", topicPrefix: "", emulatorHost: host }), EITHER);
    } finally {
      server.close();
    }
  });

  test("where the client waits for credentials that never come", async () => {
    const { publisher, readyWhen } = publisherOn();
    readyWhen(() => new Promise(() => undefined));
    await ends(publisher, OURS);
  });
});

async function listening(): Promise<{ host: string; server: Server }> {
  const server = createServer((socket) => void socket.on("error", () => undefined)).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
