import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { expect, test } from "vitest";
import { largeInputs } from "./large-inputs.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const allowed = { repo: { owner: "acme", name: "webapp" } };
const LONGEST = 60_000;
const NOTE = "*(Shortened: the rest does not fit into one comment.)*";

test.each(Object.entries(largeInputs))("C71: a megabyte of %s is cleaned within two seconds", (_, input) => {
  // Of the processor's time: other tests share the machine.
  const start = process.threadCpuUsage();
  const { text } = cleanReply(input, allowed);
  const { user, system } = process.threadCpuUsage(start);
  expect((user + system) / 1_000).toBeLessThan(2_000);
  expect(text.length).toBeLessThanOrEqual(LONGEST);
  expect(whatGithubWouldDo(text)).toEqual([]);
  expect(cleanReply(text, allowed).text).toBe(text);
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
