import { pause } from "@frontdesk/approval/pause";
import { createIngest } from "@frontdesk/ingest/ingest";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, onTestFinished, test } from "vitest";
import { startGitHub } from "../sandbox/github/start-github.ts";
import { cliWorld } from "./cli-world.ts";

async function signedIn() {
  const it = await cliWorld();
  await it.run(`sign-in ${await it.link()}`);
  return it;
}

describe("the command line, given what it can't take,", () => {
  test("names the states and kinds that there are, and the one that was meant", async () => {
    const it = await signedIn();
    const [none, near, kind, repo, empty] = await Promise.all([
      it.run("list --state sleeping"),
      it.run("list --state parked,postd"),
      it.run("list --kind bugs"),
      it.run("list --repo webapp"),
      it.run("list --state parked,,posted"),
    ]);
    for (const { code } of [none, near, kind, repo, empty]) expect(code).toBe(2);
    expect(none.err).toMatch(/no state "sleeping": there are received, .*awaiting_approval, .* and parked\.\n$/);
    expect(near.err).toMatch(/no state "postd".* Did you mean posted\?\n$/);
    expect(kind.err).toContain('no kind "bugs": there are bug, question, feature, docs and other. Did you mean bug?');
    expect(repo.err).toContain('--repo is "webapp"');
  });

  test("takes the console's words for states", async () => {
    const it = await signedIn();
    const [{ id }] = [await it.task("awaiting_approval"), await it.task("posted")];
    for (const state of ["waiting", '"Awaiting approval"', "awaiting-approval,parked"]) {
      expect(JSON.parse((await it.run(`list --state ${state} --json`)).out)).toMatchObject([{ id }]);
    }
  });

  test("says what is missing, empty, unknown or meant", async () => {
    const it = await signedIn();
    const said = async (words: readonly string[]) => {
      const { code, out, err } = await it.typed(words);
      return { code, out, err: err.split("\n")[0] };
    };
    const misuse = (err: string) => ({ code: 2, out: "", err });
    expect(await said(["show"])).toEqual(misuse("TASK is missing."));
    expect(await said(["show", ""])).toEqual(misuse("A word is empty."));
    expect(await said(["pause", ""])).toEqual(misuse("A word is empty."));
    expect(await said(["pause", "--reason", ""])).toEqual(
      misuse("--reason is empty: give it a value, or leave it out."),
    );
    expect(await said(["pause", "--why", "x"])).toEqual(misuse("Unknown option '--why'."));
    expect(await said(["keys", "lost", "x"])).toEqual(misuse("There is no `keys lost`. See `frontdesk keys --help`."));
    const noCommand = (name: string, meant = "") =>
      misuse(`There is no command "${name}".${meant} \`frontdesk help\` lists them.`);
    expect(await said(["lisst"])).toEqual(noCommand("lisst", " Did you mean list?"));
    expect(await said(["sign"])).toEqual(noCommand("sign"));
    expect(await said(["help", "constructor"])).toEqual(noCommand("constructor"));
    expect((await it.run("pauses")).out).toBe("Nothing is paused.\n");
  });

  test("helps whoever has a wrong FRONTDESK_URL, and names it once it is needed", async () => {
    const it = await cliWorld();
    for (const url of ["webapp", "ftp://a.test"]) {
      const wrong = { FRONTDESK_URL: url };
      const [help, about, list, json] = await Promise.all([
        it.run("help", wrong),
        it.run("list --help", wrong),
        it.run("list", wrong),
        it.run("list --json", wrong),
      ]);
      expect([help.code, about.code, list.code, json.code]).toEqual([0, 0, 2, 2]);
      expect(list.err).toBe(`FRONTDESK_URL is "${url}", but must be an address, as in http://127.0.0.1:4103.\n`);
      expect(JSON.parse(json.out)).toEqual({ error: list.err.trim(), code: 2 });
    }
  });

  test("calls it misuse when the service can't take it", async () => {
    const it = await signedIn();
    expect(await it.run(`keys make ${"n".repeat(101)}`)).toMatchObject({ code: 2, out: "" });
  });

  test("acts on no task that is not named", async () => {
    const it = await signedIn();
    const { id } = await it.task("parked", { title: "acme/webapp is down" });
    const named = await it.run("redrive acme/webapp");
    expect(named).toMatchObject({ code: 2, err: expect.stringContaining("acme/webapp#42") });
    expect(await it.backend.tasks.get(id)).toMatchObject({ state: "parked" });
  });
});

describe("the command line", () => {
  test("says of a task that waits for nobody in which state it is, to whoever names no digest", async () => {
    const it = await signedIn();
    const { id } = await it.task("posted");
    for (const says of [undefined, "yes"]) {
      expect(await it.run(`approve ${id}`, {}, says)).toEqual({
        ...{ code: 6, out: "" },
        err: `${id} is posted: there is nothing to approve. \`frontdesk show ${id}\` tells why.\n`,
      });
    }
    expect((await it.run(`send-back ${id} --guidance shorter`)).err).toContain("there is nothing to send back");
  });

  test("says when there are more tasks than it lists, and only then", async () => {
    const it = await signedIn();
    for (const issue of [1, 2, 3]) await it.task("parked", { issue });
    const more = "The newest 2; there are more: see --limit.";
    expect((await it.run("list --limit 2")).out.trimEnd().split("\n").slice(2)).toEqual([more]);
    expect((await it.run("list --limit 3")).out).not.toContain("there are more");
    expect(JSON.parse((await it.run("list --limit 2 --json")).out)).toHaveLength(2);
  });

  test("lists until when keys are good, and pauses that have no reason", async () => {
    const it = await signedIn();
    const { expiresAt } = JSON.parse((await it.run("keys make ci --json")).out);
    for (const words of ["keys", "keys list"]) expect((await it.run(words)).out).toContain(`until ${expiresAt}\n`);
    await it.run("pause");
    expect((await it.run("pauses")).out).toMatch(/^everywhere {2}by you, \S+Z\n$/);
  });

  test("tells who is not signed in from a key that opens nothing", async () => {
    const it = await cliWorld();
    const [nobody, key] = await Promise.all([it.run("list"), it.run("list", { FRONTDESK_KEY: "fd_x" })]);
    expect(nobody).toMatchObject({ code: 4, err: expect.stringContaining(`not signed in at ${it.url}. `) });
    expect(nobody.err).not.toContain("Bearer");
    expect(key).toMatchObject({ code: 4, err: expect.stringContaining("This key opens nothing") });
    expect(key.err).toContain("the one in FRONTDESK_KEY");
    // With a key in the environment, signing in changes nothing.
    expect(key.err).not.toContain("sign-in LINK");
  });

  test("tells who is not signed in, or came with a used link, where to get another one", async () => {
    const it = await cliWorld();
    const link = await it.link();
    await fetch(link, { headers: { "sec-fetch-site": "none" }, redirect: "manual" });
    for (const { code, err } of [await it.run("list"), await it.run(`sign-in ${link}`)]) {
      expect(code).toBe(4);
      expect(err).toMatch(/press Enter in the terminal .* in the console's account menu/);
    }
  });

  test("says of another port of Frontdesk, or of the sandbox, that it is no console", async () => {
    const it = await signedIn();
    const github = await startGitHub();
    onTestFinished(() => github.close());
    const ingest = createIngest({ ...it.backend, log: silentLog, now: () => new Date(), secrets: ["s"] });
    const webhook = await serve(ingest, { port: 0, log: silentLog });
    onTestFinished(() => webhook.close());
    for (const { url } of [github, webhook]) {
      const to = { FRONTDESK_URL: url, FRONTDESK_KEY: "k" };
      for (const words of ["list", "show acme.webapp.1.opened", "pause", `sign-in ${url}/sign-in/link/abc`]) {
        const { code, err } = await it.run(words, to);
        expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining(`${url} is no Frontdesk console`) });
      }
    }
    expect((await it.run("show acme.webapp.1.opened")).code).toBe(5);
  });

  test("says which tasks can be redriven and revived, and leaves all others as they are", async () => {
    const it = await signedIn();
    const { id, version } = await it.task("awaiting_approval");
    for (const words of [`redrive ${id}`, `revive ${id}`]) {
      const { code, err } = await it.run(words);
      expect(code).toBe(6);
      expect(err).toMatch(/is awaiting_approval: what is parked can be redriven; .* cancelled can be revived/);
    }
    expect(await it.backend.tasks.get(id)).toMatchObject({ state: "awaiting_approval", version });
  });

  test("tells a repository that it doesn't know from one in which nothing is found", async () => {
    const it = await signedIn();
    const { source } = await it.task("posted");
    const repo = `${source.repo.owner}/${source.repo.name}`;
    const quiet = { installationId: 1, repo: { id: 99, owner: "acme", name: "quiet" } };
    await pause(quiet, { by: "you", why: "" }, { ...it.backend, now: () => new Date() });
    expect(await it.run("list --repo acme/nope")).toMatchObject({ code: 5, out: "" });
    expect((await it.run("list --repo acme/nope --state parked")).err).toContain("no repository acme/nope");
    for (const words of [`list --repo ${repo} --state parked`, "list --repo acme/quiet"]) {
      expect(await it.run(words)).toEqual({ code: 0, out: "No task.\n", err: "" });
    }
  });

  test("takes an author with the @ that people write", async () => {
    const it = await signedIn();
    const { id, source } = await it.task("posted");
    const found = JSON.parse((await it.run(`list --author @${source.author} --json`)).out);
    expect(found).toMatchObject([{ id }]);
  });

  test("says how it is run, and how many tasks are listed", async () => {
    const it = await cliWorld();
    expect((await it.run("help")).out).toContain("npx -y pnpm@12 frontdesk");
    const { out } = await it.run("list --help");
    expect(out).toContain("--limit is 50 if not set, and 2000 at most.");
    expect(out).toContain("--q finds");
  });

  test("looks for an issue's task behind pages in which there is none", async () => {
    const asked: string[] = [];
    const service = await serve(
      (request, response) => {
        asked.push(request.url ?? "");
        const isFirst = !request.url?.includes("after=");
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ tasks: [], ...(isFirst && { next: "more" }) }));
      },
      { port: 0, log: silentLog },
    );
    onTestFinished(() => service.close());
    const it = await cliWorld();
    const shown = await it.run("show acme/webapp#42", { FRONTDESK_URL: service.url, FRONTDESK_KEY: "k" });
    expect(shown.code).toBe(5);
    expect(asked).toEqual([expect.not.stringContaining("after"), expect.stringContaining("after=more")]);
  });
});
