import { once } from "node:events";
import { type EmulatorName, findEmulators } from "./find-emulators.ts";
import { HOST_VARIABLES, startEmulators } from "./start-emulators.ts";

// pnpm emulators: starts Google's Firestore and Pub/Sub emulators and stops them on Ctrl-C.
// pnpm emulators --find: only says where they are. Exit 0 if both are installed here.

const names: EmulatorName[] = ["firestore", "pubsub"];

if (process.argv.includes("--find")) {
  const jars = findEmulators();
  for (const name of names) console.log(`${name}: ${jars[name] ?? "not installed"}`);
  process.exit(names.every((name) => jars[name]) ? 0 : 1);
}

const { hosts, missing, stop } = await startEmulators();
for (const reason of missing) console.error(reason);
for (const name of names) if (hosts[name]) console.log(`export ${HOST_VARIABLES[name]}=${hosts[name]}`);
if (missing.length > 0) process.exitCode = 1;
if (missing.length < names.length) {
  console.log("# What they keep is gone when they stop. Ctrl-C stops them.");
  const staying = setInterval(() => {}, 60_000);
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  clearInterval(staying);
}
await stop();
