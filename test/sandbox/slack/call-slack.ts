import { onTestFinished } from "vitest";
import { type Slack, type SlackOptions, startSlack } from "./start-slack.ts";

// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, which the tests then look into.
type Answer = { status: number; headers: { get(name: string): string | null }; body: any };
type Call = (method: string, fields?: { [name: string]: unknown }, token?: string) => Promise<Answer>;

/** A stand-in for the length of a test, and what calls it as Slack's own client does: forms, with JSON in them. */
export async function startCalledSlack(options: SlackOptions = {}): Promise<{ slack: Slack; call: Call }> {
  const slack = await startSlack({ messagesEvery: 0, ...options });
  onTestFinished(() => slack.close());
  const call: Call = async (method, fields = {}, token = slack.app.token) => {
    const given = Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    const response = await fetch(slack.apiUrl + method, {
      method: "POST",
      headers: token === "" ? {} : { authorization: `Bearer ${token}` },
      body: new URLSearchParams(given as [string, string][]),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return { slack, call };
}
