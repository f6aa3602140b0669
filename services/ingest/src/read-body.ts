import type { IncomingMessage } from "node:http";

export type ReadBody = { body: Buffer } | { refused: 400 | 413 | 415 | 503; why: string };

/** This many pieces become one. */
const JOIN_AT = 1_000;

/** How many bytes of bodies there are at a time, of all requests together. */
export type BodyBudget = { most: number; used: number };

/**
 * The body as it came, or why it isn't read (on). What was read counts against the budget until `release` is called, which
 * has to be done once, whatever the answer was.
 */
export async function readBody(
  request: IncomingMessage,
  { largest, budget }: { largest: number; budget: BodyBudget },
): Promise<ReadBody & { release(): void }> {
  let held = 0;
  const release = () => {
    budget.used -= held;
    held = 0;
  };
  // GitHub sends its bodies as they are. What says otherwise could grow a thousandfold when it is unpacked.
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") return { refused: 415, why: "Send the body without a content-encoding.", release };
  const tooLarge = { refused: 413, why: `A body has ${largest} bytes at the most.`, release } as const;
  if (Number(request.headers["content-length"]) > largest) return tooLarge;

  const chunks: Buffer[] = [];
  let joined = 0;
  return new Promise((resolve) => {
    request.on("data", (chunk: Buffer) => {
      held += chunk.length;
      budget.used += chunk.length;
      chunks.push(chunk);
      // In pieces of one byte it would take hundreds of times its size.
      if (chunks.length - joined === JOIN_AT) joined = chunks.push(Buffer.concat(chunks.splice(joined)));
      if (held > largest) end(tooLarge);
      else if (budget.used > budget.most) end({ refused: 503, why: "Too much is being read at the moment.", release });
    });
    request.on("end", () =>
      end({ body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), release }),
    );
    // Cut off, or not as long as it said: nobody is left to read an answer, but what was held has to be let go.
    request.on("close", () => end({ refused: 400, why: "The body ended early.", release }));
    const end = (read: ReadBody & { release(): void }) => {
      if ("refused" in read) {
        request.pause();
        chunks.length = 0;
      }
      resolve(read);
    };
  });
}
