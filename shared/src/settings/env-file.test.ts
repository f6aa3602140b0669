import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { Unusable } from "../domain/errors.ts";
import { readEnvFile, readWithEnvFile } from "./env-file.ts";
import type { Environment } from "./read-settings.ts";

function envFile(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, ".env");
  if (text !== undefined) writeFileSync(file, text);
  return file;
}

const seenIn = (file: string) => readEnvFile({ file, surroundings: {} });
const itself = (environment: Environment) => environment;

test("it stands beneath the surroundings, and above it what is about to be written; there need be none", () => {
  const surroundings = { A: "1" };
  expect(readWithEnvFile(itself, { file: envFile(), surroundings })).toEqual({ A: "1" });
  const file = envFile('A=2\nB="x\ny"\nC=3\n');
  const written = { A: "4", C: "4" };
  expect(readWithEnvFile(itself, { file, surroundings, written })).toEqual({ A: "1", B: "x\ny", C: "4" });
  expect(readWithEnvFile(itself, { file, surroundings: { A: "" } })).toMatchObject({ A: "2" });
});

test("what it may say, it may say in every form that is read", () => {
  const forms =
    "\uFEFFA=1\r\n\r\n  # a remark: it's one\r\n export B = 'x # y' # z\r\nC=\"a\nb c\n# d\"\nD=`e`\nE=\nF=g \"h";
  expect(seenIn(envFile(forms))).toEqual({
    environment: { A: "1", B: "x # y", C: "a\nb c\n# d", D: "e", E: "", F: 'g "h' },
    problems: [],
  });
});

test("lines that can't be read are told by their numbers, and what stands there isn't", () => {
  const pem = "-----BEGIN RSA PRIVATE KEY-----\nMIIEsecret\nmore+secret/\n-----END RSA PRIVATE KEY-----";
  const file = envFile(
    `# mine\nFRONTDESK_GITHUB_APP_ID 5\nA="x\ny"\n${pem}\nB: 6\nC D=7\n\n= 8\nFRONTDESK_DATA=here\n`,
  );
  const { environment, problems } = seenIn(file);
  expect(environment).toMatchObject({ A: "x\ny", FRONTDESK_DATA: "here" });
  expect(problems.map((sentence) => sentence.split(" can't be read")[0])).toEqual([
    `Line 2 of ${file}`,
    `Lines 5 to 10 of ${file}`,
    `Line 12 of ${file}`,
  ]);
  expect(problems.join()).not.toContain("secret");
});

test("a name that nothing reads is told, with the one that was meant", () => {
  const file = envFile("FRONTDESK_CONSOLE_PRT=4198\nfrontdesk_backend=gcp\nFRONTDESK_ODD=\nPATH=/bin\n");
  expect(seenIn(file).problems).toEqual([
    `FRONTDESK_CONSOLE_PRT is no setting, so nothing reads it. Did you mean FRONTDESK_CONSOLE_PORT? It stands in ${file}.`,
    `frontdesk_backend is no setting, so nothing reads it. Did you mean FRONTDESK_BACKEND? It stands in ${file}.`,
  ]);
});

test("what is wrong with the file is told together with what is wrong in it", () => {
  const place = { file: envFile("A\nFRONTDESK_ODD=1\n"), surroundings: {} };
  const refuse = () => {
    throw new Unusable("B is missing.");
  };
  expect(() => readWithEnvFile(refuse, place)).toThrow(/^Line 1 of .*\nFRONTDESK_ODD is no setting.*\nB is missing\.$/);
  expect(() => readWithEnvFile(itself, place)).toThrow(Unusable);
  const folder = { file: join(place.file, ".."), surroundings: {} };
  expect(() => readWithEnvFile(itself, folder)).toThrow("can't be read (EISDIR)");
});
