import { createSlackChat } from "@frontdesk/shared/adapters/slack/slack-chat";
import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { Message } from "@frontdesk/shared/ports/chat";
import { describe, expect, onTestFinished, test } from "vitest";
import { CHANNEL, PEOPLE, type SlackOptions, startSlack } from "../sandbox/slack/start-slack.ts";

const MESSAGE: Message = { about: "acme.webapp.1.opened", text: "Hello", blocks: [] };
const soon = () => AbortSignal.timeout(5_000);

async function startChat({ token, pace = 0, ...options }: SlackOptions & { token?: string; pace?: number } = {}) {
  const clock = { now: new Date("2026-11-20T08:00:00Z") };
  const now = () => clock.now;
  const slack = await startSlack({ messagesEvery: 0, now, ...options });
  onTestFinished(() => slack.close());
  const chat = createSlackChat({ token: token ?? slack.app.token, apiUrl: slack.apiUrl, messagesEvery: pace, now });
  const calls = (method: string) => slack.passages().filter(({ what }) => what === method).length;
  return { slack, chat, clock, calls, post: (message = MESSAGE) => chat.post({ channel: CHANNEL }, message, soon()) };
}

test("posted, and changed: the message is where it says, with what it is about", async () => {
  const { slack, chat, post } = await startChat();
  const posted = await post();
  const ts = posted.is === "posted" ? posted.ts : "";
  expect(slack.messages()).toMatchObject([
    { ts, text: "Hello", metadata: { event_payload: { about: MESSAGE.about } } },
  ]);
  const blocks: Message["blocks"] = [{ type: "section", text: { type: "plain_text", text: "Now" } }];
  expect(await chat.update({ channel: CHANNEL, ts }, { ...MESSAGE, blocks }, soon())).toEqual({ is: "updated" });
  expect(slack.messages()[0]?.blocks).toMatchObject(blocks);
  slack.remove(slack.messages()[0]!);
  expect(await chat.update({ channel: CHANNEL, ts }, MESSAGE, soon())).toEqual({ is: "gone" });
});

describe("what became of a post is a value, and it is sent once whatever happens", () => {
  test.each([
    ["lost answer", { kind: "lost answer" }, "unknown", 1],
    ["lost request", { kind: "lost request" }, "unknown", 0],
    ["down", { kind: "down" }, "unknown", 0],
    ["an error of Slack's own", { kind: "refused", error: "internal_error" }, "unknown", 0],
    ["refused", { kind: "refused", error: "not_in_channel" }, "refused", 0],
    ["limited", { kind: "limited", retryAfter: 7 }, "later", 0],
  ] as const)("%s", async (_, fault, is, messages) => {
    const { slack, clock, calls, post } = await startChat();
    slack.faults.add({ on: "chat.postMessage", fault, times: 5 });
    const outcome = await post();
    expect(outcome.is).toBe(is);
    if (outcome.is === "later") expect(outcome.at).toEqual(after(clock.now, 7 * SECOND));
    expect([calls("chat.postMessage"), slack.messages().length]).toEqual([1, messages]);
  });

  test("one that hangs ends with the signal, and is unknown", async () => {
    const { slack, chat } = await startChat();
    slack.faults.add({ on: "chat.postMessage", fault: { kind: "hangs after" } });
    const waiting = new AbortController();
    const posted = chat.post({ channel: CHANNEL }, MESSAGE, waiting.signal);
    await expect.poll(() => slack.messages()).toHaveLength(1);
    waiting.abort(new Error("too long"));
    expect((await posted).is).toBe("unknown");
  });

  test("where nobody listens, nothing can have been sent: later", async () => {
    const { slack, post } = await startChat();
    await slack.close();
    expect(await post()).toMatchObject({ is: "later", why: expect.stringContaining("Slack gave no answer") });
  });

  test("a signal that has aborted sends nothing", async () => {
    const { chat, calls } = await startChat();
    await expect(chat.post({ channel: CHANNEL }, MESSAGE, AbortSignal.abort(new Error("stop")))).rejects.toThrow(
      "stop",
    );
    expect(calls("chat.postMessage")).toBe(0);
  });

  test("a wrong token is refused, and no outcome has it in it", async () => {
    const token = "xoxb-wrong-0123456789";
    const { slack, post } = await startChat({ token });
    const outcomes = [await post()];
    slack.faults.add({ on: "*", fault: { kind: "lost request" } });
    outcomes.push(await post());
    expect(outcomes[0]).toMatchObject({ is: "refused", why: "invalid_auth" });
    expect(JSON.stringify(outcomes)).not.toContain(token);
  });
});

describe("finding a message whose answer was lost", () => {
  test("the oldest of ours about it, among others' and over pages", async () => {
    const { slack, chat, clock, post } = await startChat();
    for (let n = 0; n < 150; n++) slack.say(`talk ${n}`);
    const first = await post();
    await post();
    await post({ ...MESSAGE, about: "acme.webapp.2.opened" });
    for (let n = 0; n < 250; n++) slack.say(`more talk ${n}`);
    const found = await chat.find(CHANNEL, MESSAGE.about, after(clock.now, -MINUTE), soon());
    expect(found).toEqual({ is: "found", ts: first.is === "posted" ? first.ts : "" });
    expect(await chat.find(CHANNEL, "acme.webapp.3.opened", clock.now, soon())).toEqual({ is: "absent" });
  });

  test("another App's message with the same metadata is not ours; nor is one of another time", async () => {
    const { slack, chat, clock, post } = await startChat();
    await post();
    const [own] = slack.messages();
    slack.state.put("messages", { ...own!, userId: PEOPLE.tom });
    expect(await chat.find(CHANNEL, MESSAGE.about, clock.now, soon())).toEqual({ is: "absent" });
    slack.state.put("messages", own!);
    expect(await chat.find(CHANNEL, MESSAGE.about, after(clock.now, 11 * MINUTE), soon())).toEqual({ is: "absent" });
  });

  test("without the right to read it says so; where Slack is down it is unknown", async () => {
    const { slack, chat, clock } = await startChat();
    slack.allow("channels:history", false);
    expect(await chat.find(CHANNEL, "x", clock.now, soon())).toEqual({ is: "unreadable", why: "missing_scope" });
    slack.faults.add({ on: "conversations.history", fault: { kind: "down" } });
    expect((await chat.find(CHANNEL, "x", clock.now, soon())).is).toBe("unknown");
  });
});

test("one message to a channel at a time, each so much after the last; who would wait too long is told when", async () => {
  const { slack, chat, calls } = await startChat({ pace: 1_500 });
  const other = "C0PRIVATE";
  const began = performance.now();
  const sends = Array.from({ length: 6 }, () => chat.post({ channel: CHANNEL }, MESSAGE, soon()));
  await chat.post({ channel: other }, MESSAGE, soon());
  expect(performance.now() - began).toBeLessThan(1_490);
  const outcomes = await Promise.race([Promise.all(sends.slice(4)), Promise.all(sends)]);
  expect(outcomes.map(({ is }) => is)).toEqual(["later", "later"]);
  expect((await sends[1])?.is).toBe("posted");
  expect(performance.now() - began).toBeGreaterThan(1_490);
  expect(slack.messages()).toHaveLength(2);
  expect(calls("chat.postMessage")).toBe(3);
});

test("answers to clicks go to Slack alone, whatever address came with them", async () => {
  const { slack, chat } = await startChat();
  const secret = await startSlack();
  onTestFinished(() => secret.close());
  const foreign = await chat.tellPrivately(`${secret.url}/actions/T0ACME/1`, "hello", soon());
  expect(foreign.is).toBe("refused");
  expect(secret.passages()).toEqual([]);
  expect((await chat.tellPrivately("no address", "hello", soon())).is).toBe("refused");
  expect((await chat.tellPrivately(`${slack.url}/actions/T0ACME/gone`, "hello", soon())).is).toBe("refused");
});
