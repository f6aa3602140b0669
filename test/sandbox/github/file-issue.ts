import { createHmac, randomUUID } from "node:crypto";
import type { FakeCodeHost } from "../../chaos/fake-code-host.ts";

/** Where webhooks go, and the secret that signs them. */
export type Webhook = { url: string; secret: string };

/** Files an issue in the sandbox's one repository and tells the webhook, as GitHub would: signed, once, for 10 s at most. */
export async function fileIssue(
  github: FakeCodeHost,
  { url, secret }: Webhook,
  { title, body }: { title: string; body: string },
): Promise<string> {
  const number = github.places().length + 1;
  const place = `acme/webapp/issues/${number}`;
  github.setIssue(place, { title, body, state: "open" });
  const payload = JSON.stringify(issueOpened(number, title, body));
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": randomUUID(),
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(payload).digest("hex")}`,
    },
    body: payload,
    signal: AbortSignal.timeout(10_000),
  });
  if (response.status !== 202) throw new Error(`the webhook was answered with ${response.status}, not 202`);
  return place;
}

function issueOpened(number: number, title: string, body: string) {
  const user = { login: "ada" };
  return {
    action: "opened",
    installation: { id: 1 },
    repository: { id: 1, name: "webapp", owner: { login: "acme" } },
    issue: { id: 1_000 + number, number, title, body, state: "open", user },
  };
}
