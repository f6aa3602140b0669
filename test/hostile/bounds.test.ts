import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { expect, test } from "vitest";
import { checkLarge } from "./check-large.ts";
import { largeInputs } from "./large-inputs.ts";

const allowed = { repo: { owner: "acme", name: "webapp" } };
const LONGEST = 60_000;
const NOTE = "*(Shortened: the rest does not fit into one comment.)*";

test.each(Object.entries(largeInputs(1_000)))("C71: a lot of %s is cleaned, and what was cleaned stays", (_, input) => {
  checkLarge(input);
});

test("C44: what is too long ends between two paragraphs, and says so", () => {
  const paragraph = `${"some words of a reply ".repeat(20).trim()}.`;
  const { text, removed } = cleanReply(`${paragraph}\n\n`.repeat(300), allowed);
  expect(text.length).toBeLessThanOrEqual(LONGEST);
  expect(text.length).toBeGreaterThan(LONGEST - 2 * paragraph.length);
  expect(text.endsWith(`${paragraph}\n\n${NOTE}`)).toBe(true);
  expect(removed.map(({ kind }) => kind)).toEqual(["length"]);
});

test.each(["```", "~~~", "````"])("C44: a block of code that is cut is closed: %s", (fence) => {
  const { text } = cleanReply(`Look:\n\n${fence}js\n${"let line = 1;\n".repeat(60)}${fence}\n`, {
    ...allowed,
    longest: 400,
  });
  expect(text.length).toBeLessThanOrEqual(400);
  expect(text).toMatch(new RegExp(`let line = 1;\n${fence}\n\n${NOTE.replace(/[*().]/g, "\\$&")}$`));
});

test("C44: a reply that just fits is not cut", () => {
  const reply = "word ".repeat(100).trim();
  expect(cleanReply(reply, { ...allowed, longest: reply.length }).text).toBe(reply);
  expect(cleanReply(reply, { ...allowed, longest: reply.length - 1 }).text.endsWith(NOTE)).toBe(true);
});

test.each([0, 1, 5, 10, 60, 80, 100])("C44: however short it has to be, it is not longer: %i", (longest) => {
  for (const reply of ["> ".repeat(300), "```\ncode\n".repeat(40), "@octocat ".repeat(50), "😀".repeat(200)]) {
    const { text } = cleanReply(reply, { ...allowed, longest });
    expect(text.length).toBeLessThanOrEqual(longest);
    expect(text.isWellFormed()).toBe(true);
  }
});
