import { expect, test } from "vitest";
import { crashEverywhere } from "../chaos/crash-everywhere.ts";
import { showing } from "./crash-world.ts";

const stops = ["awaiting_approval", "posted"] as const;

test("C55: two processes die, each anywhere: one message, and true", async () => {
  expect(await crashEverywhere(showing({ stops, mostCopies: 1 }), 2)).toBeGreaterThan(1_000);
});

test("C55: two processes die and the history can't be read: one stray copy at the most", async () => {
  const story = showing({ stops, withoutHistory: true, mostCopies: 2, mayGiveUp: true });
  expect(await crashEverywhere(story, 2)).toBeGreaterThan(1_000);
});
