import { readdirSync } from "node:fs";
import type { Bench } from "./bench.ts";

// pnpm bench NAME: runs NAME.bench.ts. Exit 0 only if every verdict is ok.

const ENDING = ".bench.ts";
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length))
  .sort();
const [name, ...args] = process.argv.slice(2);

if (name === undefined || !names.includes(name)) {
  const list = `Benches: ${names.join(", ")}`;
  if (name === undefined) console.log(`pnpm bench NAME\n${list}`);
  else console.error(`There is no bench "${name}". ${list}`);
  process.exit(name === undefined ? 0 : 2);
}

const module: { default: Bench } = await import(`./${name}${ENDING}`);
const verdicts = await module.default((text) => console.log(text), args);
console.log("");
for (const { name, value, unit, bar, ok } of verdicts) {
  console.log(`${ok ? "ok    " : "NOT OK"}  ${name}  ${value} ${unit}, the bar is ${bar}`);
}
process.exitCode = verdicts.length > 0 && verdicts.every(({ ok }) => ok) ? 0 : 1;
console.log(JSON.stringify({ bench: name, verdicts }));
