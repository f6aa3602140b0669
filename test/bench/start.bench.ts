import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, IMAGES } from "@frontdesk/infra/build/bundles";
import { exampleSettings, imageOf, STARTABLE, type Startable, startOnce } from "@frontdesk/infra/build/start-once";
import { atMost, type Bench, table, withSpread } from "./bench.ts";
import { installPeers } from "./peers/install.ts";
import { inRounds, ratios, spread } from "./rounds.ts";
import { bundleEmbedded } from "./start/bundle-embedded.ts";
import { startWebhookServer } from "./start/webhook-server.ts";

const ROUNDS = 7;
const services = new URL("../../services/", import.meta.url);
const EMBEDDED = new URL("./start/embedded-server.ts", import.meta.url);
const PROBOT = new URL("./peers/probot-start.mjs", import.meta.url);

/** From the start of a process until it listens, and so is ready. Node's own start is in it. */
const bench: Bench = async (print) => {
  installPeers(print);
  const folder = await mkdtemp(join(tmpdir(), "frontdesk-start-"));
  try {
    for (const image of IMAGES) await bundle(image, join(folder, image));
    // As on Cloud Run: what writes the log there is loaded, too.
    const envOf = (role: Startable) => ({ ...exampleSettings(role), K_SERVICE: role });
    const start = async (role: Startable, file: string, cache?: string) =>
      (await startOnce([file], { env: envOf(role), ...(cache !== undefined && { cache: join(folder, cache) }) })).ready;
    const bundled = (role: Startable) => join(folder, imageOf(role), "main.mjs");
    const source = (role: Startable) => fileURLToPath(new URL(`${imageOf(role)}/src/main.ts`, services));

    const embedded = await bundleEmbedded(join(folder, "embedded"));
    const keyFile = join(folder, "key.pem");
    await writeFile(keyFile, exampleSettings("desk").FRONTDESK_GITHUB_PRIVATE_KEY ?? "");
    const contenders: { [name: string]: () => Promise<number> } = {
      embedded: () => startWebhookServer(embedded, [folder], join(folder, "cache-embedded")),
      "embedded, source": () => startWebhookServer(EMBEDDED, [folder], join(folder, "cache-source")),
      probot: () => startWebhookServer(PROBOT, [keyFile], join(folder, "cache-probot")),
      node: nothing,
    };
    for (const role of STARTABLE) {
      contenders[`${role}, source`] = () => start(role, source(role));
      contenders[`${role}, bundle`] = () => start(role, bundled(role));
      contenders[`${role}, cache`] = () => start(role, bundled(role), `cache-${role}`);
    }
    const took = await inRounds(contenders, ROUNDS);
    const of = (name: string) => took[name] ?? [];

    print(`Milliseconds until it listens: medians of ${ROUNDS} interleaved rounds (lowest to highest)\n`);
    const rows = STARTABLE.map((role) => [
      role,
      ...["source", "bundle", "cache"].map((how) => withSpread(of(`${role}, ${how}`))),
    ]);
    print(table(["on Google Cloud", "as it is written", "bundle", "bundle, compile cache"], rows));
    const webhooks = ["embedded", "embedded, source", "probot", "node"].map((name) => [name, withSpread(of(name))]);
    print(`\n${table(["webhooks on one machine, compile cache", ""], webhooks)}`);
    print("\nembedded: ingest and its SQLite file, a bundle. node: a process that does nothing.");
    return [
      atMost("gcp_ingest_ms", spread(of("ingest, cache")).median, "ms", 250),
      atMost("embedded_vs_probot", spread(ratios(of("embedded"), of("probot"))).median, "x", 0.9),
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
};

export default bench;

/** What Node itself needs. */
async function nothing(): Promise<number> {
  const began = performance.now();
  await once(spawn(process.execPath, ["-e", ""], { stdio: "ignore" }), "exit");
  return performance.now() - began;
}
