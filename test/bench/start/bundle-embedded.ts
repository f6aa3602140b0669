import { globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { bundleFile } from "@frontdesk/infra/build/bundles";

const server = fileURLToPath(new URL("./embedded-server.ts", import.meta.url));
const sqlite = new URL("../../../shared/src/adapters/sqlite/", import.meta.url);

/** Ingest on the embedded backend, bundled as services are. Its threads are files of their own, beside it. */
export async function bundleEmbedded(folder: string): Promise<URL> {
  for (const thread of globSync("*-thread.ts", { cwd: sqlite })) {
    await bundleFile(fileURLToPath(new URL(thread, sqlite)), join(folder, thread));
  }
  const file = join(folder, "main.mjs");
  await bundleFile(server, file, [/\/adapters\/gcp\//]);
  return pathToFileURL(file);
}
