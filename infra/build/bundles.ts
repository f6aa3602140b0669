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
    ...{ input, external, platform: "node", plugins: [...withoutUnused, withoutUndici] },
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
 * What libraries load at each start and we never use; together it is a fifth of a start. Something that can be loaded stands
 * in its place, and no more.
 */
const UNUSED = [
  // Logs are lines on stdout, but the library behind them makes clients of the Logging API, with all of its descriptions.
  {
    id: /@google-cloud\/logging-api\/build\/.*\/index\.c?js$/,
    instead: `
      class Client { static scopes = []; }
      module.exports = { ConfigServiceV2Client: Client, LoggingServiceV2Client: Client, MetricsServiceV2Client: Client };
    `,
  },
  // Every publisher makes one, to ask for the policies of topics.
  {
    id: /google-gax\/build\/.*\/iamService\.c?js$/,
    instead: "exports.IamClient = class { async close() {} };",
  },
  // All messages of Pub/Sub as classes, twice, for whoever wants to make some. The clients themselves read descriptions.
  { id: /@google-cloud\/pubsub(-api)?\/build\/protos\/protos\.c?js$/, instead: "module.exports = {};" },
];

const withoutUnused = UNUSED.map(({ id, instead }) => ({
  name: `without ${id.source}`,
  load: { filter: { id }, handler: () => instead },
}));

/** Imported as a module, Node's own `http` loads all of undici, for three names that nobody asks for. */
const withoutUndici = {
  name: "without undici",
  resolveId: { filter: { id: /^node:http$/ }, handler: () => "\0http.cjs" },
  load: { filter: { id: /^\0http\.cjs$/ }, handler: () => 'module.exports = process.getBuiltinModule("http");' },
};
