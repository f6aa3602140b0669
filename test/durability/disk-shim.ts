import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const COMPILER = "cc";

/** The environment of a process whose disk is seen through `disk-shim.c`, compiled here and now; or why that can't be. */
export function compileDiskShim(
  file: string,
): { env: { LD_PRELOAD: string; DISK_SHIM: string } } | { missing: string } {
  if (process.platform !== "linux") return { missing: `LD_PRELOAD is Linux's; this is ${process.platform}` };
  const folder = dirname(file);
  const env = { LD_PRELOAD: join(folder, "disk-shim.so"), DISK_SHIM: join(folder, "disk-shim") };
  const source = fileURLToPath(new URL("./disk-shim.c", import.meta.url));
  try {
    execFileSync(COMPILER, ["-shared", "-fPIC", "-O1", "-o", env.LD_PRELOAD, source, "-ldl"], { stdio: "pipe" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { missing: `there is no C compiler (${COMPILER})` };
    throw error;
  }
  writeFileSync(env.DISK_SHIM, new Uint32Array(2));
  return { env };
}

/** From inside the process: the syncs so far. */
export function countSyncs(): number {
  return readFileSync(shared()).readUInt32LE(0);
}

/** From inside the process: whether the disk takes no more. */
export function setDiskFull(isFull: boolean): void {
  const state = readFileSync(shared());
  state.writeUInt32LE(Number(isFull), 4);
  writeFileSync(shared(), state, { flag: "r+" });
}

function shared(): string {
  return process.env.DISK_SHIM ?? "";
}
