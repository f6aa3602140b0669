import { spawn } from "node:child_process";
import { once } from "node:events";
import { delimiter } from "node:path";
import { setTimeout } from "node:timers/promises";

const GIVE_UP_AFTER = 5 * 60_000;

export type Measured = {
  /** Seconds from the command on. */
  installed: number;
  page: number;
  sorted: number;
  /** Until nothing of it runs any more, from SIGTERM on. */
  stopped: number;
};

/** Runs `npx -y pnpm@12 dev` as a newcomer does, until the console is there and the first task is sorted; then ends it. */
export async function runDev({ clone, home, data }: { clone: string; home: string; data: string }): Promise<Measured> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1_000;
  // Only what a machine without any of our tools has on its path.
  const path = (process.env.PATH ?? "").split(delimiter).filter((part) => !part.includes("node_modules"));
  const child = spawn("npx", ["-y", "pnpm@12", "dev"], {
    cwd: clone,
    env: { HOME: home, PATH: path.join(delimiter), FRONTDESK_DATA: data, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close");
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const giveUp = AbortSignal.timeout(GIVE_UP_AFTER);
  const until = async <T>(look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (giveUp.aborted || child.exitCode !== null)
        throw new Error(`pnpm dev did not get there:\n${printed.slice(-2_000)}`);
      await setTimeout(20);
    }
  };
  try {
    const link = await until(() => /^ {4}Console +(\S+)/m.exec(printed)?.[1]);
    const installed = since();
    const entered = await fetch(link, { redirect: "manual", headers: { "sec-fetch-site": "none" } });
    const cookie = (entered.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
    const get = (path: string) => fetch(new URL(path, link), { headers: { cookie } });
    await until(async () => ((await get("/")).ok ? true : undefined));
    const page = since();
    await until(async () => {
      const { tasks } = (await (await get("/v1/tasks")).json()) as { tasks: { state: string }[] };
      return tasks.some(({ state }) => state !== "received") ? true : undefined;
    });
    const sorted = since();
    const asked = performance.now();
    child.kill("SIGTERM");
    await ended;
    // npx ends first: what it started has to follow.
    await until(async () => ((await isThere(link)) ? undefined : true));
    return { installed, page, sorted, stopped: (performance.now() - asked) / 1_000 };
  } finally {
    child.kill("SIGTERM");
  }
}

async function isThere(url: string): Promise<boolean> {
  return fetch(new URL("/healthz", url)).then(
    () => true,
    () => false,
  );
}
