import { connect, type Socket } from "node:net";

/** When everything was answered: how long each request waited for its answer, and all of it took. In milliseconds. */
export type Sent = { took: Float64Array; duration: number };

/**
 * Sends the requests over so many connections that are kept alive, one at a time on each, and reads no more of an answer
 * than its status and where it ends: a client must cost less than what it measures. Any other status is an error.
 */
export async function send(
  requests: readonly Buffer[],
  options: { port: number; connections: number; status: number },
) {
  const { port, connections, status } = options;
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(port)));
  const took = new Float64Array(requests.length);
  const waiting = requests.entries();
  const start = performance.now();
  await Promise.all(sockets.map((socket) => sendOn(socket, waiting, took, status)));
  const duration = performance.now() - start;
  for (const socket of sockets) socket.destroy();
  return { took, duration } satisfies Sent;
}

function sendOn(
  socket: Socket,
  waiting: Iterator<[number, Buffer]>,
  took: Float64Array,
  status: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let index = 0;
    let sentAt = 0;
    let answer = "";
    const next = () => {
      const { value, done } = waiting.next();
      if (done) return resolve();
      answer = "";
      index = value[0];
      sentAt = performance.now();
      socket.write(value[1]);
    };
    socket.on("data", (chunk) => {
      answer += chunk.toString("latin1");
      if (!isWhole(answer)) return;
      took[index] = performance.now() - sentAt;
      if (answer.startsWith(`HTTP/1.1 ${status} `)) next();
      else reject(new Error(`the answer is not ${status}: ${answer.slice(0, 500)}`));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the server closed a connection")));
    next();
  });
}

/** Whether an answer has arrived to its end, in either of the two ways in which its end is told. */
function isWhole(answer: string): boolean {
  const head = answer.indexOf("\r\n\r\n");
  if (head < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer)?.[1];
  return length === undefined ? answer.endsWith("\r\n0\r\n\r\n") : answer.length >= head + 4 + Number(length);
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}
