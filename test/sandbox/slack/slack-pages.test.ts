import { expect, test } from "vitest";
import { startCalledSlack } from "./call-slack.ts";
import { CHANNEL, PEOPLE } from "./start-slack.ts";

const EVIL = `<script>alert(1)</script>"'&`;
const PAGE = `/channels/${CHANNEL}`;

async function startPages() {
  const started = await startCalledSlack();
  const { slack } = started;
  const see = async (path = PAGE, you?: string) => {
    const headers = you === undefined ? {} : { cookie: `sandbox_slack_you=${you}` };
    const answer = await fetch(slack.url + path, { headers });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const press = (path: string, fields: { [name: string]: string }, you: string = PEOPLE.grace) =>
    fetch(slack.url + path, {
      ...{ method: "POST", redirect: "manual", body: new URLSearchParams(fields) },
      headers: { cookie: `sandbox_slack_you=${you}` },
    });
  return { ...started, see, press };
}

test("the channel shows what was said, with buttons, links and times; whatever was written is text", async () => {
  const { call, see } = await startPages();
  const blocks = [
    {
      type: "section",
      text: {
        type: "mrkdwn",
        text: "*<https://x.example/?a=1&amp;b=2|Open &lt;it&gt;>* `code` <!date^0^{time}|then> <!channel>",
      },
    },
    { type: "section", fields: [{ type: "plain_text", text: EVIL }] },
    { type: "actions", elements: [{ type: "button", action_id: "go", text: { type: "plain_text", text: "Go" } }] },
  ];
  await call("chat.postMessage", { channel: CHANNEL, text: "t", blocks });
  const { text, headers } = await see();
  expect(text).toContain('<a href="https://x.example/?a=1&amp;b=2">Open &lt;it&gt;</a>');
  expect(text).toContain("1970-01-01 at 00:00 UTC");
  expect(text).toContain('<mark class="mention">!channel</mark>');
  expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;");
  expect(text).not.toContain("<script>alert");
  expect(text).toMatch(/<button class="btn" name="action" value="go">Go<\/button>/);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await see("/channels/C0NOWHERE")).status).toBe(404);
});

test("one is whom one chooses to be, and sees what only that person can see", async () => {
  const { call, see, press } = await startPages();
  await call("chat.postEphemeral", { channel: CHANNEL, user: PEOPLE.tom, text: "psst" });
  await call("chat.postMessage", { channel: CHANNEL, text: "hello" });
  const chosen = await press("/you", { you: PEOPLE.tom, channel: CHANNEL });
  expect([chosen.status, chosen.headers.get("set-cookie")]).toEqual([303, expect.stringContaining(PEOPLE.tom)]);
  expect((await see(PAGE, PEOPLE.tom)).text).toMatch(/value="U0TOM" checked/);
  expect((await see(PAGE, "U0NOBODY")).text).toMatch(/value="U0GRACE" checked/);
});

test("trouble is made by a click, and is over when something else is chosen", async () => {
  const { call, see, press } = await startPages();
  await press("/trouble", { trouble: "down" });
  await expect(call("auth.test")).rejects.toThrow();
  expect((await see()).text).toMatch(/value="down" checked/);
  await press("/trouble", { trouble: "no-history" });
  expect((await call("conversations.history", { channel: CHANNEL })).body.error).toBe("missing_scope");
  await press("/trouble", { trouble: "lost-answer" });
  await expect(call("chat.postMessage", { channel: CHANNEL, text: "x" })).rejects.toThrow();
  expect((await see()).text).toMatch(/value="none" checked/);
  expect((await see()).text).toContain("done all the same");
});

test("a button that is gone can't be pressed; an open form is shown over the channel, and closed", async () => {
  const { slack, see, press } = await startPages();
  expect((await press("/click", { channel: CHANNEL, ts: "1.1", action: "go" })).status).toBe(303);
  const title = { type: "plain_text", text: "A form" };
  const view = { type: "modal", title, blocks: [] };
  slack.state.put("views", {
    id: "V1",
    userId: PEOPLE.grace,
    view,
    typed: {},
    errors: {},
    trouble: null,
    closed: false,
  });
  expect((await see()).text).toContain('aria-label="A form"');
  expect((await see(PAGE, PEOPLE.tom)).text).not.toContain('aria-label="A form"');
  await press("/close", { view: "V1" });
  expect((await see()).text).not.toContain('aria-label="A form"');
});
