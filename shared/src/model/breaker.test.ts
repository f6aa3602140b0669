import { expect, test } from "vitest";
import { type Breaker, createBreaker, type Pass } from "./breaker.ts";

const SECOND = 1_000;

function setUp(random = () => 1) {
  let time = Date.parse("2026-11-20T10:00:00Z");
  const breaker = createBreaker({ now: () => new Date(time), random });
  return { breaker, now: () => time, pass: (milliseconds: number) => (time += milliseconds) };
}

function enter(breaker: Breaker): Pass {
  const entered = breaker.enter();
  if ("from" in entered) throw new Error("it holds requests back");
  return entered;
}

function failTimes(breaker: Breaker, times: number): void {
  for (let failed = 0; failed < times; failed++) enter(breaker).end(false);
}

/** As many as may be under way at once. */
function enterAll(breaker: Breaker, most = 100): Pass[] {
  const passes: Pass[] = [];
  for (let entered = breaker.enter(); "end" in entered && passes.length < most; entered = breaker.enter()) {
    passes.push(entered);
  }
  return passes;
}

test("nine failures hold nothing back, ten do", () => {
  const { breaker, now } = setUp();
  failTimes(breaker, 9);
  expect(breaker.isHolding()).toBe(false);
  failTimes(breaker, 1);
  expect(breaker.isHolding()).toBe(true);
  expect(breaker.enter()).toEqual({ from: new Date(now() + 10 * SECOND) });
});

test("a model that fails two times of three is still asked, one that fails nine times of ten is not", () => {
  const failing = (of: number, share: number) => {
    const { breaker } = setUp();
    for (let nth = 0; nth < 60 && !breaker.isHolding(); nth++) enter(breaker).end(nth % of >= share);
    return breaker.isHolding();
  };
  expect([failing(3, 2), failing(10, 9)]).toEqual([false, true]);
});

test("what can't be told counts neither way", () => {
  const { breaker } = setUp();
  failTimes(breaker, 9);
  enter(breaker).end(undefined);
  expect(breaker.isHolding()).toBe(false);
  failTimes(breaker, 1);
  expect(breaker.isHolding()).toBe(true);
});

test("afterwards one may try; each that works lets twice as many go at once, until all may", () => {
  const { breaker, pass } = setUp();
  failTimes(breaker, 10);
  pass(10 * SECOND);
  const rooms: number[] = [];
  for (let round = 0; round < 6; round++) {
    const passes = enterAll(breaker);
    rooms.push(passes.length);
    passes[0]?.end(true);
    for (const other of passes.slice(1)) other.end(undefined);
  }
  expect(rooms).toEqual([1, 2, 4, 8, 16, 100]);
  expect(breaker.isHolding()).toBe(false);
});

test("a failure while it recovers lets half as many go, and does not open it again", () => {
  const { breaker, pass } = setUp();
  failTimes(breaker, 10);
  pass(10 * SECOND);
  for (const worked of [true, true, true]) enter(breaker).end(worked);
  enter(breaker).end(false);
  const passes = enterAll(breaker);
  expect(passes).toHaveLength(4);
  expect(breaker.isHolding()).toBe(true);
});

test("a trial that fails opens it again, for longer each time, up to five minutes", () => {
  const { breaker, now, pass } = setUp();
  failTimes(breaker, 10);
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    const held = breaker.enter();
    const wait = "from" in held ? held.from.getTime() - now() : 0;
    waits.push(wait / SECOND);
    pass(wait);
    enter(breaker).end(false);
  }
  expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
});

test("requests that were sent before it opened say nothing about the trial, and take up no room", () => {
  const { breaker, pass } = setUp();
  const early = Array.from({ length: 14 }, () => enter(breaker));
  for (const one of early.slice(0, 12)) one.end(false);
  expect(breaker.isHolding()).toBe(true);
  pass(10 * SECOND);
  const [trial] = enterAll(breaker);
  for (const one of early.slice(12)) one.end(true);
  expect(enterAll(breaker)).toEqual([]);
  trial?.end(true);
  expect(enterAll(breaker)).toHaveLength(2);
});

test("what is under way may yet work: failing quickly, a part of many says nothing about the others", () => {
  const { breaker } = setUp();
  const many = Array.from({ length: 50 }, () => enter(breaker));
  for (const one of many.slice(0, 20)) one.end(false);
  expect(breaker.isHolding()).toBe(false);
  for (const one of many.slice(20)) one.end(true);
  expect(breaker.isHolding()).toBe(false);
});

test("a pass that is ended twice counts once", () => {
  const { breaker } = setUp();
  const one = enter(breaker);
  for (let ended = 0; ended < 10; ended++) one.end(false);
  expect(breaker.isHolding()).toBe(false);
});

test("held by hand, it says whether that was news", () => {
  const { breaker, now, pass } = setUp();
  const until = new Date(now() + 60 * SECOND);
  expect([breaker.hold(until), breaker.hold(until)]).toEqual([true, false]);
  expect(breaker.enter()).toEqual({ from: until });
  pass(60 * SECOND);
  expect(enterAll(breaker)).toHaveLength(1);
  expect(breaker.hold(new Date(now() + 1))).toBe(true);
});
