import type { Request, Response } from "express";
import { type Address, type Endpoint, modelIn } from "./address.ts";
import { isJson, textsIn } from "./contents.ts";
import { checkCredentials } from "./credentials.ts";
import { embed } from "./embed.ts";
import { countPromptTokens, generate } from "./generate.ts";
import { LOST, meetAfter, meetBefore } from "./meet-fault.ts";
import { durationOf, goneSignal, wait } from "./pace.ts";
import { Refusal } from "./refusal.ts";
import type { Call, Reply } from "./reply.ts";
import { changeCaches } from "./rest-caches.ts";
import { sendReply, sendStream } from "./send-reply.ts";
import type { World } from "./world.ts";

const WORK: { [endpoint in Endpoint]: (world: World, call: Call) => Reply } = {
  generateContent: generate,
  streamGenerateContent: generate,
  countTokens: countPromptTokens,
  embedContent: embed,
  batchEmbedContents: embed,
  predict: embed,
  createCache: changeCaches,
  listCaches: changeCaches,
  getCache: changeCaches,
  updateCache: changeCaches,
  deleteCache: changeCaches,
};

/** One call from its credentials to its last byte. What became of it stands in the ledger before the client knows. */
export async function takeCall(world: World, address: Address, request: Request, response: Response): Promise<void> {
  checkCredentials(request, address);
  const { endpoint, flavour } = address;
  const { body, asked } = readAsked(world, address, request);
  const fault = world.faults.take(asked);
  const entry = world.ledger.open({ ...asked, flavour, body, ...(fault && { fault: fault.kind }) });
  const gone = goneSignal(response);
  let worked: Reply | undefined;
  const told = () => {
    const { usage, finishReason, answer } = worked ?? {};
    return { ...(usage && { usage }), ...(finishReason && { finishReason }), ...(answer !== undefined && { answer }) };
  };
  try {
    await meetBefore(fault, { world, address, cachedContent: asked.cachedContent, gone });
    const reply = WORK[endpoint](world, { nth: entry.nth, address, body, query: request.query, fault });
    const streams = endpoint === "streamGenerateContent";
    const duration = durationOf(entry.nth, streams || endpoint === "generateContent", world);
    if (!streams) await wait(duration, gone);
    const finish = () => {
      worked = reply;
      reply.done?.();
    };
    const answered = () => world.ledger.close(entry, { fate: "answered", status: 200, ...told() });
    if (!streams) finish();
    await meetAfter(fault, { gone, finish });
    const sse = request.query.alt === "sse";
    if (streams) await sendStream(reply, { response, fault, gone, duration, sse, finish, answered });
    else await sendReply(reply, { response, fault, answered });
  } catch (error) {
    if (error instanceof Refusal) {
      world.ledger.close(entry, { fate: "refused", status: error.status, ...told() });
      throw error;
    }
    world.ledger.close(entry, { fate: gone.aborted ? "abandoned" : "lost", ...told() });
    if (error !== LOST && !gone.aborted) throw error;
    response.destroy();
  }
}

function readAsked(world: World, { endpoint, model }: Address, request: Request) {
  const body = isJson(request.body) ? request.body : {};
  const cachedContent = typeof body.cachedContent === "string" ? body.cachedContent : undefined;
  const cache = cachedContent === undefined ? undefined : world.caches.find(cachedContent);
  const { systemInstruction, ...rest } = body;
  const texts = [cache?.system ?? "", textsIn(cache?.contents), textsIn(systemInstruction), textsIn(rest)];
  const prompt = texts.filter(Boolean).join("\n\n");
  return { body, asked: { endpoint, model: model || modelIn(body.model), prompt, cachedContent } };
}
