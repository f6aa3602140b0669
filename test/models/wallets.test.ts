import { BUDGETS } from "@frontdesk/shared/domain/budget";
import { createWallets } from "@frontdesk/shared/model/wallets";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";

const NOW = new Date("2026-11-20T10:00:00Z");
const KEY = "2026-11-20 all";
const SIZE = { capMicros: 1_000, sliceMicros: 100 };

async function setUp() {
  const backend = await openModel({ now: () => NOW });
  onTestFinished(() => backend.close());
  const deps = { values: backend.values, log: silentLog, now: () => NOW };
  const taken = async () => (await backend.values.get(BUDGETS, KEY))?.takenMicros;
  return { backend, taken, open: () => createWallets(deps).open(KEY, SIZE), wallets: createWallets(deps) };
}

test("many small amounts at once are one slice", async () => {
  const { open, taken } = await setUp();
  const wallet = open();
  const took = await Promise.all(Array.from({ length: 20 }, () => wallet.take(5)));
  expect(took).not.toContain(false);
  expect(await taken()).toBe(100);
});

test("when a slice would be too much, what is missing will do; and no more than there is", async () => {
  const { open, taken } = await setUp();
  const [one, other] = [open(), open()];
  expect(await one.take(950)).toBe(true);
  expect(await other.take(30)).toBe(true);
  expect(await other.take(30)).toBe(false);
  expect(await other.take(20)).toBe(true);
  expect(await taken()).toBe(1_000);
});

test("what is above a slice goes back when a call is settled", async () => {
  const { open, taken } = await setUp();
  const wallet = open();
  await wallet.take(700);
  await wallet.settle(700, 50);
  expect(await taken()).toBe(150);
  expect((await wallet.look(NOW)).usedMicros).toBe(50);
});

test("what cost more than was set aside is charged to everybody, even beyond the cap", async () => {
  const { open, taken } = await setUp();
  const wallet = open();
  await wallet.take(900);
  await wallet.settle(900, 1_300);
  expect(await taken()).toBe(1_300);
  expect(await open().take(1)).toBe(false);
});

test("when an answer is lost on the way back, money is given back at most once, and never spent twice", async () => {
  const { backend, open, taken } = await setUp();
  const [one, other] = [open(), open()];
  await one.take(700);
  backend.faults.loseNextAnswer(async () => void (await other.take(100)));
  await one.settle(700, 100);
  expect(await taken()).toBe(300);
});

test("where the cap was lowered since a slice was taken, no more is spent than it allows now", async () => {
  const { wallets, taken } = await setUp();
  await wallets.open(KEY, SIZE).take(30);
  const lowered = wallets.open(KEY, { capMicros: 50, sliceMicros: 5 });
  expect(await lowered.take(21)).toBe(false);
  expect(await lowered.take(20)).toBe(true);
  expect(await taken()).toBe(50);
});

test("when it can't be given back, it counts as spent, and nothing fails", async () => {
  const { backend, open, taken } = await setUp();
  const wallet = open();
  await wallet.take(700);
  backend.faults.goDown();
  await wallet.settle(700, 100);
  backend.faults.comeBack();
  expect(await taken()).toBe(700);
  // Nor is it spent here.
  expect((await wallet.look(NOW)).usedMicros).toBe(600);
});

test("money that can't be reached is not there: taking it rejects, and the next one is not kept waiting", async () => {
  const { backend, open } = await setUp();
  const wallet = open();
  backend.faults.goDown();
  await expect(wallet.take(10)).rejects.toThrow("down");
  backend.faults.comeBack();
  expect(await wallet.take(10)).toBe(true);
});

test("closing gives all back that is not set aside", async () => {
  const { wallets, taken } = await setUp();
  const wallet = wallets.open(KEY, SIZE);
  await wallet.take(30);
  await wallets.close();
  expect(await taken()).toBe(30);
});
