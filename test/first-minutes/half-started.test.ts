import { EventEmitter, once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { printLinkOnEnter } from "@frontdesk/standalone/print-link-on-enter";
import { startConsole } from "@frontdesk/standalone/start-console";
import { startWeb } from "@frontdesk/standalone/start-web";
import { expect, onTestFinished, test, vi } from "vitest";
import { createFakeCodeHost } from "../chaos/fake-code-host.ts";
import { openModel } from "../contract/model-backend.ts";
import { eventually } from "../eventually.ts";

test("Enter ends nothing where no link can be made: it says so, and the next one is printed", async () => {
  const stdin = Object.assign(new EventEmitter(), { isTTY: true, unref: () => undefined });
  vi.spyOn(process, "stdin", "get").mockReturnValue(stdin as unknown as typeof process.stdin);
  onTestFinished(() => void vi.restoreAllMocks());
  const said: string[] = [];
  const link = vi.fn(async () => "http://a.test/sign-in/link/x");
  printLinkOnEnter(link.mockRejectedValueOnce(new Error("database is locked")), { say: (text) => said.push(text) });
  stdin.emit("data", "\n");
  await eventually(() => expect(said).toHaveLength(1));
  stdin.emit("data", "\n");
  await eventually(() => expect(said).toHaveLength(2));
  expect(said[0]).toContain("database is locked");
  expect(said[1]).toContain("http://a.test/sign-in/link/x");
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

const isOpen = (port: number) =>
  fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );

test("a console that can't start leaves no port open", async () => {
  const now = () => new Date();
  const backend = await openModel({ now });
  onTestFinished(() => backend.close());
  const { codeHost } = createFakeCodeHost();
  const { web } = readGitHubConfig({});
  const port = await freePort();
  const fails = () => {
    throw new Error("can't be opened");
  };
  const config = { port, sessionKey: "s".repeat(40), github: web };
  const opening = startConsole(config, { ...backend, log: silentLog, now, routers: fails });
  await expect(opening).rejects.toThrow("can't be opened");
  expect(await isOpen(port)).toBe(false);

  const slack = {
    ...{ token: "xoxb-test", apiUrl: "http://127.0.0.1:9/api", signingSecret: "s".repeat(32), team: "T1" },
    ...{ users: new Map(), channels: { public: "C1" } },
  };
  const tasks = { ...backend.tasks, watch: async () => fails() };
  const starting = startWeb(
    { port, sessionKey: config.sessionKey, slack },
    { ...backend, tasks, codeHost, web, decisionKey: "d".repeat(32), grace: 100, log: silentLog, now },
  );
  await expect(starting).rejects.toThrow("can't be opened");
  expect(await isOpen(port)).toBe(false);
});
