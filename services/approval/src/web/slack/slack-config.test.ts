import { Unusable } from "@frontdesk/shared/domain/errors";
import { describe, expect, test } from "vitest";
import { readSlackConfig } from "./slack-config.ts";

const WHOLE = {
  FRONTDESK_SLACK_TOKEN: "xoxb-123-456-abc",
  FRONTDESK_SLACK_SIGNING_SECRET: "8f742231b10e8888abcd99yyyzzz85a5",
  FRONTDESK_SLACK_TEAM: "T0ACME",
  FRONTDESK_SLACK_CHANNEL: "C0FRONTDESK",
  FRONTDESK_SLACK_USERS: "U0GRACE=grace, W0ADA=ada-l",
};

test("nothing of Slack is set: it is not used", () => {
  expect(readSlackConfig({ PATH: "/bin", FRONTDESK_SLACK_TOKEN: "" })).toBeUndefined();
});

test("all that is needed", () => {
  const config = readSlackConfig({ ...WHOLE, FRONTDESK_SLACK_PRIVATE_CHANNEL: "" });
  expect(config).toEqual({
    ...{ token: WHOLE.FRONTDESK_SLACK_TOKEN, signingSecret: WHOLE.FRONTDESK_SLACK_SIGNING_SECRET, team: "T0ACME" },
    ...{ channels: { public: "C0FRONTDESK", private: undefined }, apiUrl: undefined },
    users: new Map([
      ["U0GRACE", "grace"],
      ["W0ADA", "ada-l"],
    ]),
  });
  const more = { FRONTDESK_SLACK_PRIVATE_CHANNEL: "G0SECRET", FRONTDESK_SLACK_URL: "http://127.0.0.1:4103/api/" };
  expect(readSlackConfig({ ...WHOLE, ...more })).toMatchObject({
    channels: { private: "G0SECRET" },
    apiUrl: "http://127.0.0.1:4103/api/",
  });
});

describe("half of it, or something wrong, is said with what to do, and without a secret", () => {
  test.each(Object.keys(WHOLE))("%s alone is missing", (name) => {
    expect(() => readSlackConfig({ ...WHOLE, [name]: undefined })).toThrow(
      new RegExp(`^${name} is missing: Slack needs all of its settings\\. Set it to `),
    );
  });

  test("one alone says all that is missing", () => {
    expect(() => readSlackConfig({ FRONTDESK_SLACK_CHANNEL: "C0FRONTDESK" })).toThrow(
      /TOKEN is missing[\s\S]*SIGNING_SECRET is missing[\s\S]*TEAM is missing[\s\S]*USERS is missing/,
    );
  });

  test.each([
    ["FRONTDESK_SLACK_TOKEN", "xoxp-a-persons-token", /is no bot token/],
    ["FRONTDESK_SLACK_SIGNING_SECRET", "short secret", /is no signing secret/],
    ["FRONTDESK_SLACK_TEAM", "acme", /FRONTDESK_SLACK_TEAM is "acme", but must be a workspace's id/],
    ["FRONTDESK_SLACK_CHANNEL", "#frontdesk", /is "#frontdesk", but must be a channel's id/],
    ["FRONTDESK_SLACK_PRIVATE_CHANNEL", "#frontdesk", /FRONTDESK_SLACK_PRIVATE_CHANNEL is "#frontdesk"/],
    ["FRONTDESK_SLACK_USERS", "grace", /has "grace", but each must be a member's id/],
    ["FRONTDESK_SLACK_USERS", "U0GRACE=grace,U0GRACE=ada", /has U0GRACE twice/],
    ["FRONTDESK_SLACK_USERS", " , ", /names nobody/],
    ["FRONTDESK_SLACK_URL", "http://slack.example/api/", /but must be an https address/],
  ])("%s is %s", (name, value, says) => {
    const read = () => readSlackConfig({ ...WHOLE, [name]: value });
    expect(read).toThrow(Unusable);
    expect(read).toThrow(says);
    if (/TOKEN|SECRET/.test(name)) expect(read).not.toThrow(value);
  });
});
