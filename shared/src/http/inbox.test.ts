import { expect, test } from "vitest";
import { createInbox } from "./inbox.ts";

const HERE = new AbortController().signal;

/** An inbox whose handler works until the test ends it. */
function inboxOf(concurrency?: number) {
  const work = new Map<string, { end: () => void; fail: (error: Error) => void }>();
  const inbox = createInbox<string>(
    (item) => new Promise((end, fail) => work.set(item, { end, fail })),
    ...(concurrency === undefined ? [] : [concurrency]),
  );
  return { inbox, begun: () => [...work.keys()], of: (item: string) => work.get(item)! };
}

test("hands on as many as it may, and the next as soon as one has ended, first come, first served", async () => {
  const { inbox, begun, of } = inboxOf(2);
  const answers = ["a", "b", "c", "d"].map((item) => inbox.put(item, HERE));
  await Promise.resolve();
  expect(begun()).toEqual(["a", "b"]);
  of("b").end();
  expect(await answers[1]).toBe(true);
  await Promise.resolve();
  expect(begun()).toEqual(["a", "b", "c"]);
  of("a").end();
  of("c").end();
  await Promise.all([answers[0], answers[2]]);
  await Promise.resolve();
  of("d").end();
  expect(await Promise.all(answers)).toEqual([true, true, true, true]);
});

test("without a limit hands on all at once", async () => {
  const { inbox, begun } = inboxOf();
  for (let n = 0; n < 500; n++) void inbox.put(String(n), HERE);
  await Promise.resolve();
  expect(begun()).toHaveLength(500);
});

test("rejects as the handler does, and goes on", async () => {
  const { inbox, of } = inboxOf(1);
  const first = inbox.put("a", HERE);
  const second = inbox.put("b", HERE);
  await Promise.resolve();
  of("a").fail(new Error("no"));
  await expect(first).rejects.toThrow("no");
  of("b").end();
  expect(await second).toBe(true);
});

test("who leaves before it is his turn is not handled, and takes nobody's place", async () => {
  const { inbox, begun, of } = inboxOf(1);
  const first = inbox.put("a", HERE);
  const leaving = new AbortController();
  const second = inbox.put("b", leaving.signal);
  const third = inbox.put("c", HERE);
  leaving.abort();
  expect(await second).toBe(false);
  expect(await inbox.put("d", AbortSignal.abort())).toBe(false);
  of("a").end();
  await first;
  await Promise.resolve();
  of("c").end();
  expect(await third).toBe(true);
  expect(begun()).toEqual(["a", "c"]);
});

test("closing sends away what waits and what comes, and waits for what runs, however that ends", async () => {
  const { inbox, begun, of } = inboxOf(1);
  const running = inbox.put("a", HERE).catch((error: Error) => error.message);
  const waiting = inbox.put("b", HERE);
  await Promise.resolve();
  let isClosed = false;
  const closing = Promise.all([inbox.close(), inbox.close()]).then(() => {
    isClosed = true;
  });
  expect(await waiting).toBe(false);
  expect(await inbox.put("c", HERE)).toBe(false);
  expect(isClosed).toBe(false);
  of("a").fail(new Error("stopping"));
  await closing;
  expect(await running).toBe("stopping");
  expect(begun()).toEqual(["a"]);
});

test("whenever it closes, nobody begins from then on, not even he whose turn had just come", async () => {
  for (let later = 0; later < 8; later++) {
    const { inbox, begun, of } = inboxOf(1);
    const answers = [inbox.put("a", HERE), inbox.put("b", HERE)];
    await Promise.resolve();
    of("a").end();
    for (let n = 0; n < later; n++) await Promise.resolve();
    const before = begun();
    const closing = inbox.close();
    if (before.includes("b")) of("b").end();
    await closing;
    expect(await Promise.all(answers)).toEqual([true, before.includes("b")]);
    expect(begun()).toEqual(before);
  }
});
