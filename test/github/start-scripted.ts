import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import type { Source } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";

export type Answer = { status: number; headers?: { [name: string]: string }; body?: string | object };
/** No answer: the connection is cut. */
type Script = (method: string, path: string, request: IncomingMessage) => Answer | undefined;

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PEM = privateKey.export({ type: "pkcs1", format: "pem" }).toString();

export const SOURCE: Source = {
  ...{ installationId: 7, repo: { id: 5, owner: "acme", name: "webapp" }, issue: 3, trigger: "opened" },
  ...{ objectId: 1, author: "ada", byMaintainer: false, deliveryId: "1" },
};

/** A server that says whatever a test has it say, also what GitHub never does. Tokens it gives to everybody. */
export async function startScripted(script: Script, now: () => Date = () => new Date()) {
  const calls: { method: string; path: string; body: string; headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      calls.push({ method, path: url, body, headers });
      const answer = script(method, url, request) ?? usual(url, now());
      if (!answer) return void request.socket.destroy();
      const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(text);
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const open = (at: string) => createGitHub({ appId: 1, privateKey: PEM, baseUrl: at, now, log: silentLog });
  const callsTo = (method: string, part: string) =>
    calls.filter((call) => call.method === method && call.path.includes(part));
  return { ...open(baseUrl), open, calls, callsTo, baseUrl };
}

function usual(url: string, now: Date): Answer | undefined {
  if (url === "/app") return { status: 200, body: { slug: "frontdesk" } };
  const expires_at = new Date(now.getTime() + 3_600_000).toISOString();
  return url.endsWith("/access_tokens") ? { status: 201, body: { token: "ghs_scripted", expires_at } } : undefined;
}
