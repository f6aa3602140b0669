import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const WORKFLOWS = globSync(".github/workflows/*.yml", { cwd: root });

test.each(WORKFLOWS)("%s uses actions by their commit, and says which version that is", (file) => {
  const used = [...readFileSync(`${root}${file}`, "utf8").matchAll(/uses: (.+)$/gm)].map(([, action]) => action);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action ?? ""))).toEqual([]);
});

test("images stand on a base that is named by its digest, and do not run as root", () => {
  const lines = readFileSync(`${root}infra/Dockerfile`, "utf8").split("\n");
  expect(lines.filter((line) => /^FROM /.test(line) && !/@sha256:[0-9a-f]{64}$/.test(line))).toEqual([]);
  expect(lines.findLast((line) => /^USER /.test(line))).toBe("USER nonroot");
});
