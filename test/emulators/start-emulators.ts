import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { type EmulatorName, findEmulators, findJava } from "./find-emulators.ts";

export type Emulators = {
  /** `host:port`; undefined where there is no such emulator on this machine. */
  hosts: Record<EmulatorName, string | undefined>;
  /** Why a host is missing, in one sentence a line. */
  missing: string[];
  /** Ends what was started here. Emulators that somebody else runs go on. */
  stop(): Promise<void>;
};

/** The variables by which Google's own clients are told where an emulator is. */
export const HOST_VARIABLES: Record<EmulatorName, string> = {
  firestore: "FIRESTORE_EMULATOR_HOST",
  pubsub: "PUBSUB_EMULATOR_HOST",
};

const COMMANDS: Record<EmulatorName, (jar: string, port: number) => string[]> = {
  firestore: (jar, port) => [
    ...["-Duser.language=en", "-cp", jar, "com.google.cloud.datastore.emulator.firestore.CloudFirestore", "start"],
    ...["--host=127.0.0.1", `--port=${port}`],
  ],
  pubsub: (jar, port) => ["-jar", jar, "--host=127.0.0.1", `--port=${port}`],
};

/** A cold disk can make java's start slow; two minutes is no longer slow but broken. */
const START_DEADLINE = 120_000;

/**
 * Google's own emulators of Firestore and Pub/Sub, both started at once on free ports of this machine. One that is
 * already running by its variable is used as it is. One that is not installed is missing, with the reason;
 * one that is installed but doesn't start is an error.
 */
export async function startEmulators(env: NodeJS.ProcessEnv = process.env): Promise<Emulators> {
  const jars = findEmulators(env);
  const java = findJava(env);
  const emulators: Emulators = { hosts: { firestore: undefined, pubsub: undefined }, missing: [], stop };
  const started: Started[] = [];

  async function stop() {
    await Promise.all(started.splice(0).map((one) => one.stop()));
  }
  async function find(name: EmulatorName) {
    const variable = HOST_VARIABLES[name];
    const jar = jars[name];
    if (env[variable]) emulators.hosts[name] = env[variable];
    else if (jar === undefined)
      emulators.missing.push(`Google's ${name} emulator is not installed (and no ${variable}).`);
    else if (java === undefined)
      emulators.missing.push(`Google's ${name} emulator needs Java: no JAVA_HOME, no java on the path.`);
    else {
      const one = await start(java, COMMANDS[name], jar);
      started.push(one);
      emulators.hosts[name] = one.host;
    }
  }

  const results = await Promise.allSettled([find("firestore"), find("pubsub")]);
  const failed = results.find((result) => result.status === "rejected");
  if (!failed) return emulators;
  await stop();
  throw failed.reason;
}

type Started = { host: string; stop(): Promise<void> };

/** Between finding a free port and taking it somebody else may have taken it: then once more, on another. */
async function start(java: string, command: (jar: string, port: number) => string[], jar: string): Promise<Started> {
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(java, command, jar);
    } catch (cause) {
      if (tries === 3) throw cause;
    }
  }
}

async function startOnce(java: string, command: (jar: string, port: number) => string[], jar: string) {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const child = spawn(java, command(jar, port), { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const keep = (chunk: Buffer) => {
    output = (output + chunk).slice(-4_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  // The last resort, for a process that exits without having stopped what it started.
  const kill = () => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));

  try {
    await answers(host, child);
  } catch (cause) {
    child.kill("SIGKILL");
    throw new Error(`${jar} did not start: ${output || cause}`, { cause });
  }
  return {
    host,
    async stop() {
      if (hasEnded(child)) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      const patience = setTimeout(kill, 10_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

async function answers(host: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_DEADLINE;
  while (Date.now() < deadline) {
    if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    const response = await fetch(`http://${host}/`).catch(() => undefined);
    await response?.text();
    if (response?.status === 200) return;
    await pause(25);
  }
  throw new Error(`no answer on ${host}`);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
