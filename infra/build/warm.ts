import { chmodSync, globSync } from "node:fs";
import { join } from "node:path";
import { exampleSettings, imageOf, STARTABLE, startOnce } from "./start-once.ts";

// node warm.ts MAIN CACHE, with IMAGE set: in the Dockerfile, by the Node that will read the cache.

const { IMAGE: image } = process.env;
const [main, cache] = process.argv.slice(2);
if (image === undefined || main === undefined || cache === undefined) throw new Error("IMAGE=… warm.ts MAIN CACHE");
// As on Cloud Run, so that what writes the log there is compiled, too.
const onCloudRun = { K_SERVICE: image };
for (const role of STARTABLE.filter((role) => imageOf(role) === image)) {
  await startOnce([main], { env: { ...exampleSettings(role), ...onCloudRun }, cache });
}

// Node keeps it for its owner's eyes only, and who owns it here is not who will run it.
const kept = globSync("*/*", { cwd: cache }).map((file) => join(cache, file));
if (kept.length === 0) throw new Error(`nothing was kept in ${cache}`);
for (const file of kept) chmodSync(file, 0o644);
