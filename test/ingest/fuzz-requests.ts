import { createHmac } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Random } from "../contract/random.ts";
import { drawBody, drawPayload, type Sender, spoilBytes } from "./fuzz-bodies.ts";
import { head, PREVIOUS, SECRET, sign } from "./ingest-world.ts";

const FORM = "application/x-www-form-urlencoded";
const TYPES = ["application/json", FORM, `${FORM}; charset=utf-8`, "text/plain", "", ";", "multipart/form-data"];
const EVENT_NAMES = ["__proto__", "constructor", "issues.opened", "x".repeat(500), "", "pull_request", "é"];
const STARTS = [
  ...["GET /webhooks/github", "PUT /webhooks/github", "HEAD /webhooks/github", "OPTIONS *", "DELETE /webhooks/github"],
  ...[
    "POST /webhooks/github/",
    "POST //webhooks/github",
    "POST /webhooks/%2e%2e/github",
    "POST /healthz",
    "GET /readyz",
  ],
  ...["POST /webhooks/github?x=%ff", "POST http://127.0.0.1/webhooks/github", "POST /%", "POST /webhooks/github#"],
];
const EXTRAS: [string, string][] = [
  ["traceparent", "00-0-0-0"],
  ["x-cloud-trace-context", "9".repeat(60)],
  ["content-encoding", "identity"],
  ["x-github-delivery", "d".repeat(3_000)],
  ["cookie", "__proto__=1"],
  ["accept-encoding", "gzip"],
  ["upgrade", "websocket"],
];

/** A request that is well formed as HTTP, whatever it says: an answer comes, and the next may follow. */
export function drawRequest(number: number, random: Random): Buffer {
  const { headers, body } = drawDelivery(number, random);
  const start = random.below(20) === 0 ? `${random.pick(STARTS)} HTTP/1.1` : undefined;
  if (random.below(4) > 0) {
    return Buffer.concat([Buffer.from(head({ ...headers, "content-length": body.length }, start)), body]);
  }
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const piece = body.subarray(at, at + 1 + random.below(400));
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n"));
    at += piece.length;
  }
  const first = Buffer.from(head({ ...headers, "transfer-encoding": "chunked" }, start));
  return Buffer.concat([first, ...pieces, Buffer.from("0\r\n\r\n")]);
}

/** A request that may be broken as HTTP, too: the connection may end with it. */
export function drawWild(number: number, random: Random): Buffer {
  const whole = drawRequest(number, random);
  const { headers, body } = drawDelivery(number, random);
  const withLength = (length: number | string) =>
    Buffer.concat([Buffer.from(head({ ...headers, "content-length": length })), body]);
  switch (random.below(9)) {
    case 0:
      return whole.subarray(0, random.below(whole.length));
    case 1:
      return withLength(body.length + random.below(200) - 100);
    case 2:
      return withLength(random.pick(["-1", "1e3", "0x10", "99999999999999999999", "26214401", "1, 1", "", "+5"]));
    case 3:
      return Buffer.from(Array.from({ length: random.below(500) }, () => random.below(256)));
    case 4: {
      const packed = gzipSync(body);
      const encoded = { ...headers, "content-encoding": random.pick(["gzip", "br", "x", "identity, gzip"]) };
      return Buffer.concat([Buffer.from(head({ ...encoded, "content-length": packed.length })), packed]);
    }
    case 5: {
      const many = Array.from({ length: random.below(3_000) }, (_, at) => `x${at}: y`).join("\r\n");
      return Buffer.concat([Buffer.from(head(headers).replace("\r\n\r\n", `\r\n${many}\r\n\r\n`)), body]);
    }
    default: {
      let spoilt = whole;
      for (let times = 1 + random.below(4); times > 0; times--) spoilt = Buffer.from(spoilBytes(spoilt, random));
      return spoilt;
    }
  }
}

function drawDelivery(number: number, random: Random): { headers: Record<string, string>; body: Buffer } {
  const sender: Sender = random.below(5) < 3 ? "GitHub" : "a stranger";
  const { event, payload } = drawPayload(number, sender, random);
  const type = random.below(10) === 0 ? random.pick(TYPES) : (TYPES[random.below(2)] ?? "");
  const body = drawBody(payload, type.startsWith(FORM), random);
  const signature = sender === "GitHub" ? sign(body, random.pick([SECRET, PREVIOUS])) : forge(body, random);
  const headers: Record<string, string> = {
    "content-type": type,
    "x-github-event": random.below(20) === 0 ? random.pick(EVENT_NAMES) : event,
    "x-github-delivery": `fuzz-${number}`,
  };
  if (signature !== undefined) headers["x-hub-signature-256"] = signature;
  if (random.below(10) === 0) {
    const [name, value] = random.pick(EXTRAS);
    headers[name] = value;
  }
  return { headers, body };
}

/** What a stranger who has no secret can think of. */
function forge(body: Buffer, random: Random): string | undefined {
  const right = sign(body);
  switch (random.below(8)) {
    case 0:
      return undefined;
    case 1:
      return sign(body, "a guess");
    case 2:
      return right.slice(0, random.below(right.length));
    case 3:
      return sign(spoilBytes(body, random));
    case 4:
      return `sha1=${createHmac("sha1", SECRET).update(body).digest("hex")}`;
    case 5:
      return right.toUpperCase();
    case 6:
      return `${right}, ${right}`;
    default:
      return sign(body, "");
  }
}
