import type { Request } from "express";
import { expect, test } from "vitest";
import { addressOf, createRateLimit } from "./rate-limits.ts";

test("each key has a bucket of its own, which fills up steadily and no further", () => {
  let time = 0;
  const limit = createRateLimit({ perMinute: 60, atOnce: 2 }, { now: () => new Date(time) });
  const take = (key: string) => limit.take(key).ok;
  expect([take("a"), take("a"), take("a"), take("b")]).toEqual([true, true, false, true]);
  time += 1_000;
  expect([take("a"), take("a")]).toEqual([true, false]);
  time += 3_600_000;
  expect([take("a"), take("a"), take("a")]).toEqual([true, true, false]);
});

test("however many come, what is remembered of them is bounded, and whoever keeps asking is not forgotten", () => {
  const limit = createRateLimit({ perMinute: 1, atOnce: 3 }, { now: () => new Date(0) });
  limit.take("keen");
  limit.take("keen");
  for (let n = 0; n < 30_000; n++) {
    limit.take(`stranger ${n}`);
    if (n % 5_000 === 0) limit.take("keen");
  }
  expect(limit.take("keen").ok).toBe(false);
  expect(limit.take("stranger 0")).toMatchObject({ ok: true, left: 2 });
});

test("who has one address of an IPv6 network has all of them", () => {
  const of = (ip: string) => addressOf({ ip } as Request);
  expect(of("2001:db8:1:2::1")).toBe(of("2001:db8:1:2:ffff::9"));
  expect(of("2001:db8:1:2::1")).not.toBe(of("2001:db8:1:3::1"));
  expect(of("2001:db8::1")).toBe(of("2001:db8:0:0:7::2"));
  expect(of("2001:db8::1")).not.toBe(of("2001:db8:0:1::1"));
  expect([of("203.0.113.9"), of("::ffff:203.0.113.9")]).toEqual(["203.0.113.9", "::ffff:203.0.113.9"]);
});
