import { once } from "node:events";
import { connect } from "node:net";

/** A connection on which anything may be sent. What comes back is collected; being cut off is an answer like any other. */
export function openRaw(port: number) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let received = "";
  socket.setEncoding("latin1").on("data", (text: string) => {
    received += text;
  });
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  /** Of every answer so far. One follows right behind the body of the one before it. */
  const statuses = () => [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  return {
    socket,
    closed,
    received: () => received,
    statuses,
    /** Waits for so many answers, or the end. */
    answered(count: number): Promise<void> {
      const enough = new Promise<void>((resolve) => {
        const look = () => statuses().length >= count && resolve();
        socket.on("data", look);
        look();
      });
      return Promise.race([enough, closed]);
    },
    /** Waits until there is room for more, so that nothing piles up here. False when the other side has gone. */
    async write(bytes: string | Uint8Array): Promise<boolean> {
      if (socket.destroyed || !socket.writable) return false;
      if (!socket.write(bytes)) await Promise.race([once(socket, "drain").catch(() => undefined), closed]);
      return socket.writable;
    },
  };
}

export type RawAnswer = { statuses: number[]; text: string };

/** Sends all parts, says that there is no more, and waits until the server has ended the connection. */
export async function sendRaw(port: number, parts: Iterable<string | Uint8Array>): Promise<RawAnswer> {
  const connection = openRaw(port);
  for (const part of parts) if (!(await connection.write(part))) break;
  connection.socket.end();
  await connection.closed;
  return { statuses: connection.statuses(), text: connection.received() };
}
