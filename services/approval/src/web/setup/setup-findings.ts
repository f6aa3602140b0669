import { SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { z } from "zod";
import type { Finding, Findings } from "./setup-steps.ts";

/** What is set so far, as far as it can be tried. */
export type Known = {
  gemini?: { key: string; baseUrl?: string | undefined; model: string };
  /** Models on Vertex AI need no key. */
  vertex?: string;
  /** `jwt`: how the App says that it is itself, once there is one. */
  github: { apiUrl: string; jwt?: () => string };
  webhookPath: string;
  slack: boolean;
};

const GEMINI = "https://generativelanguage.googleapis.com";
const CALL_WITHIN = 8 * SECOND;
/** A page that asks again and again makes no more calls than this. */
const KEPT_FOR = 5 * SECOND;

/** Tries what is set, with calls that change nothing and cost nothing. */
export function createFindings(known: Known, { now }: { now: () => Date }) {
  let kept: { until: Date; findings: Promise<Findings> } | undefined;
  return (signal: AbortSignal): Promise<Findings> => {
    if (!kept || kept.until < now()) kept = { until: after(now(), KEPT_FOR), findings: look(known, signal) };
    return kept.findings;
  };
}

async function look(known: Known, signal: AbortSignal): Promise<Findings> {
  const [gemini, { app, installed, webhook }] = await Promise.all([
    lookAtGemini(known, signal),
    lookAtApp(known, signal),
  ]);
  const slack: Finding = known.slack
    ? { isDone: true, says: "connected" }
    : { isDone: false, says: "optional: the console does the same" };
  return { gemini, app, installed, webhook, slack };
}

async function lookAtGemini({ gemini, vertex }: Known, signal: AbortSignal): Promise<Finding> {
  if (vertex !== undefined) return { isDone: true, says: `Vertex AI in ${vertex}` };
  if (!gemini) {
    const link = "https://aistudio.google.com/apikey";
    return { isDone: false, says: "needs a key: set FRONTDESK_GEMINI_API_KEY in .env", link };
  }
  const tried = await tryGeminiKey(gemini.key, gemini, signal);
  return tried.works
    ? { isDone: true, says: `key works, ${gemini.model} answers` }
    : { isDone: false, says: tried.why };
}

/** By counting the tokens of a word, which is free. */
export async function tryGeminiKey(
  key: string,
  { baseUrl = GEMINI, model }: { baseUrl?: string | undefined; model: string },
  signal: AbortSignal,
): Promise<{ works: true } | { works: false; why: string }> {
  const url = `${baseUrl}/v1beta/models/${model}:countTokens`;
  const answer = await ask(url, signal, {
    method: "POST",
    headers: { "x-goog-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ contents: [{ role: "user", parts: [{ text: "hello" }] }] }),
  });
  if (answer?.status === 200) return { works: true };
  if (answer === undefined) return { works: false, why: "Gemini can't be reached from here" };
  if (answer.status === 404) return { works: false, why: `Gemini knows no model ${model}` };
  return { works: false, why: `Gemini does not take this key (${answer.status})` };
}

const appSchema = z.object({ name: z.string(), html_url: z.string(), installations_count: z.number().optional() });
const deliveriesSchema = z.array(z.object({ status_code: z.number(), delivered_at: z.string() }));

type OfApp = Pick<Findings, "app" | "installed" | "webhook">;

async function lookAtApp({ github, webhookPath }: Known, signal: AbortSignal): Promise<OfApp> {
  const later = { isDone: false, says: "when the App is there" };
  if (!github.jwt) {
    const app = { isDone: false, says: "one click, about a minute" };
    return { app, installed: { ...later, says: "choose repositories" }, webhook: addressNeeded() };
  }
  const headers = asApp(github.jwt);
  const seen = await ask(`${github.apiUrl}/app`, signal, { headers });
  const parsed = appSchema.safeParse(seen?.body);
  if (seen?.status !== 200 || !parsed.success) {
    const why = seen ? `GitHub does not take the App's key (${seen.status})` : "GitHub can't be reached from here";
    return { app: { isDone: false, says: why }, installed: later, webhook: later };
  }
  const { name, html_url, installations_count: count = 0 } = parsed.data;
  const app = { isDone: true, says: name, link: html_url };
  const link = `${html_url}/installations/new`;
  const places = `${count} ${count === 1 ? "account" : "accounts"}`;
  const installed: Finding =
    count > 0 ? { isDone: true, says: `on ${places}`, link } : { isDone: false, says: "choose repositories", link };
  const delivered = await ask(`${github.apiUrl}/app/hook/deliveries?per_page=1`, signal, { headers });
  const [last] = deliveriesSchema.safeParse(delivered?.body).data ?? [];
  return { app, installed, webhook: lastDelivery(last, webhookPath) };
}

function lastDelivery(last: z.infer<typeof deliveriesSchema>[number] | undefined, path: string): Finding {
  if (!last) return addressNeeded();
  const { status_code: status, delivered_at: at } = last;
  if (status >= 200 && status < 300) return { isDone: true, says: "the last one arrived", at };
  return { isDone: false, says: `the last one was answered ${status}: is ${path} what the address leads to?` };
}

function addressNeeded(): Finding {
  return { isDone: false, says: "needs an address GitHub can reach" };
}

/** Has GitHub send the App's webhooks to another address. Undefined: done; else why not. */
export async function pointWebhook(
  address: string,
  { github, webhookPath }: Known,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!github.jwt) return "There is no App yet: create it first.";
  const alive = await ask(`${address}/healthz`, signal, {});
  if (alive?.status !== 200) {
    return `${address} does not lead to Frontdesk's webhook port: ${alive ? `it answers ${alive.status}` : "nothing answers there"}.`;
  }
  const headers = { ...asApp(github.jwt), "content-type": "application/json" };
  const body = JSON.stringify({ url: address + webhookPath });
  const answer = await ask(`${github.apiUrl}/app/hook/config`, signal, { method: "PATCH", headers, body });
  return answer?.status === 200 ? undefined : `GitHub did not take the address (${answer?.status ?? "no answer"}).`;
}

function asApp(jwt: () => string): { [name: string]: string } {
  return { authorization: `Bearer ${jwt()}`, accept: "application/vnd.github+json", "user-agent": "frontdesk" };
}

type Asked = { method?: string; headers?: { [name: string]: string }; body?: string };

/** Undefined: there was no answer in time. A body that is no JSON is none. */
async function ask(url: string, signal: AbortSignal, asked: Asked) {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(CALL_WITHIN)]);
  try {
    const answer = await fetch(url, { ...asked, signal: ends, redirect: "manual" });
    const body: unknown = await answer.json().catch(() => undefined);
    return { status: answer.status, body };
  } catch {
    return undefined;
  }
}
