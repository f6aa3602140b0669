import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** What we are measured against has a lockfile of its own: an install of the workspace does not wait for it. */
export function installPeers(print: (text: string) => void): void {
  const folder = import.meta.dirname;
  if (existsSync(join(folder, "node_modules/probot/package.json"))) return;
  print("Installing what we are measured against, once\n");
  execFileSync("npx", ["-y", "pnpm@12", "install", "--frozen-lockfile"], { cwd: folder, stdio: "inherit" });
}
