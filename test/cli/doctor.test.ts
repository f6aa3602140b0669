import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SETTINGS } from "@frontdesk/shared/settings/setting-names";
import { expect, test } from "vitest";
import { cliWorld } from "./cli-world.ts";

type Finding = { what: string; is: string; saw: string; todo?: string };

async function doctorIn(it: Awaited<ReturnType<typeof cliWorld>>, env: string, environment = {}): Promise<Finding[]> {
  writeFileSync(join(it.folder, ".env"), env);
  return JSON.parse((await it.run("doctor --json", environment)).out).findings;
}

const wrongIn = (findings: Finding[]) =>
  findings
    .filter(({ is, what }) => is === "wrong" && what !== "Signed in")
    .flatMap(({ todo = "" }) => todo.split("\n"));

/** Nothing that could stand there is wrong, or the command line itself needs them. */
const FREE = ["FRONTDESK_DATA", "FRONTDESK_DESK_AUDIENCE", "FRONTDESK_URL", "FRONTDESK_KEY"];

test("doctor names every setting that is wrong, in .env as in the environment", async () => {
  const it = await cliWorld();
  const names = SETTINGS.filter((name) => !FREE.includes(name));
  const env = names.map((name) => `${name}=" ?"\n`).join("");
  const named = (findings: Finding[]) => new Set(wrongIn(findings).map((sentence) => /^\w+/.exec(sentence)?.[0]));
  expect([...named(await doctorIn(it, env))].toSorted()).toEqual(expect.arrayContaining(names.toSorted()));
  const environment = Object.fromEntries(names.map((name) => [name, " ?"]));
  expect([...named(await doctorIn(it, "", environment))]).toEqual(expect.arrayContaining(names));
});

test("doctor finds what nothing reads, and what can't be read", async () => {
  const it = await cliWorld();
  expect(wrongIn(await doctorIn(it, "FRONTDESK_CONSOLE_PORT=4198\n"))).toEqual([]);
  const env = "FRONTDESK_GITHUB_APP_ID 5\nFRONTDESK_CONSOLE_PRT=4198\n";
  const found = wrongIn(await doctorIn(it, env, { FRONTDESK_BUDGET_DOLLARS_A_DAY: "1" }));
  expect(found).toEqual([
    expect.stringMatching(/^Line 1 of .*\.env can't be read/),
    expect.stringMatching(/^FRONTDESK_CONSOLE_PRT is no setting.* Did you mean FRONTDESK_CONSOLE_PORT\?/),
    expect.stringMatching(
      /^FRONTDESK_BUDGET_DOLLARS_A_DAY is no setting.* Did you mean FRONTDESK_BUDGET_DOLLARS_PER_DAY\?/,
    ),
  ]);
});

test("doctor sees where no folder can be made", async () => {
  const it = await cliWorld();
  const findings = await doctorIn(it, `FRONTDESK_DATA=${it.folder}/.env/data\n`);
  const saw = `${it.folder}/.env can't be written to`;
  expect(findings.find(({ what }) => what === "Where it is kept")).toMatchObject({ is: "wrong", saw });
});

test("doctor says what is set, and that people could not sign in", async () => {
  const it = await cliWorld();
  const slack =
    "FRONTDESK_SLACK_TOKEN=xoxb-1\nFRONTDESK_SLACK_SIGNING_SECRET=0123456789abcdef\nFRONTDESK_SLACK_TEAM=T012\n";
  const findings = await doctorIn(it, `${slack}FRONTDESK_SLACK_CHANNEL=C012\nFRONTDESK_SLACK_USERS=U012=ada\n`);
  expect(findings).toContainEqual({ what: "Slack's settings", is: "well", saw: "asks in C012, where 1 may decide" });
  expect(findings.find(({ what }) => what === "GitHub's settings")).toMatchObject({ is: "off" });
  const [why] = wrongIn(await doctorIn(it, "FRONTDESK_CONSOLE_URL=https://desk.acme.dev\n"));
  expect(why).toContain("FRONTDESK_GITHUB_CLIENT_ID and FRONTDESK_GITHUB_CLIENT_SECRET are missing");
});

test("the command line finds the console and its key in .env, beneath the environment", async () => {
  const it = await cliWorld();
  await it.run(`sign-in ${await it.link()}`);
  const { key } = JSON.parse((await it.run("keys make ci --json")).out);
  writeFileSync(join(it.folder, ".env"), `FRONTDESK_URL=${it.url}\nFRONTDESK_KEY=${key}\n`);
  await it.run("sign-out");
  expect(await it.run("list --json", { FRONTDESK_URL: "" })).toMatchObject({ code: 0, out: "[]\n" });
  expect(await it.spawn("list --json", { FRONTDESK_URL: "" })).toMatchObject({ code: 0, out: "[]\n" });
  expect(await it.run("list", { FRONTDESK_KEY: "fd_x" })).toMatchObject({ code: 4 });
});
