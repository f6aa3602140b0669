import type { ModelId } from "@frontdesk/shared/model/models";
import { atMost, type Bench, table } from "./bench.ts";
import { agreementOf, whoDidWhat } from "./cost/agreement.ts";
import type { Bill } from "./cost/bill.ts";
import { MIX } from "./cost/mix.ts";
import { runNaive } from "./cost/naive.ts";
import { type Ran, runProduct } from "./cost/product.ts";
import { PROJECTS } from "./cost/projects.ts";
import { START } from "./cost/stand-in.ts";

const DEEP: ModelId = "gemini-4-argon";
/** An hour in which many things happen. */
const RUSH = 60;
/** So rarely that nothing is remembered from one task to the next: the models' own memory ends after five minutes. */
const RARELY = 24 * 60;

/** What the blog post that this began with promised of each. */
const BLOG = { routing: 0.7, caching: 0.4 };

/** What a fixed mix of tasks costs: naively, by routing alone, by caching alone, and as it is. */
const bench: Bench = async (print) => {
  const naive = await runNaive(DEEP);
  const routing = await runProduct({ deep: DEEP, minutes: RARELY });
  const caching = await runProduct({ deep: DEEP, minutes: RUSH, deepForAll: true });
  const all = await runProduct({ deep: DEEP, minutes: RUSH });
  const vsNaive = ({ bill }: Pick<Ran, "bill">) => bill.dollars / naive.dollars;

  print(
    `${MIX.length} tasks over ${PROJECTS.length} repositories, at the prices of ${START.toISOString().slice(0, 10)}, ${DEEP} for the deep model.`,
  );
  print(`They come evenly in ${RUSH} minutes; for routing alone in ${RARELY / 60} hours, so that nothing is cached.\n`);
  print(
    table(
      ["of one task", "dollars", "of naive", "input", "cached", "output", "thoughts", "calls"],
      [
        row("naive", naive, naive),
        row("routing only", routing.bill, naive),
        row("caching only", caching.bill, naive),
        row("all", all.bill, naive),
      ],
    ),
  );
  print(
    `\nRouting saves ${percent(1 - vsNaive(routing))} (the blog: 30 %), caching ${percent(1 - vsNaive(caching))} (the blog: 60 %), both ${percent(1 - vsNaive(all))}.\n`,
  );

  print(table(["the mix", "tasks", "skipped", "by code", "by fast", "by deep"], whoDidWhat(all.ends)));
  const skipped = all.ends.filter(({ task }) => task.state === "skipped").length;
  const agreed = agreementOf(all.ends);
  print(
    `\n${percent(skipped / MIX.length)} are skipped. Sorting (the stand-in's, by keywords) agrees with the mix's labels: spam ${share(agreed.spam)}, kind ${share(agreed.kind)}, wants a reply ${share(agreed.wantsReply)}.\n`,
  );

  print("What it depends on: how often tasks come, and on the deep model. All, of naive with the same model:");
  print(table(["the mix comes in", ...OTHERS], await dependence()));
  print(
    "One task ends before the next begins, and the stand-in forgets a prefix after five minutes. The bar is for the rush: for a trickle, and for most other models, it is missed.",
  );

  const recorded = [routing, caching, all].map(recordedVsBilled);
  return [
    atMost("all_vs_naive", vsNaive(all), "x", 0.25),
    atMost("routing_vs_naive", vsNaive(routing), "x", BLOG.routing),
    atMost("caching_vs_naive", vsNaive(caching), "x", BLOG.caching),
    atMost("recorded_off_billed", Math.max(...recorded), "x", 0.001),
  ];
};

export default bench;

const OTHERS: ModelId[] = ["gemini-4-argon", "gemini-3.1-pro-preview", "gemini-3.8-flash"];

async function dependence(): Promise<(string | number)[][]> {
  const naive = new Map<ModelId, number>();
  for (const deep of OTHERS) naive.set(deep, (await runNaive(deep)).dollars);
  const rows: (string | number)[][] = [];
  for (const minutes of [10, RUSH, 2 * 60, 4 * 60, RARELY]) {
    const cells: string[] = [];
    for (const deep of OTHERS) {
      const { bill } = await runProduct({ deep, minutes });
      cells.push((bill.dollars / naive.get(deep)!).toFixed(3));
    }
    rows.push([minutes < 60 ? `${minutes} minutes` : `${minutes / 60} h`, ...cells]);
  }
  return rows;
}

function row(name: string, bill: Bill, naive: Bill): (string | number)[] {
  const { dollars, input, cached, output, thoughts, calls } = bill;
  const each = [input, cached, output, thoughts, calls].map((sum) => sum / MIX.length);
  return [name, (dollars / MIX.length).toFixed(5), (dollars / naive.dollars).toFixed(3), ...each];
}

/** The gateway's own books beside what the stand-in billed; what caches cost stands in neither's calls. */
function recordedVsBilled({ bill, ends }: Ran): number {
  const micros = ends.flatMap(({ calls }) => calls).reduce((sum, { costMicros }) => sum + costMicros, 0);
  return Math.abs(micros / 1e6 / (bill.dollars - bill.forCaches) - 1);
}

function percent(part: number): string {
  return `${Math.round(100 * part)} %`;
}

function share(count: number): string {
  return `${count} of ${MIX.length}`;
}
