import { buildConsole, CONSOLE_DIST } from "@frontdesk/console/build";
import { startFakeApi } from "./fake-api.ts";

/** The console on made-up data: `node test/console/look.ts [port] [more tasks]`. */
const [port = "4380", more = "0"] = process.argv.slice(2);
console.log(await buildConsole());
const fake = await startFakeApi({ dist: CONSOLE_DIST, port: Number(port), more: Number(more) });
console.log(`The console, with nothing behind it: ${fake.url}. A line on stdin does something: arrive, down, up.`);
process.stdin.on("data", (line) => {
  const word = String(line).trim();
  if (word === "arrive") fake.arrive();
  if (word === "down") fake.goDown();
  if (word === "up") fake.comeBack();
});
