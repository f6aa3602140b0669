import { DAY, HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { expect, test } from "vitest";
import { startDeliveries } from "./deliveries-world.ts";

test("C19: six thousand are lost in an hour: all are restored, each is asked for once, and then GitHub is left alone", async () => {
  const it = await startDeliveries();
  it.answer = () => 503;
  const lost: string[] = [];
  for (let minute = 0; minute < 60; minute++) {
    for (let n = 0; n < 100; n++) lost.push(`lost-${minute}-${n}`);
    for (const guid of lost.slice(-100)) it.send(guid);
    it.pass(MINUTE);
  }
  it.answer = () => 202;
  for (let minute = 0; minute < 120; minute++) {
    it.send(`new-${minute}`);
    await it.sweepFor(1);
  }
  expect(lost.filter((guid) => !it.arrived.has(guid))).toEqual([]);
  expect(Math.max(...lost.map(it.attempts))).toBe(2);
  expect(it.asked).toBe(6_000);
  await it.sweepFor(60);
  it.pages = 0;
  await it.sweepFor(10);
  expect([it.asked, it.pages]).toEqual([6_000, 10]);
  expect(it.alerts).toEqual([]);
});

test("a sweep all along an outage costs no more than its probes", async () => {
  const it = await startDeliveries();
  it.answer = () => 0;
  for (let minute = 0; minute < 60; minute++) {
    for (let n = 0; n < 20; n++) it.send(`lost-${minute}-${n}`);
    await it.sweepFor(1);
  }
  expect(it.asked).toBeLessThanOrEqual(60);
  it.answer = () => 202;
  await it.sweepFor(90);
  expect(it.arrived.size).toBe(1_200);
  expect(it.asked).toBeLessThanOrEqual(1_260);
  expect(it.alerts).toEqual([]);
});

test("what failed behind thousands that arrived is asked for once, and never told as lost", async () => {
  const it = await startDeliveries();
  it.sendFarBack("far back");
  it.pass(10 * MINUTE);
  await it.sweepFor(60);
  for (let n = 0; n < 3 * 24 * 6; n++) {
    await it.sweep();
    it.pass(10 * MINUTE);
  }
  expect(it.attempts("far back")).toBe(2);
  expect(it.arrived).toContain("far back");
  expect(it.alerts).toEqual([]);
});

test("what somebody had delivered again by hand, long after it failed, is not asked for", async () => {
  const it = await startDeliveries();
  it.sendFarBack("far back");
  it.send("far back");
  it.pass(10 * MINUTE);
  await it.sweepFor(60);
  expect(it.asked).toBe(0);
});

test("what arrived, and long after that was sent again by hand in vain, is not asked for", async () => {
  const it = await startDeliveries();
  it.send("fine");
  for (let n = 0; n < 250; n++) it.send(`other-${n}`);
  it.answer = () => 503;
  it.send("fine");
  it.pass(10 * MINUTE);
  await it.sweepFor(60);
  expect(it.asked).toBe(0);
});

test("what fails while a long walk goes on is found by the next one", async () => {
  const it = await startDeliveries();
  for (let n = 0; n < 4_500; n++) it.send(`other-${n}`);
  await it.sweep();
  it.pass(MINUTE);
  it.answer = () => 503;
  it.send("meanwhile");
  it.answer = () => 202;
  for (let n = 0; n < 150; n++) it.send(`more-${n}`);
  it.pass(HOUR);
  await it.sweepFor(5);
  expect(it.arrived).toContain("meanwhile");
});

test.each([401, 403, 404, 429])("half an hour of %i is an outage: all arrive when it is over", async (status) => {
  const it = await startDeliveries();
  it.answer = () => status;
  for (let minute = 0; minute < 30; minute++) {
    for (let n = 0; n < 5; n++) it.send(`lost-${minute}-${n}`);
    await it.sweepFor(1);
  }
  expect(it.asked).toBeLessThanOrEqual(30);
  it.answer = () => 202;
  await it.sweepFor(90);
  expect(it.arrived.size).toBe(150);
  expect(it.alerts).toEqual([]);
});

test.each([400, 413, 415])(
  "what ingest answers with %i is given up after three tries, and told of once",
  async (status) => {
    const it = await startDeliveries();
    it.answer = (guid) => (guid === "malformed" ? status : 202);
    it.send("malformed");
    for (let minute = 0; minute < 24 * 60; minute++) {
      if (minute % 60 === 0) it.send(`other-${minute}`);
      await it.sweepFor(1);
    }
    expect(it.attempts("malformed")).toBe(3);
    expect(it.alerts).toEqual(["a delivery is past saving: malformed"]);
  },
);

test("what GitHub lists five minutes late is asked for once all the same", async () => {
  const it = await startDeliveries({ lag: 5 * MINUTE });
  it.answer = () => 503;
  const lost = Array.from({ length: 20 }, (_, n) => `lost-${n}`);
  for (const guid of lost) it.send(guid);
  it.answer = () => 202;
  it.send("all is well");
  await it.sweepFor(60);
  expect(lost.map(it.attempts)).toEqual(lost.map(() => 2));
});

test("what fails again and is listed late is asked for no more often than it is listed", async () => {
  const it = await startDeliveries({ lag: 5 * MINUTE });
  it.answer = (guid) => (guid === "poison" ? 500 : 202);
  it.send("poison");
  it.send("all is well");
  for (let minute = 0; minute < 20; minute++) {
    it.send(`other-${minute}`);
    await it.sweepFor(1);
  }
  expect(it.attempts("poison")).toBeLessThanOrEqual(1 + 20 / 5);
});

test("two sweeps at the same time ask for each once", async () => {
  const it = await startDeliveries();
  it.answer = () => 503;
  for (let n = 0; n < 50; n++) it.send(`lost-${n}`);
  it.answer = () => 202;
  it.send("all is well");
  it.pass(2 * MINUTE);
  await Promise.all([it.sweep(), it.sweep(), it.sweep()]);
  expect(it.arrived.size).toBe(51);
  expect(it.asked).toBe(50);
});

test("two sweeps at the same time tell of one that is lost once", async () => {
  const it = await startDeliveries();
  it.answer = () => 503;
  it.send("lost");
  await it.sweep();
  it.pass(3 * DAY - HOUR / 2);
  await Promise.all([it.sweep(), it.sweep()]);
  expect(it.alerts).toEqual(["a delivery is past saving: lost"]);
});

test("a place in the list that GitHub no longer takes fails one sweep, which asks for what is due all the same", async () => {
  const it = await startDeliveries();
  it.sendFarBack("far back");
  it.answer = (guid) => (guid === "near" ? 503 : 202);
  it.send("near");
  it.answer = () => 202;
  it.send("all is well");
  await it.sweep();
  it.forgetPlaces();
  it.pass(2 * MINUTE);
  await expect(it.sweep()).rejects.toThrow("Invalid cursor");
  expect(it.arrived).toContain("near");
  await it.sweepFor(3);
  expect(it.arrived).toContain("far back");
});

test("an App in the place of another one has its own list, and what was lost of it before is found", async () => {
  const it = await startDeliveries();
  it.app = 2;
  it.answer = () => 401;
  it.send("of the new App");
  it.pass(HOUR);
  it.app = 1;
  await it.sweepFor(5);
  it.app = 2;
  it.answer = () => 202;
  await it.sweepFor(5);
  expect(it.arrived).toContain("of the new App");
});

test("a process that dies before it asked has only put that one off", async () => {
  const it = await startDeliveries();
  it.answer = () => 503;
  it.send("first");
  it.send("second");
  it.answer = () => 202;
  it.send("all is well");
  it.pass(2 * MINUTE);
  it.beforeRedelivery = () => {
    throw new Error("the process is gone");
  };
  await expect(it.sweep()).rejects.toThrow("the process is gone");
  it.beforeRedelivery = () => {};
  await it.sweepFor(9);
  expect([...it.arrived]).toEqual(["all is well", "second"]);
  await it.sweepFor(5);
  expect([it.attempts("first"), it.attempts("second")]).toEqual([2, 2]);
  expect(it.arrived).toContain("first");
});

test("what always fails holds nobody up, however many there are of it, and however quiet it is", async () => {
  const it = await startDeliveries();
  it.answer = () => 500;
  for (let n = 0; n < 150; n++) it.send(`poison-${n}`);
  await it.sweepFor(6 * 60);
  it.send("lost");
  it.answer = (guid) => (guid === "lost" ? 202 : 500);
  await it.sweepFor(5);
  expect(it.arrived).toContain("lost");
});

test("C20: with a clock ten minutes ahead, what is listed late is found", async () => {
  const it = await startDeliveries({ lag: MINUTE, ahead: 10 * MINUTE });
  it.send("all is well");
  it.pass(5 * MINUTE);
  it.answer = () => 503;
  it.send("lost");
  it.answer = () => 202;
  it.pass(30 * SECOND);
  await it.sweep();
  it.pass(5 * MINUTE);
  await it.sweep();
  expect(it.arrived).toContain("lost");
});
