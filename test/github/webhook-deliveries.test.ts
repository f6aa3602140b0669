import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { DAY } from "@frontdesk/shared/domain/limits";
import type { Delivery, WebhookDeliveries } from "@frontdesk/shared/ports/code-host";
import { expect, onTestFinished, test } from "vitest";
import { REPO, soon, startHost } from "./start-host.ts";
import { startScripted } from "./start-scripted.ts";

/** The stand-in, whose webhooks are answered with this status, and what came. */
async function startHooked(status: { now: number }, now?: () => Date) {
  const guids: string[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      guids.push(String(request.headers["x-github-delivery"]));
      response.writeHead(status.now, { location: "/" }).end();
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { ...(await startHost({ webhook: { url }, ...(now && { now }) })), guids };
}

async function all(deliveries: WebhookDeliveries): Promise<Delivery[][]> {
  const pages: Delivery[][] = [];
  let after: string | undefined;
  do {
    const page = await deliveries.page(after, soon());
    pages.push(page.deliveries);
    after = page.next;
  } while (after !== undefined && pages.length < 20);
  return pages;
}

test("every delivery, newest first, 100 at a time, each once, with its id to the last digit", async () => {
  const { github, deliveries } = await startHooked({ now: 202 });
  for (let index = 0; index < 230; index++) github.comment(REPO, 1, "x");
  await github.settled();
  const pages = await all(deliveries);
  const expected = github.deliveries().toReversed();
  expect(pages.map((page) => page.length)).toEqual([100, 100, expected.length - 200]);
  expect(pages.flat().map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(BigInt(pages[0]![0]!.id)).toBeGreaterThan(2n ** 53n);
  const { guid, deliveredAt } = expected[0]!;
  expect(pages[0]![0]).toEqual({
    ...{ id: expected[0]!.id, guid, at: new Date(deliveredAt), status: 202 },
    ...{ event: "issue_comment", redelivery: false },
  });
});

test("none at all", async () => {
  const { deliveries } = await startHost();
  expect(await deliveries.page(undefined, soon())).toEqual({ deliveries: [] });
});

test.each([200, 202, 204, 302, 404, 413, 500, 503])("what was answered with %i says so", async (status) => {
  const { github, deliveries } = await startHooked({ now: status });
  await github.settled();
  const { deliveries: page } = await deliveries.page(undefined, soon());
  expect(page.map((delivery) => delivery.status)).toEqual([status]);
});

test("C19: a delivery that failed is delivered again, under the same guid", async () => {
  const status = { now: 503 };
  const { github, deliveries, guids } = await startHooked(status);
  await github.settled();
  const [failed] = (await deliveries.page(undefined, soon())).deliveries;
  status.now = 202;
  expect(await deliveries.redeliver(failed!.id, soon())).toBe(true);
  await github.settled();
  expect(guids).toEqual([failed!.guid, failed!.guid]);
  const { deliveries: page } = await deliveries.page(undefined, soon());
  expect(page.map(({ guid, status, redelivery }) => [guid, status, redelivery])).toEqual([
    [failed!.guid, 202, true],
    [failed!.guid, 503, false],
  ]);
});

test("what GitHub has forgotten is not delivered again", async () => {
  const clock = { now: new Date("2026-03-02T09:00:00Z") };
  const { github, deliveries, guids } = await startHooked({ now: 503 }, () => clock.now);
  await github.settled();
  const [failed] = (await deliveries.page(undefined, soon())).deliveries;
  clock.now = new Date(clock.now.getTime() + 4 * DAY);
  expect(await deliveries.redeliver(failed!.id, soon())).toBe(false);
  for (const id of ["..", "1/../..", ""]) expect(await deliveries.redeliver(id, soon())).toBe(false);
  expect(await deliveries.page(undefined, soon())).toEqual({ deliveries: [] });
  expect(guids).toHaveLength(1);
});

test("an outage is Unavailable, and a redelivery is asked for once", async () => {
  const { github, deliveries } = await startHooked({ now: 503 });
  await github.settled();
  github.faults.add({ on: "GET deliveries", fault: { kind: "fails", status: 502 } });
  await expect(deliveries.page(undefined, soon())).rejects.toBeInstanceOf(Unavailable);
  const [failed] = (await deliveries.page(undefined, soon())).deliveries;
  const planned = github.faults.add({ on: "POST attempts", fault: { kind: "fails after", status: 502 }, times: 100 });
  await expect(deliveries.redeliver(failed!.id, soon())).rejects.toBeInstanceOf(Unavailable);
  expect(planned.left()).toBe(99);
  await github.settled();
  expect(github.deliveries()).toHaveLength(2);
});

test("what is no delivery is Unavailable, and named", async () => {
  const { deliveries } = await startScripted((_method, path) =>
    path.startsWith("/app/hook") ? { status: 200, body: [{ id: 1.5 }] } : undefined,
  );
  await expect(deliveries.page(undefined, soon())).rejects.toThrow("GET /app/hook/deliveries?per_page=100");
});

test("a call that hangs ends when the signal aborts", async () => {
  const { github, deliveries } = await startHost();
  for (const on of ["GET deliveries", "POST attempts"] as const) {
    const hanging = github.faults.add({ on, fault: { kind: "hangs" } });
    const giveUp = new AbortController();
    const call =
      on === "POST attempts" ? deliveries.redeliver("1", giveUp.signal) : deliveries.page(undefined, giveUp.signal);
    const rejected = expect(call).rejects.toBe("enough");
    await expect.poll(() => hanging.left()).toBe(0);
    giveUp.abort("enough");
    await rejected;
  }
});
