// Comes before everything else. Plain JavaScript, so that an old Node can read it and say what is missing.
import { readFileSync } from "node:fs";
import * as module from "node:module";
import { fileURLToPath } from "node:url";

const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const [least] = /[\d.]+/.exec(engines.node);
if (process.versions.node.localeCompare(least, "en", { numeric: true }) < 0) {
  console.error(
    `Node ${least} or later is needed (this is ${process.version}). On Linux, npx -y pnpm@12 brings its own; elsewhere, install it from https://nodejs.org.`,
  );
  process.exit(1);
}

// What was compiled once is not compiled again: half of what a start takes, and 37 MB. It goes away with what is installed.
const compiled = fileURLToPath(new URL("../../node_modules/.cache/frontdesk", import.meta.url));
module.enableCompileCache?.(compiled);
// Threads look here.
process.env.NODE_COMPILE_CACHE ??= compiled;
stopWithNpx();

/**
 * pnpm passes SIGTERM on to us, but npx does not pass it on to pnpm: it ends, and leaves pnpm and this process running.
 * So when npx started us and is gone, we send ourselves the SIGTERM that got lost. Ctrl-C reaches everyone by itself.
 */
function stopWithNpx() {
  const npx = ancestors().find((ancestor) => ancestor.name.startsWith("npm"));
  if (npx === undefined) return;
  const timer = setInterval(() => {
    if (ancestors().some((ancestor) => ancestor.pid === npx.pid)) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}

/** Our nearest ancestors: sh, pnpm, sh, npx. Linux tells in /proc; elsewhere the list is empty. */
function ancestors() {
  const found = [];
  for (let pid = process.ppid; pid > 1 && found.length < 4; ) {
    const status = statusOf(pid);
    found.push({ pid, name: /^Name:\s*(.*)/m.exec(status)?.[1] ?? "" });
    pid = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0);
  }
  return found;
}

function statusOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
