import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import { bundle, CONSOLE, DIST, IMAGES } from "./bundles.ts";
import { exampleSettings, imageOf, STARTABLE, startOnce } from "./start-once.ts";

// pnpm build: a folder for each image in infra/dist, with all that its service needs but Node.

const MB = 1_000_000;

rmSync(DIST, { recursive: true, force: true });
execFileSync(process.execPath, ["build.ts"], { cwd: CONSOLE, stdio: "inherit" });
for (const image of IMAGES) {
  const file = await bundle(image);
  process.stdout.write(`${image}: ${(statSync(file).size / MB).toFixed(1)} MB`);
  // That it comes up is the least. What it compiles thereby is kept: Node reads it at each start from now on.
  for (const role of STARTABLE.filter((role) => imageOf(role) === image)) {
    const cache = `${DIST}/${image}/cache`;
    const env = exampleSettings(role);
    await startOnce([file], { env, cache });
    const { ready } = await startOnce([file], { env, cache });
    process.stdout.write(`, ${role} listens after ${ready.toFixed(0)} ms`);
  }
  process.stdout.write("\n");
}
