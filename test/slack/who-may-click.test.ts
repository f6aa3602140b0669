import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { describe, expect, test } from "vitest";
import { PEOPLE } from "../sandbox/slack/start-slack.ts";
import { startAsked } from "./start-asked.ts";

const { grace, tom, kim } = PEOPLE;

describe("C56: a request that Slack did not sign, or not now, is answered with 401 and does nothing", () => {
  const payloadOf = (it: Awaited<ReturnType<typeof startAsked>>) => ({
    ...{ type: "block_actions", user: { id: grace, team_id: it.slack.app.teamId }, team: { id: it.slack.app.teamId } },
    ...{ trigger_id: "1", container: { message_ts: it.message.ts, channel_id: it.message.channel } },
    actions: [{ action_id: "approve", value: JSON.stringify({ task: it.asked.id, digest: it.asked.plan.digest }) }],
  });
  test.each<[string, (now: Date) => { at?: Date; secret?: string; headers?: { [name: string]: string } }]>([
    ["signed with another key", () => ({ secret: "another key" })],
    ["five minutes and a second old", (now) => ({ at: new Date(now.getTime() - 5 * MINUTE - SECOND) })],
    ["from the future", (now) => ({ at: new Date(now.getTime() + 5 * MINUTE + 2 * SECOND) })],
    ["with another time than it was signed at", () => ({ headers: { "x-slack-request-timestamp": "1700000000" } })],
    ["without a signature", () => ({ headers: { "x-slack-signature": "" } })],
    ["with half a signature", () => ({ headers: { "x-slack-signature": "v0=abcdef" } })],
    ["with a time that is no number", () => ({ headers: { "x-slack-request-timestamp": "now" } })],
  ])("%s", async (_, how) => {
    const it = await startAsked();
    const sent = await it.slack.send(payloadOf(it), how(it.clock.now));
    expect(sent.status).toBe(401);
    expect(await it.state()).toBe("awaiting_approval");
    expect(it.hints).toEqual([]);
  });

  test("the same, signed and of now, counts; sent again as it was, it does nothing more", async () => {
    const it = await startAsked();
    for (let time = 0; time < 3; time++) expect((await it.slack.send(payloadOf(it))).status).toBe(200);
    expect(await it.state()).toBe("approved");
    expect(it.hints).toEqual(["reply.approved"]);
  });

  test("a body that was changed on the way is not Slack's any more; one that is no interaction is refused", async () => {
    const it = await startAsked();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const post = (body: string) => fetch(`${it.url}/slack/interactions`, { method: "POST", headers, body });
    expect((await post("payload={}")).status).toBe(401);
    expect((await fetch(`${it.url}/slack/interactions`, { method: "POST" })).status).toBe(401);
    expect((await it.slack.send({ type: "block_actions", nothing: "in it" })).status).toBe(400);
    expect((await it.slack.send(["not", "an", "object"])).status).toBe(400);
    expect((await it.slack.send({ type: "view_closed" })).status).toBe(200);
  });
});

describe("C57: who is not one of the configured people is told so, alone, and decides nothing", () => {
  test.each([
    ["a member who is not on the list", tom, "not on the list"],
    ["somebody from another workspace", kim, "another workspace"],
  ])("%s", async (_, who, says) => {
    const it = await startAsked();
    for (const button of ["approve", "edit", "reject", "send_back"]) {
      expect((await it.slack.click(it.message, button, who)).status).toBe(200);
    }
    expect(await it.whisper(who)).toContain(says);
    expect(it.slack.view(who)).toBeUndefined();
    expect(await it.state()).toBe("awaiting_approval");
  });

  test.each([
    ["under a known id, from another workspace", { user: { id: grace, team_id: "T0ELSEWHERE" } }],
    ["under a known id, in another workspace", { team: { id: "T0ELSEWHERE" } }],
    ["a bot under a known id", { user: { id: grace, team_id: "T0ACME", is_bot: true } }],
    ["Slack's own bot", { user: { id: "USLACKBOT", team_id: "T0ACME" } }],
    ["no workspace at all", { team: null }],
  ])("%s", async (_, changed) => {
    const it = await startAsked();
    const { id: task, plan } = it.asked;
    const team = { id: it.slack.app.teamId };
    const who = { team, user: { id: grace, team_id: team.id }, ...changed };
    const actions = [{ action_id: "approve", value: JSON.stringify({ task, digest: plan.digest }) }];
    await it.slack.send({ type: "block_actions", trigger_id: "1", actions, ...who });
    const memory = JSON.stringify({ task, digest: plan.digest, round: 0 });
    const view = { callback_id: "reject", private_metadata: memory, state: { values: {} } };
    const sent = await it.slack.send({ type: "view_submission", view, ...who });
    expect(sent.body).toContain("response_action");
    expect(await it.state()).toBe("awaiting_approval");
  });
});
