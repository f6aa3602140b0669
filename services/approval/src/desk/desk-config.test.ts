import { expect, test } from "vitest";
import { readDeskConfig } from "./desk-config.ts";

const PUSH = { audience: "https://desk.test", accounts: ["pusher@p.iam.gserviceaccount.com"] };
const GIVEN = {
  FRONTDESK_DECISION_KEY: "k".repeat(32),
  FRONTDESK_READER_ACCOUNTS: "triage@p.iam.gserviceaccount.com, respond@p.iam.gserviceaccount.com",
  FRONTDESK_SCHEDULER_ACCOUNT: "scheduler@p.iam.gserviceaccount.com",
};

test("each caller is known by its own account, all under desk's audience", () => {
  expect(readDeskConfig(GIVEN, PUSH)).toEqual({
    decisionKey: "k".repeat(32),
    readers: { ...PUSH, accounts: ["triage@p.iam.gserviceaccount.com", "respond@p.iam.gserviceaccount.com"] },
    scheduler: { ...PUSH, accounts: ["scheduler@p.iam.gserviceaccount.com"] },
  });
});

test.each([
  [{ FRONTDESK_DECISION_KEY: "" }, "FRONTDESK_DECISION_KEY is missing"],
  [{ FRONTDESK_DECISION_KEY: "short" }, "FRONTDESK_DECISION_KEY has 5 characters"],
  [{ FRONTDESK_READER_ACCOUNTS: "triage" }, `FRONTDESK_READER_ACCOUNTS is "triage"`],
  [{ FRONTDESK_SCHEDULER_ACCOUNT: undefined }, "FRONTDESK_SCHEDULER_ACCOUNT is missing"],
])("%j is refused, by name and without the secret", (wrong, said) => {
  const read = () => readDeskConfig({ ...GIVEN, ...wrong }, PUSH);
  expect(read).toThrow(said);
  expect(read).not.toThrow("short");
});

test("without what pushes bring there is no desk", () => {
  expect(() => readDeskConfig(GIVEN, undefined)).toThrow("FRONTDESK_PUSH_AUDIENCE");
  expect(() => readDeskConfig({}, undefined)).toThrow(
    /^FRONTDESK_DECISION_KEY is .*\nFRONTDESK_READER_ACCOUNTS is .*\nFRONTDESK_SCHEDULER_ACCOUNT is .*\nFRONTDESK_PUSH_AUDIENCE .*$/,
  );
});
