import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const PROCESS = new URL("../../e2e/standalone-process.ts", import.meta.url);

/** All of Frontdesk in a process of its own, as the end-to-end tests have it. */
export async function startFrontdesk(given: { folder: string; github: string; app: object; gemini: string }) {
  const { folder, github, app, gemini } = given;
  const args = ["--folder", folder, "--github", github, "--app", JSON.stringify(app), "--gemini", gemini];
  const child = spawn(process.execPath, [fileURLToPath(PROCESS), ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const { promise: listening, resolve } = Promise.withResolvers<string>();
  // Read to its end, whatever it says: a process whose output nobody takes stands still.
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (line.startsWith("listening ")) resolve(line.slice("listening ".length));
  });
  const webhook = await Promise.race([listening, ended.then(() => undefined)]);
  if (webhook === undefined) throw new Error("Frontdesk did not start");
  return {
    webhook,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
