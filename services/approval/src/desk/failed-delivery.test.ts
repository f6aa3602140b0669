import type { Delivery } from "@frontdesk/shared/ports/code-host";
import { expect, test } from "vitest";
import { type FailedDelivery, noted } from "./failed-delivery.ts";

const attempt = (minute: number, status: number): Delivery => ({
  ...{ id: String(minute), guid: "one", event: "issues", redelivery: minute > 0 },
  ...{ at: new Date(Date.UTC(2026, 2, 2, 9, minute)), status },
});

test.each([[[503]], [[400, 503]], [[503, 400, 400]], [[503, 202]], [[503, 202, 503]]])(
  "attempts with %j change nothing when they are listed again",
  (statuses) => {
    const attempts = statuses.map((status, minute) => attempt(minute, status));
    const known = noted(undefined, attempts);
    expect(known).toBeDefined();
    expect(noted(known, attempts)).toBe(known);
    const oneByOne = attempts.reduce<FailedDelivery | undefined>((before, one) => noted(before, [one]), undefined);
    expect(oneByOne).toEqual(known);
  },
);
