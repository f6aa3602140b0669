import { expect, test } from "vitest";
import { crashEverywhere } from "../chaos/crash-everywhere.ts";
import { showing } from "./crash-world.ts";

const stops = ["awaiting_approval", "posted"] as const;

test("C55: wherever a process dies, the channel ends showing the task as it is, in one message", async () => {
  const lives = await crashEverywhere(showing({ stops, mostCopies: 1 }));
  expect(lives).toBeGreaterThan(40);
});

test("C55: the same where the answer to the post is lost", async () => {
  await crashEverywhere(showing({ stops: ["awaiting_approval"], losesAnswer: true, mostCopies: 1 }));
});

test("C55: where the history can't be read there is one stray copy at the most", async () => {
  await crashEverywhere(showing({ stops, withoutHistory: true, mostCopies: 2 }));
});

test("C54: wherever a process dies, a reminder is shown, and said once at the most", async () => {
  await crashEverywhere(showing({ stops: ["awaiting_approval", "reminded"], mostCopies: 1 }));
});
