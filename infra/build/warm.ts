import { chmodSync, chownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { exampleSettings, imageOf, STARTABLE, startOnce } from "./start-once.ts";

// node warm.ts MAIN CACHE UID, with IMAGE set: in the Dockerfile, as root, by the Node that will read the cache as UID.
// Node has a folder for each user in it: what somebody else compiled is not looked at.

const { IMAGE: image } = process.env;
const [main, cache, user] = process.argv.slice(2);
if (image === undefined || main === undefined || cache === undefined || user === undefined)
  throw new Error("IMAGE=… warm.ts MAIN CACHE UID");
const uid = Number(user);
const roles = STARTABLE.filter((role) => imageOf(role) === image);
/** As on Cloud Run, so that what writes the log there is compiled, too. */
const onCloudRun = { K_SERVICE: image };

mkdirSync(cache);
chownSync(cache, uid, uid);
for (const role of roles) await startOnce([main], { env: { ...exampleSettings(role), ...onCloudRun }, cache, uid });

const made = readdirSync(cache, { recursive: true, encoding: "utf8" }).map((name) => join(cache, name));
for (const path of [cache, ...made]) {
  // For the service to read, and not to change.
  chownSync(path, process.getuid?.() ?? uid, process.getgid?.() ?? uid);
  chmodSync(path, statSync(path).isDirectory() ? 0o755 : 0o644);
}

for (const role of roles) {
  const env = { ...exampleSettings(role), ...onCloudRun, NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
  const { said } = await startOnce([main], { env, cache, uid });
  // A cache that isn't read is missed by nobody but whoever waits for a start.
  if (!/main\.mjs was accepted/.test(said)) throw new Error(`${role} does not read what was compiled:\n${said}`);
}
