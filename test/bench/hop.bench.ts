import { parseArgs } from "node:util";
import { type Bench, table, type Verdict } from "./bench.ts";
import { type Hop, hopsPerRound, type Took } from "./hop/hop.ts";
import { inRounds, quantile, ratios, spread } from "./rounds.ts";

/** Against the same requests made by hand. What the port adds is the rules, the schemas and the bookkeeping. */
const BAR = { gcp: 1.5, embedded: 3 };
const ROUNDS = 7;

/**
 * One hop of a task: the message is there; read, claim, complete, publish. `--backend gcp` runs it on Google's emulators
 * and counts the requests; without it, on the embedded backend.
 */
const bench: Bench = async (print, args) => {
  const { backend } = parseArgs({ args, options: { backend: { type: "string", default: "embedded" } } }).values;
  if (backend !== "gcp" && backend !== "embedded") throw new Error(`--backend ${backend}: it is gcp or embedded`);
  const { openGcpHop } = await import("./hop/gcp.ts");
  const { openEmbeddedHop } = await import("./hop/embedded.ts");
  const hop: Hop = await (backend === "gcp" ? openGcpHop() : openEmbeddedHop());
  try {
    const { ours, bare } = await inRounds(
      { ours: () => hopsPerRound(hop.ours), bare: () => hopsPerRound(hop.bare) },
      ROUNDS,
    );
    const requests = await hop.countRequests();
    print(`One hop on ${hop.name}, one after the other, ${ROUNDS} rounds in turns, milliseconds`);
    print(table(["", "p50", "p99", ...(requests ? ["requests"] : [])], rows(ours, bare, requests)));
    const ratio = spread(ratios(ours.map(p50), bare.map(p50))).median;
    const bar = BAR[backend];
    const verdicts: Verdict[] = Object.entries(requests ?? {}).map(([step, count]) => {
      const most = step === "claim" ? 2 : 1;
      return { name: `${step}_requests`, value: count, unit: "requests", bar: `= ${most}`, ok: count === most };
    });
    const value = Number(ratio.toPrecision(3));
    return [...verdicts, { name: "hop_vs_bare", value, unit: "x", bar: `<= ${bar}`, ok: ratio <= bar }];
  } finally {
    await hop.close();
  }
};

export default bench;

function rows(ours: Took[][], bare: Took[][], requests: Record<string, number> | undefined) {
  const row = (name: string, took: number[], count?: number) => {
    const sorted = took.toSorted((one, other) => one - other);
    return [name, quantile(sorted, 0.5), quantile(sorted, 0.99), ...(count === undefined ? [] : [count])];
  };
  const steps = ["claim", "complete", "publish"] as const;
  return [
    ...steps.map((step) =>
      row(
        step,
        ours.flat().map((took) => took[step]),
        requests?.[step],
      ),
    ),
    row("the hop", ours.flat().map(whole)),
    row("the same by hand", bare.flat().map(whole)),
  ];
}

function p50(round: Took[]): number {
  return quantile(
    round.map(whole).toSorted((one, other) => one - other),
    0.5,
  );
}

function whole({ claim, complete, publish }: Took): number {
  return claim + complete + publish;
}
