import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { createSettingsFile } from "@frontdesk/approval/web/setup/write-settings";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { expect, onTestFinished, test, vi } from "vitest";

function envFile(text = "") {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, ".env");
  writeFileSync(file, text);
  const seen = () => readFileSync(file, "utf8");
  return { folder, file, ...createSettingsFile(file), text: seen, read: () => parseEnv(seen()) };
}

test("of several lines with one name the last one counts: it is replaced, and the others go", async () => {
  const { write, text } = envFile("KEY=old\nX=1\nexport KEY='older\nstill'\nY=2\n");
  await write(async () => ({ KEY: "new" }));
  expect(text()).toBe("X=1\nKEY=new\nY=2\n");
});

test("what stands within the quotes of another setting is no setting", async () => {
  const before = 'PEM=\'-----BEGIN\nKEY=inside\n-----END\'\nQ="ends in \\"\nZ="2"\n';
  const { write, text } = envFile(before);
  await write(async () => ({ KEY: "new" }));
  expect(text()).toBe(`${before}KEY=new\n`);
  await write(async () => ({ Q: "q" }));
  expect(text()).toBe(`${before.replace('"ends in \\"', "q")}KEY=new\n`);
});

test.each(["a\\nEVIL=1", "a\\", 'a"b', "a\nb", "a#b", " a ", "$HOME", "it's", "a`b", "a\\n\nb", ""])(
  "what is read is what was written: %j",
  async (value) => {
    const { write, read } = envFile("A=1\nK=old\nB='2'\n");
    await write(async () => ({ K: value }));
    expect(read()).toEqual({ A: "1", K: value, B: "2" });
  },
);

test("settings are asked for only where the file can be written, and one write is done after the other", async () => {
  const { write, read, folder } = envFile();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  const slow = write(async () => {
    await answered;
    return { A: "1", B: "1" };
  });
  const quick = write(async () => ({ B: "2" }));
  const refused = write(async () => "there are none");
  answer();
  expect(await Promise.all([slow, quick, refused])).toEqual([undefined, undefined, "there are none"]);
  expect(read()).toEqual({ A: "1", B: "2" });
  expect(readdirSync(folder)).toEqual([".env"]);

  const make = vi.fn();
  const nowhere = createSettingsFile(join(folder, "no-such-folder/.env"));
  await expect(nowhere.write(make)).rejects.toThrow(Unusable);
  expect(make).not.toHaveBeenCalled();
  mkdirSync(join(folder, "no-such-folder"));
  expect(await nowhere.write(async () => ({ C: "3" }))).toBeUndefined();
});
