import { expect, test } from "vitest";
import { count, createStack } from "./create-stack.ts";

const SERVICE = "gcp:cloudrunv2/service:Service";

test("Slack, a budget, images built here, and data that is not kept: all made, and nothing left of it", async () => {
  const slack = JSON.stringify({ team: "T0123", channel: "C0123", users: { U0123: "octocat" } });
  const stack = await createStack({
    config: {
      ...{
        "frontdesk:slack": slack,
        "frontdesk:slackBotToken": "xoxb-1",
        "frontdesk:slackSigningSecret": "0123456789abcdef",
      },
      ...{ "frontdesk:billingAccount": "012345-6789AB-CDEF01", "frontdesk:images": "", "frontdesk:build": "true" },
      "frontdesk:keepData": "false",
    },
  });
  const { google } = stack;
  const made = await stack.up();
  expect(google.all("gcp:billing/budget:Budget")).toHaveLength(1);
  expect(google.named("secret frontdesk-slack-bot-token version 1")).toBeDefined();
  const images = google.all(SERVICE).map(({ inputs }) => String(inputs.template.containers[0].image));
  expect(new Set(images.map((image) => image.split("@")[0]?.split("/").at(-1)))).toEqual(
    new Set(["ingest", "triage", "respond", "approval"]),
  );
  const taken = await stack.destroy();
  expect(taken).toHaveLength(count(made, "create"));
  for (const { type } of made.steps) expect(google.all(type)).toEqual([]);
});

test("a stack with something wrong is told what, and nothing is made", async () => {
  const stack = await createStack({ config: { "frontdesk:alertEmail": "nobody" } });
  await expect(stack.up()).rejects.toThrow(`frontdesk:alertEmail is "nobody", but must be an e-mail address`);
  expect(stack.google.all("gcp:projects/service:Service")).toEqual([]);
});
