import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSettingsFile } from "@frontdesk/approval/web/setup/write-settings";
import { expect, onTestFinished, test } from "vitest";

/** As it is for a file that is mounted by itself: a test can't mount one. */
const replace = async () => {
  throw Object.assign(new Error("EBUSY: resource busy or locked, rename"), { code: "EBUSY", syscall: "rename" });
};

test("a .env that can't be replaced, as one that is mounted into a container, is written where it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, ".env");
  writeFileSync(file, "A=1\n");
  const { ino } = statSync(file);
  expect(await createSettingsFile(file, { replace }).write(async () => ({ B: "2" }))).toBeUndefined();
  expect(readFileSync(file, "utf8")).toBe("A=1\nB=2\n");
  expect([statSync(file).ino, statSync(file).mode & 0o777]).toEqual([ino, 0o600]);
  expect(readdirSync(folder)).toEqual([".env"]);
});
