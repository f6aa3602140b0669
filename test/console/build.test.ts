import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { taskSchema } from "@frontdesk/approval/api/task-shown";
import { buildConsole, CONSOLE_DIST } from "@frontdesk/console/build";
import { beforeAll, expect, test } from "vitest";
import { busyDay } from "./fake-world.ts";

beforeAll(async () => {
  await buildConsole();
});

const page = () => readFileSync(join(CONSOLE_DIST, "index.html"), "utf8");

test("is built once for the same sources", async () => {
  expect(await buildConsole()).toBe("as it was");
});

test("asks nothing of a policy that allows no inline script and no inline style", () => {
  expect(page()).not.toMatch(/<script(?![^>]*\ssrc="\/assets\/)/);
  expect(page()).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/);
  expect(page()).not.toMatch(/(src|href)="https?:/);
});

test("a first load is at most 150 KB of JavaScript, compressed", () => {
  const scripts = [...page().matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? "");
  expect(scripts.length).toBeGreaterThan(0);
  const size = scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(CONSOLE_DIST, path))).length, 0);
  expect(size).toBeLessThan(150_000);
});

test("what the stand-in shows is what /v1 would say", () => {
  for (const task of busyDay()) expect(taskSchema.parse(task)).toEqual(task);
});
