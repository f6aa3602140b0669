import { readFileSync } from "node:fs";
import { INTERACTIONS_PATH } from "@frontdesk/approval/web/slack/interactions";
import { readSlackConfig } from "@frontdesk/approval/web/slack/slack-config";
import { expect, test } from "vitest";

const folder = "../../services/approval/src/web/slack";
const readme = readFileSync(new URL(`${folder}/README.md`, import.meta.url), "utf8");
const config = readFileSync(new URL(`${folder}/slack-config.ts`, import.meta.url), "utf8");

test("the set-up names every setting, and none that there isn't", () => {
  const named = (text: string) => new Set(text.match(/FRONTDESK_SLACK_[A-Z_]+\b/g));
  const ours = named(config);
  // For stand-ins alone.
  ours.delete("FRONTDESK_SLACK_URL");
  expect(named(readme)).toEqual(ours);
});

test("the manifest has Slack send clicks to where they are taken, and asks for the rights that are used", () => {
  expect(readme).toContain(`request_url: https://HOST${INTERACTIONS_PATH}\n`);
  expect([...readme.matchAll(/^ {6}- (\S+)$/gm)].map(([, scope]) => scope)).toEqual([
    "chat:write",
    "channels:history",
    "groups:history",
  ]);
});

test("its example of who may decide is one that is taken", () => {
  const [, users] = /`(U\w+=\w+,U\w+=\w+)`/.exec(readme) ?? [];
  const whole = {
    FRONTDESK_SLACK_TOKEN: "xoxb-1",
    FRONTDESK_SLACK_SIGNING_SECRET: "0123456789abcdef",
    FRONTDESK_SLACK_TEAM: "T012",
    FRONTDESK_SLACK_CHANNEL: "C012",
  };
  expect(readSlackConfig({ ...whole, FRONTDESK_SLACK_USERS: users })?.users.size).toBe(2);
});
