import { readDelivery } from "@frontdesk/ingest/read-delivery";
import { readPayload } from "@frontdesk/ingest/read-payload";
import { PATH } from "../deliveries.ts";
import { measured } from "../measured.ts";
import { isSigned } from "./is-signed.ts";

// The least that a webhook can do: node:http, and the HMAC over the whole body. Nothing is kept. With "reading", it
// also finds out what the delivery means, as ingest does.

const isReading = process.argv[2] === "reading";

measured({
  listener(request, response) {
    const { method, url, headers } = request;
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const isTrue = method === "POST" && url === PATH && isSigned(body, headers["x-hub-signature-256"]);
      const isWanted = isTrue && (!isReading || isTask(body, String(headers["x-github-event"])));
      response.writeHead(isWanted ? 202 : 401, { "content-length": 0 }).end();
    });
  },
});

function isTask(body: Buffer, event: string): boolean {
  return readDelivery(event, readPayload(body, "application/json"), {}).is === "task";
}
