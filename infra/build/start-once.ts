import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";

// Starts a bundle as Cloud Run does, until it listens, and stops it. It stands alone: images are warmed by it, too, where
// nothing else is.

/** Each with settings of the right form: a start asks nobody, so that nobody has to be there. */
const EXAMPLES = {
  ingest: { main: "ingest", env: () => ({ FRONTDESK_WEBHOOK_SECRET: "sixteen-letters." }) },
  triage: { main: "triage", env: asking },
  respond: { main: "respond", env: asking },
  web: {
    main: "approval",
    env: () => ({
      ...{ ...PUSH, ...READING, FRONTDESK_ROLE: "web", FRONTDESK_DECISION_KEY: "k".repeat(32) },
      ...{ FRONTDESK_SESSION_KEY: "s".repeat(32), FRONTDESK_CONSOLE_URL: "https://console.example.com" },
      ...{ FRONTDESK_GITHUB_CLIENT_ID: "Iv1.example", FRONTDESK_GITHUB_CLIENT_SECRET: "example" },
      FRONTDESK_SCHEDULER_ACCOUNT: "clock@example.com",
    }),
  },
  desk: {
    main: "approval",
    env: () => ({
      ...{ ...PUSH, FRONTDESK_ROLE: "desk", FRONTDESK_DECISION_KEY: "k".repeat(32) },
      ...{ FRONTDESK_GITHUB_PRIVATE_KEY: privateKey(), FRONTDESK_READER_ACCOUNTS: "triage@example.com" },
      FRONTDESK_SCHEDULER_ACCOUNT: "clock@example.com",
    }),
  },
} as const satisfies { [role: string]: { main: string; env: () => NodeJS.ProcessEnv } };

export type Startable = keyof typeof EXAMPLES;
export const STARTABLE = Object.keys(EXAMPLES) as Startable[];

const PUSH = {
  FRONTDESK_PUSH_AUDIENCE: "https://example.com",
  FRONTDESK_PUSH_SERVICE_ACCOUNT: "push@example.com",
};

const READING = { FRONTDESK_DESK_URL: "https://desk.example.com", GCE_METADATA_HOST: "127.0.0.1:9" };

/** Nothing is asked of these hosts. */
const COMMON = {
  ...{ FRONTDESK_BACKEND: "gcp", GOOGLE_CLOUD_PROJECT: "example-project", PORT: "0" },
  ...{ FIRESTORE_EMULATOR_HOST: "127.0.0.1:9", PUBSUB_EMULATOR_HOST: "127.0.0.1:9" },
  ...{ FRONTDESK_GITHUB_APP_ID: "1", METADATA_SERVER_DETECTION: "none" },
};

export function imageOf(role: Startable): string {
  return EXAMPLES[role].main;
}

export function exampleSettings(role: Startable): NodeJS.ProcessEnv {
  return { ...COMMON, ...EXAMPLES[role].env() };
}

/** Within this a start is over, or will never be. */
const PATIENCE = 20_000;

export type Start = {
  /** Milliseconds from the process's start until it listens. */
  ready: number;
  /** What it wrote. */
  lines: string[];
  /** What it wrote to stderr. */
  said: string;
};

/**
 * Rejects, with what the process said, if it does not come up, answers nothing, or does not stop when it is told to. It
 * inherits no variable of ours.
 */
export async function startOnce(
  args: readonly string[],
  { env, cwd, cache, uid }: { env: NodeJS.ProcessEnv; cwd?: string; cache?: string; uid?: number },
): Promise<Start> {
  const began = performance.now();
  const compileCache = cache !== undefined && { NODE_COMPILE_CACHE: cache, NODE_COMPILE_CACHE_PORTABLE: "1" };
  const child = spawn(process.execPath, args, {
    ...{ cwd, uid, timeout: PATIENCE, killSignal: "SIGKILL", stdio: ["ignore", "pipe", "pipe"] },
    env: { ...env, ...compileCache },
  });
  const ended = once(child, "close");
  const lines: string[] = [];
  let ready: number | undefined;
  let said = "";
  child.stderr.on("data", (bytes: Buffer) => {
    said += bytes;
  });
  createInterface(child.stdout).on("line", (line) => {
    lines.push(line);
    const url = /"message":"listening".*"url":"(http:[^"]+)"/.exec(line)?.[1];
    if (url === undefined) return;
    ready = performance.now() - began;
    // Only who has answered something can be asked to stop: before that a signal just ends it.
    void fetch(`${url}/healthz`)
      .catch(() => undefined)
      .then(() => child.kill("SIGTERM"));
  });
  const [code, signal] = await ended;
  if (ready !== undefined && code === 0) return { ready, lines, said };
  const how = ready === undefined ? "and never listened" : "after it had listened";
  throw new Error(`${args.join(" ")} ended (${code ?? signal}) ${how}:\n${lines.join("\n")}\n${said}`);
}

function asking(): NodeJS.ProcessEnv {
  return { ...PUSH, ...READING, FRONTDESK_GEMINI_API_KEY: "example" };
}

function privateKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  return privateKey.export({ type: "pkcs1", format: "pem" }).toString();
}
