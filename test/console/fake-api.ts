import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { createAnswers } from "./fake-answers.ts";
import { createFakeDesk, type Listener } from "./fake-desk.ts";
import { STREAMED, task } from "./fake-tasks.ts";
import { busyDay, manyTasks } from "./fake-world.ts";

/** `/v1` as the console sees it, without anything behind it; and the built pages, under the policy that they are served with. */

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self' https://github.com";
const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

type Options = { dist: string; port?: number; tasks?: TaskShown[]; more?: number; signedIn?: boolean };

export async function startFakeApi({ dist, port = 0, tasks = busyDay(), more = 0, signedIn = true }: Options) {
  const desk = createFakeDesk([...tasks, ...manyTasks(more)]);
  const answer = createAnswers(desk, { signedIn });
  const { listeners, change, add } = desk;
  let isDown = false;
  const streams = new Set<ServerResponse>();

  const server = createServer((request, response) => {
    void handle(request, response).catch((error: unknown) => {
      response
        .writeHead(500, { "content-type": "application/problem+json" })
        .end(JSON.stringify({ title: String(error), status: 500 }));
    });
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    if (isDown) return void request.socket.destroy();
    if (pathname === "/v1/events")
      return stream(response, (tell) => {
        listeners.add(tell);
        response.on("close", () => listeners.delete(tell));
      });
    if (/^\/v1\/tasks\/[^/]+\/live$/.test(pathname)) return stream(response, (tell) => writeDraft(response, tell));
    if (pathname.startsWith("/v1/") || pathname.startsWith("/sign-out")) {
      const text = await bodyOf(request);
      const said = answer(request.method ?? "GET", pathname, searchParams, text === "" ? {} : JSON.parse(text));
      const type = said.status >= 400 ? "application/problem+json" : "application/json";
      return void response
        .writeHead(said.status, { "content-type": type })
        .end(said.body === undefined ? undefined : JSON.stringify(said.body));
    }
    if (pathname === "/sign-in") return void response.writeHead(200, { "content-type": "text/plain" }).end("Sign in.");
    const isFile = extname(pathname) !== "" && !pathname.startsWith("/tasks/");
    const file = await readFile(join(dist, isFile ? pathname : "index.html"));
    response
      .writeHead(200, {
        "content-type": TYPES[isFile ? extname(pathname) : ".html"] ?? "text/plain",
        "content-security-policy": POLICY,
      })
      .end(file);
  }
  function stream(response: ServerResponse, begin: (tell: Listener) => void): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).write(": ping\n\n");
    streams.add(response);
    let id = 0;
    begin((event, data) => void response.write(`id: ${++id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
    const ping = setInterval(() => response.write(": ping\n\n"), 10_000);
    response.on("close", () => {
      streams.delete(response);
      clearInterval(ping);
    });
  }
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    ...{
      change,
      add,
      arrive: () =>
        add(
          task({
            issue: 490 + Math.floor(Math.random() * 400),
            title: "Cookie banner covers the sign-in button",
            minutesAgo: 0.4,
          }),
        ),
    },
    goDown: () => {
      isDown = true;
      for (const one of streams) one.destroy();
    },
    comeBack: () => {
      isDown = false;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A lump once a second, as the real one. */
function writeDraft(response: ServerResponse, tell: Listener): void {
  let length = 0;
  const timer = setInterval(() => {
    length += 60;
    tell("draft", { text: STREAMED.slice(0, length), at: new Date().toISOString() });
    if (length >= STREAMED.length) clearInterval(timer);
  }, 600);
  response.on("close", () => clearInterval(timer));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
