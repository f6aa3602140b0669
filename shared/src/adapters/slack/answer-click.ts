import type { Told } from "../../ports/chat.ts";
import { laterBy } from "./call-slack.ts";

const DEADLINE = 10_000;
const SLACK = "https://hooks.slack.com";

/** Sends an answer to the address that came with a click: to Slack's own, whatever somebody else may have put there. */
export async function answerClick(
  answerTo: string,
  answer: object,
  { apiUrl, now }: { apiUrl?: string | undefined; now: () => Date },
  signal: AbortSignal,
): Promise<Told> {
  const origin = apiUrl === undefined ? SLACK : new URL(apiUrl).origin;
  if (!URL.canParse(answerTo) || new URL(answerTo).origin !== origin) {
    return { is: "refused", why: `${answerTo.slice(0, 100)} is no address of Slack's` };
  }
  try {
    const { status, headers } = await fetch(answerTo, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify(answer),
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
    });
    if (status === 429) return laterBy(Number(headers.get("retry-after") ?? Number.NaN) || undefined, now());
    if (status >= 500) return { is: "unknown", why: `Slack answered ${status}` };
    return status < 300 ? { is: "told" } : { is: "refused", why: `Slack answered ${status}` };
  } catch (error) {
    return { is: "unknown", why: `Slack gave no answer: ${error instanceof Error ? error.message : String(error)}` };
  }
}
