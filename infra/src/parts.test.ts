import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readBackendConfig } from "@frontdesk/shared/adapters/backend-config";
import { readGitHubConfig } from "@frontdesk/shared/adapters/github-config";
import { readModelConfig } from "@frontdesk/shared/adapters/model-config";
import { PUSH_PATH } from "@frontdesk/shared/http/push";
import { PIPELINE } from "@frontdesk/shared/pipeline";
import { describe, expect, test } from "vitest";
import { alertsOf } from "./alerts.ts";
import { CONFIG } from "./example-stack.ts";
import { partsOf, placeOf, publishersOf, pushUrl, ROLES, type Role } from "./parts.ts";
import { scaleOf } from "./scaling.ts";
import { readSettings } from "./settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const SLACK = {
  "frontdesk:slack": JSON.stringify({ team: "T0123", channel: "C0123", users: { U0123: "octocat", U0456: "grace" } }),
  ...{ "frontdesk:slackBotToken": "xoxb-1", "frontdesk:slackSigningSecret": "0123456789abcdef" },
};

function partsWith(change: { [key: string]: string } = {}) {
  return partsOf(placeOf(readSettings({ ...CONFIG, ...change }), "123456789012"));
}

describe("what services are told", () => {
  const parts = partsWith();

  test.each(ROLES)("%s understands it", (role) => {
    const env = { ...parts[role].env, FRONTDESK_WEBHOOK_SECRET: "from the secret manager" };
    const config = readBackendConfig({ ...env, K_SERVICE: role });
    expect(config).toMatchObject({ kind: "gcp", projectId: "acme-frontdesk", database: "frontdesk" });
    expect(readGitHubConfig(env).appId).toBe(4711);
    if (parts[role].asksModels) {
      const { access, gateway } = readModelConfig(env);
      expect(access).toEqual({ project: "acme-frontdesk", location: "global" });
      expect(gateway.caps.allMicros).toBe(10_000_000);
    }
  });

  test("whoever asks models has a quota for each that it asks, and together they have no more than there is", () => {
    const quotas = {
      "gemini-3.5-flash-lite": { rpm: 1_000, tpm: 2_000_000 },
      "gemini-4-argon": { rpm: 100, tpm: 900_000 },
    };
    const told = partsWith({ "frontdesk:quotas": JSON.stringify(quotas) });
    expect(told.triage.env.FRONTDESK_MODEL_QUOTAS).toBe("gemini-3.5-flash-lite=750/1500000");
    expect(told.respond.env.FRONTDESK_MODEL_QUOTAS).toBe("gemini-3.5-flash-lite=250/500000,gemini-4-argon=100/900000");
  });

  test("only desk has the App's key, only web and desk the key that decisions are signed with", () => {
    const holders = (secret: string) =>
      ROLES.filter((role) => Object.values(parts[role].secrets).some((one) => one === secret));
    expect(holders("githubPrivateKey")).toEqual(["desk"]);
    expect(holders("decisionKey")).toEqual(["web", "desk"]);
    expect(holders("webhookSecret")).toEqual(["ingest"]);
  });

  test("the secret before the last one is given to ingest while there is one", () => {
    expect(parts.ingest.secrets).toEqual({ FRONTDESK_WEBHOOK_SECRET: "webhookSecret" });
    expect(partsWith({ "frontdesk:webhookSecretPrevious": "the-one-before-it" }).ingest.secrets).toEqual({
      FRONTDESK_WEBHOOK_SECRET: "webhookSecret",
      FRONTDESK_WEBHOOK_SECRET_PREVIOUS: "webhookSecretPrevious",
    });
  });

  test("Slack is web's, and is not mentioned where there is none", () => {
    const mentions = (all: ReturnType<typeof partsWith>) =>
      ROLES.filter((role) => /SLACK/.test(JSON.stringify([all[role].env, all[role].secrets])));
    expect(mentions(parts)).toEqual([]);
    const withSlack = partsWith(SLACK);
    expect(mentions(withSlack)).toEqual(["web"]);
    expect(withSlack.web.env).toMatchObject({
      FRONTDESK_SLACK_TEAM: "T0123",
      FRONTDESK_SLACK_USERS: "U0123=octocat,U0456=grace",
    });
  });

  test("only web with Slack works while it answers nobody", () => {
    const work = (all: ReturnType<typeof partsWith>) => ROLES.filter((role) => all[role].worksBetween);
    expect([work(parts), work(partsWith(SLACK))]).toEqual([[], ["web"]]);
  });

  test("the console's address is Cloud Run's own, or the domain that the stack names", () => {
    expect(parts.web.env.FRONTDESK_CONSOLE_URL).toBe("https://frontdesk-web-123456789012.europe-west1.run.app");
    expect(partsWith({ "frontdesk:consoleUrl": "https://desk.acme.test" }).web.env.FRONTDESK_CONSOLE_URL).toBe(
      "https://desk.acme.test",
    );
  });
});

test("events are pushed to where services take them", () => {
  expect(pushUrl("https://desk.test")).toBe(`https://desk.test${PUSH_PATH}`);
});

describe("who may publish", () => {
  test("ingest may announce what it received, and nothing that it did not", () => {
    const says = (role: Role) =>
      (Object.keys(PIPELINE) as (keyof typeof PIPELINE)[]).filter((type) => publishersOf(type).includes(role));
    expect(says("ingest")).not.toContain("reply.approved");
    expect(says("ingest")).toEqual(expect.arrayContaining(["task.received", "thread.changed"]));
    expect(says("triage")).toEqual(expect.arrayContaining(["task.received", "task.triaged"]));
    for (const role of ["triage", "respond"] as const) expect(says(role)).not.toContain("reply.approved");
    expect(says("desk")).toEqual(
      expect.arrayContaining(["task.received", "task.triaged", "reply.drafted", "reply.approved"]),
    );
  });
});

describe("how it grows", () => {
  const models = { modelFast: "gemini-3.5-flash-lite", modelDeep: "gemini-4-argon" } as const;

  test("with the quota, and never so far that an instance has less than a request a minute", () => {
    const at = (rpm: number) =>
      scaleOf("triage", { ...models, quotas: { "gemini-3.5-flash-lite": { rpm, tpm: 1_000_000 } } }).maxInstances;
    expect([at(1), at(100), at(1_000), at(10_000), at(60_000)]).toEqual([1, 2, 2, 15, 90]);
  });

  test("one model for both is shared, not given twice", () => {
    const same = { modelFast: "gemini-4-argon", modelDeep: "gemini-4-argon" } as const;
    const quotas = { "gemini-4-argon": { rpm: 160, tpm: 1_600 } };
    const given = (["triage", "respond"] as const).map((service) => scaleOf(service, { ...same, quotas }).quotas);
    expect(given).toEqual(["gemini-4-argon=60/600", "gemini-4-argon=100/1000"]);
  });
});

describe("what is watched", () => {
  test("each alert has its paragraph in the operations page", () => {
    const page = readFileSync(`${root}infra/README.md`, "utf8");
    const titles = Object.values(alertsOf(readSettings(CONFIG))).map(({ title }) => title);
    expect(titles.length).toBeGreaterThan(8);
    expect(titles.filter((title) => !page.includes(title))).toEqual([]);
  });
});
