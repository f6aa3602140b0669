import { cleanReply } from "@frontdesk/shared/model/clean/clean-reply";
import { expect } from "vitest";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const repo = { owner: "acme", name: "webapp" };
const directory = `https://github.com/acme/webapp/blob/${"c0ffee".repeat(7)}/docs/${"long/".repeat(20)}`;
const documents = new Map(["1", "2", "3"].map((path) => [path, `${directory}${path}.md`]));
const quoted = Array.from({ length: 20 }, (_, n) => `${n}/x`);
const allowed = { repo, documents, quoted };
const LONGEST = 60_000;

/** Cleaned, it does nothing, stays as it is and has an end. Returns the milliseconds that cleaning took the processor. */
export function checkLarge(input: string): number {
  // Other tests share the machine.
  const start = process.threadCpuUsage();
  const { text } = cleanReply(input, allowed);
  const { user, system } = process.threadCpuUsage(start);
  expect(text.length).toBeLessThanOrEqual(LONGEST);
  expect(whatGithubWouldDo(text)).toEqual([]);
  expect(cleanReply(text, allowed).text).toBe(text);
  return (user + system) / 1_000;
}
