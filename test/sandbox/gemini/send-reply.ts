import type { Response } from "express";
import type { Fault } from "./faults.ts";
import { LOST } from "./meet-fault.ts";
import { untilGone, wait } from "./pace.ts";
import { Refusal, refusalBody } from "./refusal.ts";
import type { Reply } from "./reply.ts";

type Sending = { response: Response; fault: Fault | undefined; answered: () => void };

export async function sendReply({ body }: Reply, { response, fault, answered }: Sending): Promise<void> {
  if (fault?.kind === "cut") return sendHalf(response, Buffer.from(JSON.stringify(body)));
  answered();
  response.json(body);
}

type Streaming = Sending & { gone: AbortSignal; duration: number; sse: boolean; finish: () => void };

/** A frame at a time, over the time that the model takes. */
export async function sendStream(reply: Reply, streaming: Streaming): Promise<void> {
  const { response, fault, gone, duration, sse, finish, answered } = streaming;
  const frames = reply.frames ?? [reply.body];
  if (!sse) {
    await wait(duration, gone);
    finish();
    return sendReply({ body: frames }, streaming);
  }
  const broken = fault !== undefined && breaks(fault);
  const half = broken ? Math.floor(frames.length / 2) : frames.length;
  // Express's own `set` would add a charset.
  response.status(200).setHeader("content-type", "text/event-stream");
  for (const [index, frame] of frames.slice(0, half).entries()) {
    await wait(duration / frames.length, gone);
    if (index === frames.length - 1) {
      finish();
      answered();
    }
    await write(response, frameText(frame));
  }
  if (!broken) return void response.end();
  finish();
  return breakStream(fault, { response, gone, answered });
}

function breaks({ kind }: Fault): boolean {
  return ["ends early", "partial frame", "error frame", "stalls", "cut"].includes(kind);
}

async function breakStream(
  fault: Fault,
  { response, gone, answered }: Pick<Streaming, "response" | "gone" | "answered">,
) {
  switch (fault.kind) {
    case "stalls":
      response.flushHeaders();
      return untilGone(gone);
    case "cut":
      response.flushHeaders();
      throw LOST;
    case "partial frame":
      answered();
      response.end('data: {"candidates": [{"content": {"parts": [{"text": "and th');
      return undefined;
    case "error frame":
      answered();
      response.end(frameText(refusalBody(new Refusal(fault.status ?? 503, "The service is currently unavailable."))));
      return undefined;
    default:
      answered();
      response.end();
      return undefined;
  }
}

function frameText(frame: object): string {
  return `data: ${JSON.stringify(frame)}\r\n\r\n`;
}

async function sendHalf(response: Response, bytes: Buffer): Promise<never> {
  response
    .status(200)
    .set({ "content-type": "application/json; charset=UTF-8", "content-length": String(bytes.length) });
  await write(response, bytes.subarray(0, Math.floor(bytes.length / 2)));
  throw LOST;
}

/** Resolves when it is on its way. */
function write(response: Response, chunk: string | Buffer): Promise<void> {
  return new Promise((resolve) => response.write(chunk, () => resolve()));
}
