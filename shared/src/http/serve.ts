import { once } from "node:events";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { SECOND } from "../domain/limits.ts";
import type { Log } from "../telemetry/log.ts";

export type Serving = {
  url: string;
  port: number;
  /**
   * Takes nothing new and lets the requests that are running end, for as long as the grace; then those are cut off.
   * Resolves when all is over, `onClose` included. Calling it again gives the same answer.
   */
  close(): Promise<void>;
};

const TIMEOUTS = {
  /** For a request's headers, and for all of it with its body: nobody holds a connection by being slow. */
  headers: 10 * SECOND,
  request: 60 * SECOND,
  /** For the requests that run when `close` is called. Cloud Run kills 10 s after SIGTERM. */
  grace: 10 * SECOND,
};

/** Port 0 takes any that is free. The loopback is the default host: to be reached from outside is a decision. */
export async function serve(
  handler: RequestListener,
  options: {
    port: number;
    host?: string;
    log: Log;
    onClose?: () => Promise<void>;
    timeouts?: Partial<typeof TIMEOUTS>;
  },
): Promise<Serving> {
  const { port, host = "127.0.0.1", log, onClose } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const server = createServer({
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    connectionsCheckingInterval: SECOND,
  });
  const open = connectionsOf(server);
  server.on("request", handler);
  const address = await listen(server, port, host);
  // Such as running out of file descriptors: that refuses one caller, and must not end the process.
  server.on("error", (error) => log.error("could not take a connection", { error }));

  let closed: Promise<void> | undefined;
  return {
    url: urlOf(address),
    port: address.port,
    close() {
      closed ??= stop();
      return closed;
    },
  };

  async function stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    open.endWhenIdle();
    const cut = setTimeout(() => {
      log.warn("cut off the requests that outlasted the grace", { requests: open.running(), grace: timeouts.grace });
      server.closeAllConnections();
    }, timeouts.grace);
    await ended;
    clearTimeout(cut);
    await onClose?.();
  }
}

/**
 * Node's close() ends connections between two requests. It waits for those that have a request running, to be kept
 * alive after it, and for those that never sent a byte (browsers open such ahead of need): both end here.
 */
function connectionsOf(server: Server) {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let ending = false;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (_request, response) => {
    responses.add(response);
    if (ending) endAfter(response);
    response.once("close", () => {
      responses.delete(response);
      // A response that had promised to keep its connection alive: it is idle only after this event.
      if (ending) setImmediate(() => server.closeIdleConnections());
    });
  });
  return {
    running: () => responses.size,
    endWhenIdle() {
      ending = true;
      for (const response of responses) endAfter(response);
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    },
  };
}

function endAfter(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}

async function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    throw new Error(`Can't listen on port ${port} of ${host}: ${adviceOn(cause)}`, { cause });
  }
  return server.address() as AddressInfo;
}

function adviceOn(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return "another process has it. Stop that one, or choose another port.";
    case "EACCES":
      return "this user may not. Choose a port above 1023.";
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return "this machine has no such address. Choose another host.";
    default:
      return String(error);
  }
}

/** Under which this machine reaches it, also when it listens on all addresses. */
function urlOf({ address, port, family }: AddressInfo): string {
  const host = address === "0.0.0.0" || address === "::" ? "127.0.0.1" : address;
  return `http://${family === "IPv6" && host === address ? `[${host}]` : host}:${port}`;
}
