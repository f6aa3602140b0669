import { type CommentQuota, comeBackAt, nextComment, takeComment } from "@frontdesk/shared/domain/comment-quota";
import { COMMENTS_PER_HOUR, COMMENTS_PER_MINUTE, HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import fc from "fast-check";
import { expect, test } from "vitest";
import { MORNING } from "../contract/builders.ts";

test("C40: whenever somebody wants to comment, there are never more than 80 in a minute and 500 in an hour", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 3 * SECOND }), { minLength: 600, maxLength: 1_500 });
  fc.assert(
    fc.property(pauses, (waits) => {
      const sent = sendAt(waits);
      for (const at of sent) {
        expect(sent.filter((other) => other > at - MINUTE && other <= at).length).toBeLessThanOrEqual(
          COMMENTS_PER_MINUTE,
        );
        expect(sent.filter((other) => other > at - HOUR && other <= at).length).toBeLessThanOrEqual(COMMENTS_PER_HOUR);
      }
    }),
    { numRuns: 30 },
  );
});

test("what GitHub allows is used: 80 at once, the next one a minute later", () => {
  let quota: CommentQuota | undefined = { sent: [] };
  for (let n = 0; n < COMMENTS_PER_MINUTE; n++) quota = quota && takeComment(quota, MORNING);
  if (!quota) throw new Error("80 were too many");
  expect(takeComment(quota, MORNING)).toBeUndefined();
  expect(nextComment(quota, MORNING)).toEqual(after(MORNING, MINUTE));
  expect(takeComment(quota, after(MORNING, MINUTE))).toBeDefined();
});

test("nothing is sent before GitHub wants to hear from us again", () => {
  const pausedUntil = after(MORNING, 5 * MINUTE);
  expect(takeComment({ sent: [], pausedUntil }, MORNING)).toBeUndefined();
  expect(nextComment({ sent: [], pausedUntil }, MORNING)).toEqual(pausedUntil);
  expect(takeComment({ sent: [], pausedUntil }, pausedUntil)).toBeDefined();
});

test("those who wait come back one by one, none of them too early", () => {
  const next = after(MORNING, MINUTE);
  const back = Array.from({ length: 100 }, (_, n) => comeBackAt(next, MORNING, `acme.webapp.${n}.opened`).getTime());
  expect(Math.min(...back)).toBeGreaterThanOrEqual(next.getTime());
  expect(new Set(back.map((at) => Math.floor(at / SECOND))).size).toBeGreaterThan(40);
});

/** The times at which somebody who tries after each of these waits was let through. */
function sendAt(waits: readonly number[]): number[] {
  const sent: number[] = [];
  let [now, quota]: [Date, CommentQuota] = [MORNING, { sent: [] }];
  for (const wait of waits) {
    now = after(now, wait);
    const taken = takeComment(quota, now);
    if (!taken) continue;
    quota = taken;
    sent.push(now.getTime());
  }
  return sent;
}
