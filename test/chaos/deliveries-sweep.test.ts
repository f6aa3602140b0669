import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { expect, test } from "vitest";
import { startDeliveries } from "./deliveries-world.ts";

test("C19: ingest is down for an hour: the sweep restores all, and asks for no more than a probe a minute meanwhile", async () => {
  const it = await startDeliveries();
  it.answer = () => 0;
  for (let minute = 0; minute < 60; minute++) {
    for (let n = 0; n < 5; n++) it.send(`issue-${minute}-${n}`);
    expect(await it.sweep()).toBeLessThanOrEqual(1);
    it.pass(MINUTE);
  }
  it.answer = () => 202;
  it.pass(HOUR);
  let most = 0;
  for (let minute = 0; minute < 10; minute++) {
    most = Math.max(most, await it.sweep());
    it.pass(MINUTE);
  }
  expect(it.arrived.size).toBe(300);
  expect(most).toBeLessThanOrEqual(60);
  expect(await it.sweep()).toBe(0);
  expect(it.alerts).toEqual([]);
});

test("what arrived is never asked for again, what did not, once a sweep at the most", async () => {
  const it = await startDeliveries();
  it.send("fine");
  it.answer = () => 503;
  it.send("lost");
  it.answer = () => 202;
  it.pass(2 * MINUTE);
  expect([await it.sweep(), await it.sweep()]).toEqual([1, 0]);
  expect(it.attempts("fine")).toBe(1);
  expect(it.attempts("lost")).toBe(2);
});

test("what arrived once has arrived, whatever became of it when it was sent again", async () => {
  const it = await startDeliveries();
  it.send("sent twice");
  it.answer = () => 503;
  it.send("sent twice");
  it.pass(HOUR);
  expect(await it.sweep()).toBe(0);
});

test("the oldest come first", async () => {
  const it = await startDeliveries();
  it.answer = () => 0;
  for (let n = 0; n < 100; n++) {
    it.send(`lost-${n}`);
    it.pass(MINUTE);
  }
  it.answer = () => 202;
  it.send("all is well");
  await it.sweep();
  expect(it.arrived).toContain("lost-0");
  expect(it.arrived).not.toContain("lost-99");
});

test("a delivery that keeps failing is tried later and later, for as long as GitHub knows it, and then told as lost, once", async () => {
  const it = await startDeliveries();
  it.answer = (guid) => (guid === "poison" ? 500 : 202);
  it.send("poison");
  for (let minutes = 0; minutes < 4 * 24 * 60; minutes += 5) {
    it.send(`other-${minutes}`);
    await it.sweep();
    it.pass(5 * MINUTE);
  }
  expect(it.attempts("poison")).toBeGreaterThan(60);
  expect(it.attempts("poison")).toBeLessThan(90);
  expect(it.alerts).toEqual(["a delivery is past saving: poison"]);
});

test("what was refused on purpose is tried twice more, then told as lost, once", async () => {
  const it = await startDeliveries();
  it.answer = (guid) => (guid === "malformed" ? 400 : guid === "poison" ? 500 : 202);
  // Open all the while: so the sweep sees the other one every time.
  it.send("poison");
  it.send("malformed");
  for (let hour = 0; hour < 24; hour++) {
    await it.sweep();
    it.pass(HOUR);
  }
  expect(it.attempts("malformed")).toBe(3);
  expect(it.alerts).toEqual(["a delivery is past saving: malformed"]);
});

test("a sweep looks at few pages, and the next one goes on: what is far back is found, too", async () => {
  const it = await startDeliveries();
  it.sendFarBack("far back");
  it.pass(10 * MINUTE);
  const pages: number[] = [];
  for (let n = 0; n < 3; n++) {
    it.pages = 0;
    await it.sweep();
    pages.push(it.pages);
  }
  expect(pages).toEqual([20, 20, 8]);
  expect(it.arrived).toContain("far back");
});

test("what is settled is not looked at again", async () => {
  const it = await startDeliveries();
  for (let n = 0; n < 1_000; n++) it.send(`old-${n}`);
  it.pass(HOUR);
  await it.sweep();
  it.send("new");
  it.pages = 0;
  await it.sweep();
  expect(it.pages).toBe(1);
});

test("while GitHub can't be asked nothing is forgotten", async () => {
  const it = await startDeliveries();
  it.answer = () => 0;
  it.send("lost");
  it.answer = () => 202;
  it.pass(HOUR);
  it.isReachable = false;
  await expect(it.sweep()).rejects.toThrow("GitHub is down");
  it.isReachable = true;
  await it.sweep();
  expect(it.arrived).toContain("lost");
});
