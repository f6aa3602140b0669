import { fork } from "node:child_process";
import { once } from "node:events";

/** Milliseconds from the start of a process that takes webhooks until it listens, by its own word. */
export async function startWebhookServer(file: URL, args: string[], cache: string): Promise<number> {
  const began = performance.now();
  const child = fork(file, args, {
    ...{ execArgv: [], serialization: "advanced", stdio: ["ignore", "ignore", "inherit", "ipc"] },
    env: { PATH: process.env.PATH, NODE_ENV: "production", NODE_COMPILE_CACHE: cache },
  });
  const ended = once(child, "exit");
  child.send({ ask: "port" });
  const failed = ended.then(([code]) => {
    throw new Error(`${file} ended (${code}) before it listened`);
  });
  await Promise.race([once(child, "message"), failed]);
  const ready = performance.now() - began;
  failed.catch(() => undefined);
  child.disconnect();
  await ended;
  return ready;
}
