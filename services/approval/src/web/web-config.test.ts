import { expect, test } from "vitest";
import { readRole } from "../role-config.ts";
import { readWebConfig } from "./web-config.ts";

const PUSH = { audience: "https://web.test", accounts: ["pusher@p.iam.gserviceaccount.com"] };
const GIVEN = {
  FRONTDESK_CONSOLE_URL: "https://desk.acme.test",
  FRONTDESK_DECISION_KEY: "d".repeat(32),
  FRONTDESK_SESSION_KEY: "s".repeat(32),
  FRONTDESK_GITHUB_CLIENT_ID: "Iv23abcdef",
  FRONTDESK_GITHUB_CLIENT_SECRET: "a-client-secret",
  FRONTDESK_SCHEDULER_ACCOUNT: "scheduler@p.iam.gserviceaccount.com",
};

test("the public role knows where it is, its own keys, how people sign in, and who ticks", () => {
  expect(readWebConfig(GIVEN, PUSH)).toEqual({
    url: "https://desk.acme.test",
    decisionKey: "d".repeat(32),
    sessionKey: "s".repeat(32),
    clientId: "Iv23abcdef",
    clientSecret: "a-client-secret",
    scheduler: { ...PUSH, accounts: ["scheduler@p.iam.gserviceaccount.com"] },
    proxies: 0,
  });
  expect(readWebConfig({ ...GIVEN, K_SERVICE: "web" }, PUSH).proxies).toBe(1);
  const own = { ...GIVEN, FRONTDESK_CONSOLE_URL: "http://127.0.0.1:4103/" };
  expect(readWebConfig(own, PUSH).url).toBe("http://127.0.0.1:4103");
});

test.each([
  [{ FRONTDESK_CONSOLE_URL: "" }, "FRONTDESK_CONSOLE_URL is missing"],
  [{ FRONTDESK_CONSOLE_URL: "http://desk.acme.test" }, `FRONTDESK_CONSOLE_URL is "http://desk.acme.test"`],
  [{ FRONTDESK_CONSOLE_URL: "https://desk.acme.test/console" }, "without a path"],
  [{ FRONTDESK_CONSOLE_URL: "desk" }, `FRONTDESK_CONSOLE_URL is "desk"`],
  [{ FRONTDESK_SESSION_KEY: undefined }, "FRONTDESK_SESSION_KEY is missing"],
  [{ FRONTDESK_SESSION_KEY: "short" }, "FRONTDESK_SESSION_KEY has 5 characters"],
  [{ FRONTDESK_DECISION_KEY: "" }, "FRONTDESK_DECISION_KEY is missing"],
  [{ FRONTDESK_GITHUB_CLIENT_ID: "123456" }, "not the App's number"],
  [{ FRONTDESK_GITHUB_CLIENT_SECRET: undefined }, "FRONTDESK_GITHUB_CLIENT_SECRET is missing"],
  [{ FRONTDESK_GITHUB_CLIENT_SECRET: "short secret" }, "has white space"],
  [{ FRONTDESK_SCHEDULER_ACCOUNT: "clock" }, `FRONTDESK_SCHEDULER_ACCOUNT is "clock"`],
])("%j is refused, by name and without the secret", (wrong, said) => {
  const read = () => readWebConfig({ ...GIVEN, ...wrong }, PUSH);
  expect(read).toThrow(said);
  expect(read).not.toThrow("short secret");
});

test("without an audience for the scheduler's tokens there is no web", () => {
  expect(() => readWebConfig(GIVEN, undefined)).toThrow("FRONTDESK_PUSH_AUDIENCE");
});

test("which of the two roles it is has to be said", () => {
  expect([readRole({ FRONTDESK_ROLE: "web" }), readRole({ FRONTDESK_ROLE: "desk" })]).toEqual(["web", "desk"]);
  expect(() => readRole({})).toThrow(`FRONTDESK_ROLE is missing: set it to "web"`);
  expect(() => readRole({ FRONTDESK_ROLE: "console" })).toThrow(`FRONTDESK_ROLE is "console"`);
});
