import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import express from "express";
import { expect, onTestFinished, test } from "vitest";
import { startCalledSlack } from "./call-slack.ts";
import { CHANNEL, PEOPLE, type SlackOptions, startSlack } from "./start-slack.ts";

type Got = { body: string; headers: { [name: string]: unknown }; payload: { [field: string]: unknown } };

const BUTTON = { type: "button", action_id: "go", value: "42", text: { type: "plain_text", text: "Go" } };
const BLOCKS = [{ type: "actions", elements: [BUTTON] }];
const INPUT = { type: "plain_text_input", action_id: "text", initial_value: "first" };
const FORM = {
  ...{
    type: "modal",
    callback_id: "f",
    title: { type: "plain_text", text: "F" },
    submit: { type: "plain_text", text: "S" },
  },
  blocks: [{ type: "input", block_id: "b", label: { type: "plain_text", text: "L" }, element: INPUT }],
};

/** What clicks are sent to, and a message with a button. */
async function startClicked(answer: (got: Got) => unknown, options: SlackOptions = {}) {
  const { slack, call } = await startCalledSlack(options);
  const got: Got[] = [];
  const app = express().post("/hook", express.raw({ type: () => true }), async (request, response) => {
    const body = String(request.body);
    const payload = JSON.parse(new URLSearchParams(body).get("payload") ?? "{}");
    got.push({ body, headers: request.headers, payload });
    const said = await answer(got.at(-1)!);
    if (said === undefined) response.status(200).end();
    else response.json(said);
  });
  const server = await serve(app, { port: 0, log: silentLog, timeouts: { grace: 0 } });
  onTestFinished(() => server.close());
  slack.setInteractions(`${server.url}/hook`);
  await call("chat.postMessage", { channel: CHANNEL, text: "press", blocks: BLOCKS });
  return {
    slack,
    call,
    got,
    message: slack.messages()[0]!,
    press: () => slack.click(slack.messages()[0]!, "go", PEOPLE.grace),
  };
}

test("a click is sent as Slack sends it, signed over its very bytes", async () => {
  const { slack, got, message, press } = await startClicked(() => undefined);
  expect((await press()).status).toBe(200);
  const [{ body, headers, payload }] = got as [Got];
  expect(payload).toMatchObject({
    ...{ type: "block_actions", user: { id: PEOPLE.grace, team_id: "T0ACME" }, team: { id: "T0ACME" } },
    container: { message_ts: message.ts, channel_id: CHANNEL },
    actions: [{ action_id: "go", value: "42" }],
  });
  const at = headers["x-slack-request-timestamp"];
  const mac = createHmac("sha256", slack.app.signingSecret).update(`v0:${at}:${body}`).digest("hex");
  expect(headers["x-slack-signature"]).toBe(`v0=${mac}`);
  expect(headers["content-type"]).toBe("application/x-www-form-urlencoded");
});

test("who doesn't answer in time has not answered, and the person is told", async () => {
  const { slack, press } = await startClicked(() => new Promise(() => undefined), { patience: 50 });
  expect((await press()).status).toBe(0);
  expect(slack.whispers(PEOPLE.grace)[0]?.text).toContain("did not answer in time");
});

test("each click three times, and under an old key, when that is asked for", async () => {
  const { slack, got, press } = await startClicked(() => undefined);
  slack.faults.clicks = { times: 3, withOldKey: true };
  await press();
  expect(got).toHaveLength(3);
  const [{ headers, body }] = got as [Got];
  const at = headers["x-slack-request-timestamp"];
  const mac = createHmac("sha256", slack.app.signingSecret).update(`v0:${at}:${body}`).digest("hex");
  expect(headers["x-slack-signature"]).not.toBe(`v0=${mac}`);
});

test("a form is opened once for a click, sent, answered with errors, and closed", async () => {
  let answer: unknown = { response_action: "errors", errors: { b: "no" } };
  const { slack, call, got, press } = await startClicked(({ payload }) =>
    payload.type === "view_submission" ? answer : undefined,
  );
  await press();
  const open = () => call("views.open", { trigger_id: String(got[0]?.payload.trigger_id), view: FORM });
  expect((await open()).body.ok).toBe(true);
  expect((await open()).body.error).toBe("exchanged_trigger_id");
  const { id } = slack.view(PEOPLE.grace)!;
  await slack.submit(id, { b: "typed" });
  expect(got.at(-1)?.payload).toMatchObject({
    view: { callback_id: "f", state: { values: { b: { text: { value: "typed" } } } } },
  });
  expect(slack.view(PEOPLE.grace)?.errors).toEqual({ b: "no" });
  answer = undefined;
  await slack.submit(id, {});
  expect(slack.view(PEOPLE.grace)).toBeUndefined();
});

test("a form that is put in place of another keeps what was typed under the same name", async () => {
  const next = { ...FORM, blocks: [{ ...FORM.blocks[0], element: { ...INPUT, initial_value: "second" } }] };
  const { slack, call, got, press } = await startClicked(({ payload }) =>
    payload.type === "view_submission" ? { response_action: "update", view: next } : undefined,
  );
  await press();
  await call("views.open", { trigger_id: String(got[0]?.payload.trigger_id), view: FORM });
  const { id } = slack.view(PEOPLE.grace)!;
  await slack.submit(id, { b: "typed" });
  await slack.submit(id, {});
  expect(JSON.stringify(got.at(-1)?.payload)).toContain('"value":"typed"');
});

test("an answer to a click is seen by one person, or takes the message away; after five it is used up", async () => {
  const { slack, got, press } = await startClicked(() => undefined);
  await press();
  const url = String(got[0]?.payload.response_url);
  const answer = (body: object) =>
    fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  await answer({ response_type: "ephemeral", replace_original: false, text: "psst" });
  expect([slack.whispers(PEOPLE.grace)[0]?.text, slack.whispers(PEOPLE.tom)]).toEqual(["psst", []]);
  await answer({ delete_original: true });
  expect(slack.messages()).toEqual([]);
  for (let n = 0; n < 3; n++) await answer({ text: "more" });
  expect((await answer({ text: "too much" })).status).toBe(404);
});

test("what was said survives a restart, where it is kept", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slack-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keptIn = join(folder, "slack.jsonl");
  const first = await startSlack({ keptIn });
  const { ts } = first.say("hello");
  await first.close();
  const second = await startSlack({ keptIn });
  onTestFinished(() => second.close());
  expect(second.messages()).toMatchObject([{ ts, text: "hello" }]);
  expect(second.say("again").ts).not.toBe(ts);
});
