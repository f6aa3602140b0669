import { expect, test } from "vitest";
import { startCalledSlack } from "./call-slack.ts";
import { CHANNEL, PEOPLE, PRIVATE_CHANNEL } from "./start-slack.ts";

const HELLO = { channel: CHANNEL, text: "hello" };

test("who does not say who it is gets nowhere, in Slack's words and with 200", async () => {
  const { call } = await startCalledSlack();
  expect(await call("auth.test", {}, "")).toMatchObject({ status: 200, body: { ok: false, error: "not_authed" } });
  expect((await call("auth.test", {}, "xoxb-wrong")).body).toEqual({ ok: false, error: "invalid_auth" });
  expect((await call("auth.test")).body).toMatchObject({ ok: true, user_id: "U0FRONTDESK", team_id: "T0ACME" });
  expect((await call("no.such")).body.error).toBe("unknown_method");
});

test("a message is posted, found in the history with its metadata, and changed", async () => {
  const { slack, call } = await startCalledSlack();
  const metadata = { event_type: "some_event", event_payload: { id: 7 } };
  const { body: posted } = await call("chat.postMessage", { ...HELLO, metadata });
  expect(posted.ts).toMatch(/^\d{10}\.\d{6}$/);
  const history = (fields = {}) => call("conversations.history", { channel: CHANNEL, ...fields });
  expect((await history()).body.messages[0]).not.toHaveProperty("metadata");
  expect((await history({ include_all_metadata: true })).body.messages).toMatchObject([{ ts: posted.ts, metadata }]);
  await call("chat.update", { channel: CHANNEL, ts: posted.ts, text: "changed" });
  expect(slack.messages()).toMatchObject([{ text: "changed", metadata }]);
  const others = slack.say("of a person");
  expect((await call("chat.update", { channel: CHANNEL, ts: others.ts, text: "x" })).body.error).toBe(
    "cant_update_message",
  );
  expect((await call("chat.update", { channel: CHANNEL, ts: "1.1", text: "x" })).body.error).toBe("message_not_found");
});

test("the history comes in pages, newest first, and of a time", async () => {
  const { slack, call } = await startCalledSlack();
  const said = Array.from({ length: 5 }, (_, n) => slack.say(`${n}`));
  const first = await call("conversations.history", { channel: CHANNEL, limit: "2" });
  expect(first.body.messages.map(({ text }: { text: string }) => text)).toEqual(["4", "3"]);
  const { next_cursor: cursor } = first.body.response_metadata;
  const second = await call("conversations.history", { channel: CHANNEL, limit: "9", cursor });
  expect([second.body.messages.length, second.body.has_more]).toEqual([3, false]);
  const since = await call("conversations.history", { channel: CHANNEL, oldest: said[3]!.ts });
  expect(since.body.messages).toHaveLength(1);
});

test("a right that is missing is named; a channel that isn't there is not found", async () => {
  const { slack, call } = await startCalledSlack();
  slack.allow("groups:history", false);
  expect((await call("conversations.history", { channel: PRIVATE_CHANNEL })).body).toMatchObject({
    error: "missing_scope",
    needed: "groups:history",
  });
  expect((await call("conversations.history", { channel: CHANNEL })).body.ok).toBe(true);
  expect((await call("chat.postMessage", { ...HELLO, channel: "C0NOWHERE" })).body.error).toBe("channel_not_found");
  expect((await call("chat.postMessage", { channel: CHANNEL })).body.error).toBe("no_text");
});

test("the third message at once to a channel is one too many, there alone", async () => {
  const { call } = await startCalledSlack({ messagesEvery: 60_000 });
  const statuses = [];
  for (let n = 0; n < 3; n++) statuses.push((await call("chat.postMessage", HELLO)).status);
  const refused = await call("chat.postMessage", HELLO);
  expect([statuses, refused.status, Number(refused.headers.get("retry-after")) > 1]).toEqual([
    [200, 200, 429],
    429,
    true,
  ]);
  expect((await call("chat.postMessage", { ...HELLO, channel: PRIVATE_CHANNEL })).status).toBe(200);
});

test.each([
  [
    "a section of 3,001 characters",
    [{ type: "section", text: { type: "mrkdwn", text: "x".repeat(3_001) } }],
    "invalid_blocks",
  ],
  ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), "invalid_blocks"],
  ["an empty text", [{ type: "section", text: { type: "plain_text", text: "" } }], "invalid_blocks"],
  ["a section without anything", [{ type: "section" }], "invalid_blocks"],
  ["a field that Slack doesn't know", [{ type: "divider", color: "red" }], "invalid_blocks"],
  [
    "an input in a message",
    [
      {
        type: "input",
        label: { type: "plain_text", text: "a" },
        element: { type: "plain_text_input", action_id: "a" },
      },
    ],
    "invalid_blocks",
  ],
  [
    "a label of 76 characters",
    [
      {
        type: "actions",
        elements: [{ type: "button", action_id: "a", text: { type: "plain_text", text: "x".repeat(76) } }],
      },
    ],
    "invalid_blocks",
  ],
  [
    "two buttons of one name",
    [
      {
        type: "actions",
        elements: ["a", "a"].map((action_id) => ({
          type: "button",
          action_id,
          text: { type: "plain_text", text: "x" },
        })),
      },
    ],
    "invalid_blocks",
  ],
  [
    "more than 13,000 characters in all",
    Array.from({ length: 6 }, () => ({ type: "section", text: { type: "mrkdwn", text: "x".repeat(2_900) } })),
    "msg_blocks_too_long",
  ],
])("Slack refuses %s", async (_, blocks, error) => {
  const { slack, call } = await startCalledSlack();
  const { body } = await call("chat.postMessage", { ...HELLO, blocks });
  expect(body).toMatchObject({ ok: false, error });
  expect(slack.messages()).toEqual([]);
});

test("faults: an answer is lost after the effect; a limit, and being down, come before it", async () => {
  const { slack, call } = await startCalledSlack();
  slack.faults.add({ on: "chat.postMessage", fault: { kind: "lost answer" } });
  await expect(call("chat.postMessage", HELLO)).rejects.toThrow();
  expect(slack.messages()).toHaveLength(1);
  slack.faults.add({ on: "chat.postMessage", fault: { kind: "limited", retryAfter: 9 } });
  expect((await call("chat.postMessage", HELLO)).headers.get("retry-after")).toBe("9");
  slack.faults.add({ on: "*", fault: { kind: "down" }, after: 1 });
  expect((await call("users.list")).body.members).toHaveLength(4);
  await expect(call("chat.postMessage", HELLO)).rejects.toThrow();
  expect(slack.messages()).toHaveLength(1);
  expect((await call("chat.postEphemeral", { ...HELLO, user: PEOPLE.tom })).body.ok).toBe(true);
  expect(slack.whispers(PEOPLE.tom)).toMatchObject([{ text: "hello" }]);
});
