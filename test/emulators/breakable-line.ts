import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type BreakableLine = {
  /** Where to connect to, instead of the real host. */
  host: string;
  /** Breaks every connection; new ones can be made. */
  cut(): void;
  /** Breaks every connection and takes no new one. */
  refuse(): Promise<void>;
  /** Takes connections and lets nothing through, in either direction. */
  stall(): void;
  mend(): Promise<void>;
  /** How many connections there are now. */
  connections(): number;
  close(): Promise<void>;
};

/** A line of this machine to `host:port`, byte for byte, that breaks in the ways in which networks do. */
export async function openBreakableLine(target: string): Promise<BreakableLine> {
  const [targetHost, targetPort] = target.split(":");
  const sockets = new Set<Socket>();
  let isStalled = false;

  const server = createServer((near) => {
    const far = connect(Number(targetPort), targetHost);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("data", (bytes) => isStalled || other.write(bytes));
      one.on("error", () => one.destroy());
      one.on("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const refuse = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    cut();
    await closed;
  };

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    cut,
    refuse,
    stall() {
      isStalled = true;
    },
    async mend() {
      // What was swallowed is missing for good, so connections that were stalled are of no use any more.
      if (isStalled) cut();
      isStalled = false;
      if (!server.listening) await listen(port);
    },
    connections: () => sockets.size / 2,
    close: refuse,
  };
}
