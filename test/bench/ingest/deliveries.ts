import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import type { WebhookDefinition } from "@octokit/webhooks-examples";

export const SECRET = "the secret that GitHub and we share";
export const PATH = "/webhooks/github";

/** What stands in the example for the issue's number and id, to be replaced by others of the same length. */
const NUMBER = '"number":7777777';
const ID = '"id":777777777';
const template = JSON.stringify(openedIssue());

/** Whole requests, ready to be sent, each of an issue of its own: the issues count on from `first`. */
export function deliveries(first: number, count: number, secret: string): Buffer[] {
  return Array.from({ length: count }, (_, index) => delivery(first + index, secret));
}

function delivery(issue: number, secret: string): Buffer {
  const body = template.replace(NUMBER, `"number":${1_000_000 + issue}`).replace(ID, `"id":${100_000_000 + issue}`);
  const head = [
    `POST ${PATH} HTTP/1.1`,
    "Host: 127.0.0.1",
    "User-Agent: GitHub-Hookshot/044aadd",
    "Accept: */*",
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "X-GitHub-Event: issues",
    `X-GitHub-Delivery: ${randomUUID()}`,
    `X-Hub-Signature-256: sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body}`);
}

type Example = { action: string; issue: object };

/** An `issues.opened` of 12 KB, as GitHub sends it to an App: the examples are a webhook's, which has no installation. */
function openedIssue(): object {
  const definitions: WebhookDefinition[] = createRequire(import.meta.url)("@octokit/webhooks-examples");
  const examples = definitions.find(({ name }) => name === "issues")?.examples as unknown as Example[];
  const opened = examples.find((example) => {
    const { length } = JSON.stringify(example);
    return example.action === "opened" && length > 12_000 && length < 13_000;
  });
  if (!opened) throw new Error("the examples have no issues.opened of some 12 KB any more");
  const installation = { id: 12_345_678, node_id: "MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMTIzNDU2Nzg=" };
  return { ...opened, issue: { ...opened.issue, number: 7_777_777, id: 777_777_777 }, installation };
}
