import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "../eventually.ts";
import { FIRST_ISSUES } from "../sandbox/first-issues.ts";
import { expectStopped, type SignedIn, signIn, startDev, temporaryFolder } from "./first-minutes-world.ts";

type Row = { id: string; state: string; title: string; issue: number };

const tasksOf = async (desk: SignedIn): Promise<Row[]> => (await desk.json("/v1/tasks?limit=50")).tasks;
const isSorted = ({ state }: Row) => state !== "received";

test("pnpm dev: issues are filed, sorted and drafted; an approved reply is posted; a restart keeps it all", async () => {
  const folder = temporaryFolder();
  for (const port of [4103, 4104]) {
    const taken = await serve((_request, response) => response.end(), { port, log: silentLog }).catch(() => null);
    onTestFinished(() => taken?.close());
  }

  const first = await startDev(folder);
  const { where } = first;
  const [consolePort, slackPort] = [where.API ?? "", where["Sandbox Slack"] ?? ""].map((url) => new URL(url).port);
  const moved = first.lines.filter((line) => line.startsWith("  Ports taken by other programs: "));
  expect(moved).toEqual([expect.stringContaining(`4103 (${consolePort} is used), 4104 (${slackPort} is used)`)]);
  for (const place of ["Sandbox GitHub", "Sandbox Slack", "API"]) {
    expect((await fetch(where[place] ?? "")).status, place).toBe(200);
  }
  const desk = await signIn(where.Console ?? "");
  expect((await fetch(where.Console ?? "", { redirect: "manual" })).status).toBe(410);
  const { sandbox } = await desk.json("/v1/me");
  expect(sandbox).toEqual({ github: where["Sandbox GitHub"], slack: where["Sandbox Slack"] });

  const tasks = await eventually(
    async () => {
      const seen = await tasksOf(desk);
      expect(seen.filter(isSorted)).toHaveLength(FIRST_ISSUES.length);
      expect(seen.find(({ issue }) => issue === 1)?.state).toBe("awaiting_approval");
      return seen;
    },
    { every: 100 },
  );
  expect(tasks.map(({ title }) => title).toSorted()).toEqual(FIRST_ISSUES.map(({ title }) => title).toSorted());
  expect(tasks.filter(({ state }) => state === "skipped").map(({ title }) => title)).toEqual([FIRST_ISSUES[1]?.title]);

  const task = tasks.find(({ issue }) => issue === 1)!;
  const { plan } = await desk.json(`/v1/tasks/${task.id}`);
  expect((await desk.post(`/v1/tasks/${task.id}/decision`, { say: "approve", digest: plan.digest })).status).toBe(200);
  const issue = `${where["Sandbox GitHub"]}/1`;
  const shown = async (url: string) => (await fetch(url)).text();
  await eventually(async () => expect(await shown(issue)).toContain("Drafted by Frontdesk"), { every: 100 });
  const { steps } = await desk.json("/v1/setup");
  expect(steps.map(({ state }: { state: string }) => state)).toEqual(Array(5).fill("done"));

  // Nothing is printed but why, and the one that runs has lost nothing.
  const why = `without "    Stop":\n\nFrontdesk runs already, at ${new URL(where.Console ?? "").origin}: it has `;
  await expect(startDev(folder)).rejects.toThrow(why);

  // A page that stays open holds nobody up.
  const open = await fetch(new URL("/v1/events", where.Console), { headers: { cookie: desk.cookie } });
  expect(open.status).toBe(200);
  const asked = performance.now();
  first.send("SIGTERM");
  expectStopped(await first.ended);
  expect(performance.now() - asked).toBeLessThan(5_000);

  const second = await startDev(folder);
  const again = await signIn(second.where.Console ?? "");
  const posted = (await tasksOf(again)).filter(({ state }) => state === "posted");
  expect(posted.map(({ id }) => id)).toEqual([task.id]);
  expect(await tasksOf(again)).toHaveLength(FIRST_ISSUES.length);
  expect(await shown(`${second.where["Sandbox GitHub"]}/1`)).toContain("Drafted by Frontdesk");
  for (const place of ["API", "Sandbox Slack"]) expect(second.where[place]).toBe(where[place]);
  expect(await shown(second.where["Sandbox Slack"] ?? "")).toContain(FIRST_ISSUES[0]?.title);
  expect((await desk.get("/v1/me")).status).toBe(200);
  second.send("SIGINT");
  expectStopped(await second.ended);
});
