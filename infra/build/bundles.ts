import { cpSync, existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

/** The images, by the service that each is of. */
export const IMAGES = ["ingest", "triage", "respond", "approval"] as const;
export type Image = (typeof IMAGES)[number];

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Where the bundles are, and what the Dockerfile copies. */
export const DIST = `${root}infra/dist`;
/** The web page, which has a build of its own. */
export const CONSOLE = `${root}services/approval/console`;

/**
 * One file for a service with all that it needs, and nothing else: node_modules are not shipped. The embedded backend is
 * left out: what runs in a container keeps nothing in files.
 */
export async function bundle(image: Image, folder = `${DIST}/${image}`): Promise<string> {
  const file = `${folder}/main.mjs`;
  rmSync(folder, { recursive: true, force: true });
  await bundleFile(`${root}services/${image}/src/main.ts`, file, [/\/sqlite\/open-sqlite\.ts$/]);
  const pages = `${CONSOLE}/dist`;
  if (image === "approval" && existsSync(pages)) cpSync(pages, `${folder}/console`, { recursive: true });
  return file;
}

/** All that a file imports, in one file, but for what is to stay outside. */
export async function bundleFile(input: string, file: string, external: RegExp[] = []): Promise<void> {
  const build = await rolldown({
    ...{ input, external, platform: "node", plugins: [withoutLoggingApi] },
    // What is said is said by the libraries, of themselves, at each build.
    logLevel: "silent",
  });
  try {
    await build.write({ file, format: "esm", minify: true, codeSplitting: false });
  } finally {
    await build.close();
  }
}

/**
 * Logs are lines on stdout, but the library behind them makes clients of the Logging API as it is loaded, for which it
 * reads all of that API's descriptions: a quarter of a start. In their place stand classes that can be made, and no more.
 */
const withoutLoggingApi = {
  name: "without-logging-api",
  load: {
    filter: { id: /@google-cloud\/logging-api\/build\/.*\/index\.c?js$/ },
    handler: () => `
      class Client { static scopes = []; }
      module.exports = { ConfigServiceV2Client: Client, LoggingServiceV2Client: Client, MetricsServiceV2Client: Client };
    `,
  },
};
