import { expect, test } from "vitest";
import { FLASH, handClock, LITE, longText, PRO, retryDelayIn, startCalledGemini } from "./call-gemini.ts";

test("too many requests in a minute: 429, and after the delay it names the next is let through", async () => {
  const clock = handClock();
  const { ask } = await startCalledGemini({ now: clock.now, quotas: { [FLASH]: { rpm: 2 } } });
  expect((await ask(FLASH, "1")).status).toBe(200);
  clock.pass(20_500);
  expect((await ask(FLASH, "2")).status).toBe(200);
  const refused = await ask(FLASH, "3");
  expect(refused).toMatchObject({
    status: 429,
    body: {
      error: {
        code: 429,
        status: "RESOURCE_EXHAUSTED",
        details: [
          { "@type": "type.googleapis.com/google.rpc.Help" },
          {
            "@type": "type.googleapis.com/google.rpc.QuotaFailure",
            violations: [
              {
                quotaId: "GenerateRequestsPerMinutePerProjectPerModel",
                quotaDimensions: { model: FLASH },
                quotaValue: "2",
              },
            ],
          },
          { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "39.5s" },
        ],
      },
    },
  });
  expect((await ask(LITE, "3")).status).toBe(200);
  clock.pass(retryDelayIn(refused.body) - 1);
  expect((await ask(FLASH, "4")).status).toBe(429);
  clock.pass(1);
  expect((await ask(FLASH, "5")).status).toBe(200);
  expect((await ask(FLASH, "6")).status).toBe(429);
});

test("too many tokens in a minute: 429 likewise, and a smaller request still passes", async () => {
  const clock = handClock();
  const { ask } = await startCalledGemini({ now: clock.now, quotas: { "*": { tpm: 10_000 } } });
  const text = longText(4_000);
  for (const _ of [1, 2]) {
    expect((await ask(FLASH, text)).status).toBe(200);
    clock.pass(10_000);
  }
  const refused = await ask(FLASH, text);
  expect(refused).toMatchObject({
    status: 429,
    body: { error: { details: [{}, { violations: [{ quotaValue: "10000" }] }, { retryDelay: "40s" }] } },
  });
  expect((await ask(FLASH, "Hello")).status).toBe(200);
  clock.pass(retryDelayIn(refused.body));
  expect((await ask(FLASH, text)).status).toBe(200);
});

test("a share of the calls is refused, the same ones for the same seed", async () => {
  const statuses = async (seed: string) => {
    const { gemini, ask } = await startCalledGemini({ seed });
    gemini.faults.add({ fault: { kind: "quota", retryDelay: 7 }, share: 0.2, times: Number.POSITIVE_INFINITY });
    gemini.faults.add({ fault: { kind: "fails", status: 503 }, share: 0.1, times: Number.POSITIVE_INFINITY });
    const seen: number[] = [];
    for (let nth = 0; nth < 100; nth += 1) seen.push((await ask(PRO, `Call ${nth}`)).status);
    return seen;
  };
  const [seen, again, other] = [await statuses("one"), await statuses("one"), await statuses("two")];
  expect(again).toEqual(seen);
  expect(other).not.toEqual(seen);
  const refused = seen.filter((status) => status !== 200).length;
  expect(refused).toBeGreaterThan(15);
  expect(refused).toBeLessThan(45);
  expect(new Set(seen)).toEqual(new Set([200, 429, 503]));
});
