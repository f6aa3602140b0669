import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, onTestFinished, test } from "vitest";
import { modelCall } from "../contract/builders.ts";
import { cliWorld } from "./cli-world.ts";

describe("the command line", () => {
  test("signs in by a link, keeps that to oneself, and tells what waits", async () => {
    const it = await cliWorld();
    const task = await it.task("awaiting_approval", { title: "Where is\u001b[2J the \u202esetting?" });
    expect(await it.run("list")).toMatchObject({ code: 4, out: "", err: expect.stringContaining("frontdesk sign-in") });
    const link = await it.link();
    expect(await it.run(`sign-in ${link}`)).toMatchObject({ code: 0, out: expect.stringContaining("as you") });
    expect(await it.run(`sign-in ${link}`)).toMatchObject({ code: 4, err: expect.stringContaining("works once") });
    expect(statSync(join(it.folder, "frontdesk/sessions.json")).mode & 0o777).toBe(0o600);

    const [list, json, show] = await Promise.all([
      it.run("list --state awaiting_approval"),
      it.run("list --json"),
      it.run(`show ${task.source.repo.owner}/${task.source.repo.name}#1`),
    ]);
    expect(list).toMatchObject({ code: 0, err: "" });
    expect(list.out).toContain(task.id);
    // What a stranger wrote moves no cursor and turns no line around.
    for (const { out } of [list, json, show]) expect(out).not.toMatch(/[^\P{C}\n]/u);
    expect(list.out).toContain("Where is<U+001B>[2J the <U+202E>setting?");
    expect(JSON.parse(json.out)).toMatchObject([{ id: task.id, title: "Where is\u001b[2J the \u202esetting?" }]);
    expect(show.out).toContain(task.plan.digest);

    expect((await it.run("sign-out")).code).toBe(0);
    expect(existsSync(join(it.folder, "frontdesk/sessions.json"))).toBe(false);
  });

  test("decides on the draft that was seen, and on no other one", async () => {
    const it = await cliWorld();
    await it.run(`sign-in ${await it.link()}`);
    const [one, two] = [await it.task("awaiting_approval"), await it.task("awaiting_approval")];
    const [blind, short, other] = await Promise.all([
      it.run(`approve ${one.id}`),
      it.run(`approve ${one.id} --digest abc`),
      it.run(`approve ${one.id} --digest 0123456789`),
    ]);
    expect(blind).toMatchObject({ code: 2, err: expect.stringContaining("--digest is missing") });
    expect(short.code).toBe(2);
    expect(other).toMatchObject({ code: 6, err: expect.stringContaining("another draft") });
    expect(await it.run(`approve ${one.id}`, {}, "y")).toMatchObject({
      code: 1,
      err: expect.stringContaining(one.plan.digest),
    });
    expect(await it.run(`reject ${(await it.task("awaiting_approval")).id}`, {}, "yes")).toMatchObject({ code: 0 });
    const digest = one.plan.digest.slice(0, 8);
    expect(await it.run(`approve ${one.id} --digest ${digest}`)).toMatchObject({ code: 0, err: "" });
    expect(await it.backend.tasks.get(one.id)).toMatchObject({ state: "approved", decision: { by: "you" } });
    const late = await it.run(`reject ${one.id} --digest ${digest} --reason "no" --json`);
    expect(late.code).toBe(6);
    expect(JSON.parse(late.out)).toMatchObject({ code: 6, error: expect.stringContaining("you approved it at") });
    const back = await it.run(`send-back ${two.id} --digest ${two.plan.digest} --guidance "shorter, please"`);
    expect(back.code).toBe(0);
    expect(await it.backend.tasks.get(two.id)).toMatchObject({ guidance: { text: "shorter, please" } });
    expect((await it.run("show acme.webapp.1.opened")).code).toBe(5);
  });

  test("a key reads and redrives for scripts, and doesn't decide", async () => {
    const it = await cliWorld();
    await it.run(`sign-in ${await it.link()}`);
    const [parked, asked] = [await it.task("parked"), await it.task("awaiting_approval")];
    const made = await it.run("keys make ci --json");
    const { key, id } = JSON.parse(made.out);
    const as = { FRONTDESK_KEY: key };
    const [redriven, refused, listed] = await Promise.all([
      it.run(`redrive ${parked.id} --json`, as),
      it.run(`approve ${asked.id} --digest ${asked.plan.digest}`, as),
      it.run("keys"),
    ]);
    expect(JSON.parse(redriven.out)).toMatchObject({ id: parked.id, state: "received" });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("never decide") });
    expect(listed.out).toContain(id);
    expect((await it.run(`keys revoke ${id}`)).code).toBe(0);
    expect((await it.run("list", as)).code).toBe(4);
  });

  test("tells the whole story of a task, and pauses, and looks whether all is well", async () => {
    const it = await cliWorld();
    await it.run(`sign-in ${await it.link()}`);
    const { id, source } = await it.task("posted");
    const call = modelCall({ taskId: id, at: new Date(), prompt: "user: the issue\u001b", response: "the answer" });
    await it.backend.calls.record(call);
    const [brief, whole, paused] = await Promise.all([
      it.run(`trace ${id}`),
      it.run(`trace ${id} --prompts`),
      it.run(`pause ${source.repo.owner}/${source.repo.name} --reason "wrong tone"`),
    ]);
    for (const step of ["none → received", "drafted → awaiting_approval", "posting → posted", "800 from cache"]) {
      expect(brief.out).toContain(step);
    }
    expect(brief.out).not.toContain("the answer");
    expect(whole.out).toContain("user: the issue<U+001B>");
    expect(whole.out).toContain("the answer");
    expect(paused.code).toBe(0);
    const [doctor, pauses] = await Promise.all([it.run("doctor --json"), it.run("pauses")]);
    expect(pauses.out).toContain("wrong tone");
    const findings: { what: string; is: string }[] = JSON.parse(doctor.out).findings;
    expect(findings.filter(({ is }) => is === "wrong")).toEqual([]);
    expect(findings).toContainEqual(expect.objectContaining({ what: "Signed in", is: "well" }));
    expect(findings.find(({ what }) => what.startsWith("Posting in"))).toMatchObject({ is: "unclear" });
    expect((await it.run(`resume ${source.repo.owner}/${source.repo.name}`)).code).toBe(0);
    expect((await it.run("pauses")).out).toBe("Nothing is paused.\n");
  });

  test("says what is still paused when something is resumed", async () => {
    const it = await cliWorld();
    await it.run(`sign-in ${await it.link()}`);
    const { source } = await it.task("posted");
    const repo = `${source.repo.owner}/${source.repo.name}`;
    for (const pause of [`pause ${repo}`, "pause"]) await it.run(pause);
    const still = "Everything is still paused, by you: nothing is posted.\n";
    expect((await it.run(`resume ${repo}`)).out).toBe(still);
    await it.run(`pause ${repo}`);
    expect((await it.run("resume")).out).toBe(`Posting goes on everywhere, but in ${repo}.\n`);
    expect((await it.run(`resume ${repo}`)).out).toBe(`Posting goes on in ${repo}.\n`);
    expect((await it.run("resume")).out).toBe("Posting goes on everywhere.\n");
  });

  test("as a process of its own: what it prints, and what it exits with", async () => {
    const it = await cliWorld();
    const { id } = await it.task("parked");
    expect((await it.spawn(`sign-in ${await it.link()}`)).code).toBe(0);
    const [list, none, nobody] = await Promise.all([
      it.spawn("list --json"),
      it.spawn("show acme.webapp.1.opened"),
      it.spawn("list", { FRONTDESK_URL: "http://127.0.0.1:9" }),
    ]);
    expect(list).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(list.out)).toMatchObject([{ id }]);
    expect(none).toMatchObject({ code: 5, out: "" });
    expect(nobody.code).toBe(3);
  });

  test("what a service answers moves no cursor, whether it refuses or not", async () => {
    const evil = "\u001b]0;owned\u0007\u001b[1A approved \u202e";
    const service = await serve(
      (request, response) => {
        const isShow = request.url?.startsWith("/v1/tasks") ?? false;
        response.writeHead(isShow ? 409 : 200, { "content-type": "application/json" });
        const problem = { type: "about:blank", title: "Conflict", status: 409, detail: `rejected by ada: ${evil}` };
        response.end(
          JSON.stringify(isShow ? problem : { link: `http://a.test/${evil}`, until: "2026-01-01T00:00:00.000Z" }),
        );
      },
      { port: 0, log: silentLog },
    );
    onTestFinished(() => service.close());
    const it = await cliWorld();
    const to = { FRONTDESK_URL: service.url, FRONTDESK_KEY: "k" };
    const [refused, link] = [await it.run("show acme.webapp.1.opened", to), await it.run("link", to)];
    expect(refused).toMatchObject({
      code: 6,
      err: expect.stringContaining("rejected by ada: <U+001B>]0;owned<U+0007>"),
    });
    expect(link).toMatchObject({ code: 0, out: expect.stringContaining("http://a.test/<U+001B>]0;owned") });
    expect(refused.err + link.out).not.toMatch(/[^\P{C}\n]/u);
  });

  test("says what was wrong with a command, and with its surroundings", async () => {
    const it = await cliWorld();
    const answers = await Promise.all([
      it.run(""),
      it.run("approve --help"),
      it.run("lisst"),
      it.run("list --colour red"),
      it.run("show"),
      it.run("list", { FRONTDESK_URL: "http://127.0.0.1:9" }),
      it.run("doctor", { FRONTDESK_URL: "http://127.0.0.1:9", FRONTDESK_GITHUB_APP_ID: "me" }),
      it.run("list", { FRONTDESK_URL: "127.0.0.1" }),
    ]);
    expect(answers.map(({ code }) => code)).toEqual([2, 0, 2, 2, 2, 3, 1, 2]);
    const [none, help, , , , unreachable, doctor] = answers;
    expect(none!.out).toContain("Exit codes:");
    expect(help!.out).toContain("Examples:");
    expect(unreachable!.err).toContain("FRONTDESK_URL");
    expect(doctor!.out).toContain('FRONTDESK_GITHUB_APP_ID is "me"');
  });
});
