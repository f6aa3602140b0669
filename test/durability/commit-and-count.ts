import { DatabaseSync } from "node:sqlite";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import { receive } from "@frontdesk/shared/domain/receive";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { newTask } from "../contract/builders.ts";
import { countSyncs } from "./disk-shim.ts";
import { say } from "./say.ts";

// A process that commits under `disk-shim.c` and says what it saw: how many commits, how many syncs, and how many
// commits were acknowledged without a sync since they had been asked for.

const [file = "", mode = "", clients = "", commits = ""] = process.argv.slice(2);
const repo = { id: 1, owner: "acme", name: "webapp" };
const before = countSyncs();
let unsynced = 0;
let issue = 0;

const commit = mode === "real" ? await committer() : withoutSync();
const start = countSyncs();
await Promise.all(
  Array.from({ length: Number(clients) }, async () => {
    for (let n = 0; n < Number(commits); n++) {
      const asked = countSyncs();
      await commit();
      if (countSyncs() === asked) unsynced++;
    }
  }),
);
say(JSON.stringify({ commits: issue, syncs: countSyncs() - start, unsynced, opening: start - before }));
process.exit();

async function committer() {
  const { tasks } = await openSqlite({ file, log: silentLog, now: () => new Date() });
  return () => tasks.create(receive(newTask({ repo, issue: ++issue }), { now: new Date(), by: "test" }));
}

/** What the count must be able to see: the log is written, and not synced. */
function withoutSync() {
  const database = new DatabaseSync(file);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE numbers (n)");
  return async () => database.prepare("INSERT INTO numbers VALUES (?)").run(++issue);
}
