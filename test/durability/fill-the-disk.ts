import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { setDiskFull } from "./disk-shim.ts";
import { aTask, everyWrite, storedOf } from "./every-write.ts";
import { say } from "./say.ts";

// A process under `disk-shim.c` whose disk is full for a while. It says how each write ended, and what was stored before,
// meanwhile and after it.

const [file = ""] = process.argv.slice(2);
const backend = await openSqlite({ file, log: silentLog, now: () => new Date() });
const { ids, update, create, publish } = everyWrite(backend, await aTask(backend));
const writeAll = () => Promise.allSettled([update(), create(), publish()]);
const saying = (ends: PromiseSettledResult<unknown>[]) =>
  ends.map((end) => (end.status === "rejected" ? String(end.reason) : "done"));

const before = await storedOf(backend, ids);
setDiskFull(true);
const whenFull = saying([...(await writeAll()), ...(await writeAll())]);
const meanwhile = await storedOf(backend, ids);
setDiskFull(false);
const afterwards = saying(await writeAll());
await backend.close();
say(JSON.stringify({ whenFull, afterwards, before, meanwhile }));
