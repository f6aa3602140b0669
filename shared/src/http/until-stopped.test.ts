import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test, vi } from "vitest";

/** A service: says its url, then each request and each close; a request is answered when a line comes in on stdin. */
async function service(close: string) {
  const source = `
    import { createLogger } from ${url("../telemetry/log.ts")};
    import { serve } from ${url("./serve.ts")};
    import { untilStopped } from ${url("./until-stopped.ts")};
    const log = createLogger({ service: "test", format: "json", write: (line) => console.log(JSON.parse(line).message) });
    const answer = new Promise((resolve) => process.stdin.once("data", resolve));
    const handler = async (_request, response) => {
      console.log("request");
      await answer;
      response.end("done");
    };
    const server = await serve(handler, { port: 0, log });
    const stopped = untilStopped(${close}, { log });
    console.log(server.url);
    await stopped;`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  return { child, next, url: await next() };
}

test("C21: on SIGTERM what runs is answered, what comes is refused, and the process ends well", async () => {
  const { child, next, url } = await service("server.close");
  const running = fetch(url);
  expect(await next()).toBe("request");
  child.kill("SIGTERM");
  expect(await next()).toBe("stopping");
  // One that was knocking at that moment is reset instead.
  await vi.waitFor(() => expect(fetch(url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } }), 10_000);
  child.stdin.write("answer\n");
  expect(await (await running).text()).toBe("done");
  expect(await next()).toBe("stopped");
  expect(await exit(child)).toEqual([0, null]);
});

test("a second signal ends the process at once, as if killed by it", async () => {
  const { child, next } = await service("() => new Promise(() => undefined)");
  child.kill("SIGINT");
  expect(await next()).toBe("stopping");
  child.kill("SIGINT");
  expect(await exit(child)).toEqual([130, null]);
});

test("a close that fails is a process that failed", async () => {
  const { child, next } = await service("() => Promise.reject(new Error('no'))");
  child.kill("SIGTERM");
  expect(await next()).toBe("stopping");
  expect(await next()).toBe("could not stop cleanly");
  expect(await exit(child)).toEqual([1, null]);
});

async function exit(child: ChildProcess): Promise<unknown[]> {
  return child.exitCode === null ? once(child, "exit") : [child.exitCode, child.signalCode];
}

function url(path: string): string {
  return JSON.stringify(new URL(path, import.meta.url).href);
}
