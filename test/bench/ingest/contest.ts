import { closeSync, openSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { quantile } from "../rounds.ts";
import type { ToSend } from "./client-process.ts";
import { SECRET } from "./deliveries.ts";
import type { Usage } from "./measured.ts";
import type { Sent } from "./send.ts";
import { start } from "./talk.ts";

/** A server in a process of its own, and how it says that it has accepted a delivery. */
export type Entrant = { file: string; args?: string[]; accepts?: number; flags?: string[] };

/** Times in milliseconds, of the processor in microseconds. */
export type Burst = { perSecond: number; p50: number; p99: number; cpu: number };

export type Contest<Name extends string> = {
  folder: string;
  logOf(name: Name): string;
  /** Sends so many deliveries over so many connections. Each has to be answered with `status`; if not given, accepted. */
  burst(name: Name, how: { connections: number; count: number; secret?: string; status?: number }): Promise<Burst>;
  usage(name: Name): Promise<Usage>;
  /** How many deliveries it has accepted. */
  accepted(name: Name): number;
  /** Ends the process, when it has put everything away. */
  end(name: Name): Promise<void>;
};

/**
 * All servers run from the beginning to the end; they are given something to do one at a time. All have Node's compile
 * cache, as `pnpm start` does.
 */
export async function withContest<Name extends string, T>(
  entrants: Record<Name, Entrant>,
  use: (contest: Contest<Name>) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "frontdesk-ingest-"));
  const logOf = (name: Name) => join(folder, `${name}.log`);
  const client = start<ToSend, Sent>(new URL("./client-process.ts", import.meta.url), []);
  const servers = new Map<Name, Awaited<ReturnType<typeof startServer>>>();
  const server = (name: Name) => servers.get(name)!;
  const accepted = new Map<Name, number>();
  let issues = 0;
  try {
    for (const [name, entrant] of Object.entries(entrants) as [Name, Entrant][]) {
      // Twice: what the first one compiled, the second one finds.
      await (await startServer(entrant, folder, logOf(name))).end();
      servers.set(name, await startServer(entrant, folder, logOf(name)));
    }
    return await use({
      folder,
      logOf,
      async burst(name, { connections, count, secret = SECRET, status = entrants[name].accepts ?? 202 }) {
        const { port, usage } = server(name);
        const before = await usage();
        const { took, duration } = await client.ask({ first: issues, count, secret, port, connections, status });
        issues += count;
        if (secret === SECRET) accepted.set(name, (accepted.get(name) ?? 0) + count);
        const { cpu } = await usage();
        const sorted = [...took.toSorted()];
        return {
          ...{ perSecond: (count / duration) * 1_000, cpu: (cpu - before.cpu) / count },
          ...{ p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99) },
        };
      },
      usage: (name) => server(name).usage(),
      accepted: (name) => accepted.get(name) ?? 0,
      end: (name) => server(name).end(),
    });
  } finally {
    await Promise.all([client, ...servers.values()].map(({ end }) => end()));
    await rm(folder, { recursive: true });
  }
}

async function startServer({ file, args = [], flags = [] }: Entrant, folder: string, logFile: string) {
  const output = openSync(logFile, "a");
  const { ask, end } = start<{ ask: "port" | "usage" }, { port: number } & Usage>(
    new URL(file, import.meta.url),
    [...args, folder],
    { output, flags, env: { NODE_COMPILE_CACHE: join(folder, "compiled") } },
  );
  closeSync(output);
  const { port } = await ask({ ask: "port" });
  return { port, usage: () => ask({ ask: "usage" }), end };
}
