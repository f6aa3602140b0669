import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Unusable } from "@frontdesk/shared/domain/errors";
import { Router } from "express";
import { describe, expect, onTestFinished, test } from "vitest";
import { send } from "./browser.ts";
import { startWebWorld } from "./web-world.ts";

describe("C58: under another name", () => {
  test("nothing answers: a stranger's name that points here is no way in", async () => {
    const { address, signInByLink, url } = await startWebWorld({ signInBy: "link" });
    const you = await signInByLink();
    for (const host of [
      "evil.test",
      "127.0.0.1.nip.io",
      "localhost.evil.test:80",
      "127.0.0.1:1",
      "[::ffff:127.0.0.1]",
    ]) {
      const answer = await you.load("/v1/me", { headers: { host } });
      expect([host, answer.status]).toEqual([host, 421]);
    }
    const { port } = new URL(address);
    const moved = await send(`${address}/tasks?q=1`, { headers: { host: `localhost:${port}` } });
    expect([moved.status, moved.headers.get("location")]).toEqual([302, `${url}/tasks?q=1`]);
    const elsewhere = await send(`${address}//evil.test/`, { headers: { host: `localhost:${port}` } });
    expect(new URL(elsewhere.headers.get("location")!).origin).toBe(url);
  });

  test("a tunnel to the console of one's own machine shows nothing", async () => {
    const { signInByLink } = await startWebWorld({ signInBy: "link" });
    const you = await signInByLink();
    const passedOn = await you.get("/v1/me", { headers: { "x-forwarded-for": "203.0.113.9" } });
    expect(passedOn.status).toBe(403);
  });

  test("sign-in by link is for one's own machine alone", async () => {
    await expect(startWebWorld({ signInBy: "link", url: "https://desk.acme.test" })).rejects.toThrow(Unusable);
  });

  test("a session of one's own machine is none where people sign in with GitHub, on the same store", async () => {
    const own = await startWebWorld({ signInBy: "link" });
    const you = await own.signInByLink();
    const shared = await startWebWorld({ backend: own.backend, url: own.url });
    const there = you.through(shared.address);
    expect((await there.get("/v1/me")).status).toBe(401);
  });
});

describe("C58: in a frame", () => {
  test("no page shows, no script of others runs, and nothing is kept", async () => {
    const { browser, github, url } = await startWebWorld();
    for (const path of ["/sign-in", "/v1/me", "/nothing"]) {
      const { headers } = await browser().get(path);
      const policy = headers.get("content-security-policy");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain(`form-action 'self' ${github.url}`);
      expect(policy).not.toContain("unsafe");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("strict-transport-security")).toBeNull();
    }
    expect(url).toContain("http:");
    const behindTls = await startWebWorld({ url: "https://desk.acme.test" });
    const { headers } = await behindTls.browser().get("/sign-in");
    expect(headers.get("strict-transport-security")).toBe("max-age=31536000");
  });

  test("the page at the door has no script, and shows what is put in as text", async () => {
    const { browser } = await startWebWorld();
    const next = '/tasks?q="><script>alert(1)</script>';
    const page = await (await browser().get(`/sign-in?${new URLSearchParams({ next, because: "<b>" })}`)).text();
    expect(page).not.toMatch(/<script|<b>"|onerror|style=/);
    expect((await browser().get("/sign-in?because=__proto__")).status).toBe(200);
  });
});

describe("limits", () => {
  test("tell what is left, and when to come back", async () => {
    const { signIn, forward } = await startWebWorld({ rates: { person: { perMinute: 60, atOnce: 3 } } });
    const grace = await signIn("grace");
    const ask = async () => {
      const { status, headers } = await grace.get("/v1/me");
      const named = ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"];
      return [status, ...named.map((name) => headers.get(name))];
    };
    expect(await ask()).toEqual([200, "3", "2", "1", null]);
    expect(await ask()).toEqual([200, "3", "1", "2", null]);
    expect(await ask()).toEqual([200, "3", "0", "3", null]);
    expect(await ask()).toEqual([429, "3", "0", "3", "1"]);
    forward(1_000);
    expect((await ask())[0]).toBe(200);
  });

  test("of an address hold also for what needs no sign-in: whether we are ready, and what machines send", async () => {
    const machine = Router().post("/slack/interactions", (_request, response) => void response.status(401).end());
    const { browser } = await startWebWorld({
      ...{ rates: { address: { perMinute: 1, atOnce: 3 } }, routers: () => ({ v1: [], machines: [machine] }) },
    });
    const send = async (path: string, method?: string) =>
      (await browser().load(path, { ...(method && { method }) })).status;
    expect([await send("/readyz"), await send("/slack/interactions", "POST")]).toEqual([200, 401]);
    await send("/readyz");
    expect([await send("/readyz"), await send("/slack/interactions", "POST")]).toEqual([429, 429]);
  });

  test("at the door are narrow: links and keys are not for guessing", async () => {
    const { browser } = await startWebWorld({ rates: { door: { perMinute: 10, atOnce: 5 } } });
    const guess = async (n: number) =>
      n % 2 === 0
        ? (await browser().get(`/sign-in/link/${n}`)).status
        : (await browser().get("/v1/me", { headers: { authorization: `Bearer fd_${n}` } })).status;
    const answers = [];
    for (let n = 0; n < 7; n++) answers.push(await guess(n));
    expect(answers).toEqual([410, 401, 410, 401, 410, 429, 429]);
    expect((await browser().get("/sign-in")).status).toBe(200);
  });
});

describe("the console's files", () => {
  const built = () => {
    const folder = mkdtempSync(join(tmpdir(), "frontdesk-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), "<!doctype html><title>Console</title>");
    writeFileSync(join(folder, "assets/main-abc123.js"), "console.log(1);".repeat(1_000));
    writeFileSync(join(folder, "..", "frontdesk-outside.txt"), "outside");
    return folder;
  };

  test("are kept for ever by browsers, and sent small", async () => {
    const { browser, signIn } = await startWebWorld({ consoleFolder: built() });
    const ask = (encoding: string) =>
      browser().get("/assets/main-abc123.js", { headers: { "accept-encoding": encoding } });
    const [br, gzip, plain] = [await ask("br, gzip"), await ask("gzip"), await ask("identity")];
    expect(br.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect([br, gzip, plain].map(({ headers }) => headers.get("content-encoding"))).toEqual(["br", "gzip", null]);
    expect((await br.arrayBuffer()).byteLength).toBeLessThan(100);
    expect((await plain.arrayBuffer()).byteLength).toBe(15_000);
    const etag = plain.headers.get("etag")!;
    expect((await browser().get("/assets/main-abc123.js", { headers: { "if-none-match": etag } })).status).toBe(304);
    const grace = await signIn("grace");
    for (const path of ["/", "/tasks", "/tasks/acme.webapp.1.opened", "/health", "/setup"]) {
      const page = await grace.get(path);
      expect([path, page.status, page.headers.get("cache-control")]).toEqual([path, 200, "no-cache"]);
      expect(await page.text()).toContain("Console");
    }
  });

  test("one that there is not is answered so, to a person by the console's own page, to all others by a problem", async () => {
    const { signIn, browser } = await startWebWorld({ consoleFolder: built() });
    const grace = await signIn("grace");
    const asPage = { headers: { accept: "text/html,*/*;q=0.8" } };
    const page = await grace.get("/none", asPage);
    expect([page.status, page.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
    expect(await page.text()).toContain("Console");
    for (const answer of [
      await grace.get("/none"),
      await browser().get("/none", asPage),
      await grace.get("/v1/none", asPage),
      await grace.get("/assets/none.js", asPage),
    ]) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([
        404,
        expect.stringContaining("problem+json"),
      ]);
    }
  });

  test("are all that is given out", async () => {
    const { browser } = await startWebWorld({ consoleFolder: built() });
    for (const path of [
      "/assets/..%2findex.html",
      "/..%2ffrontdesk-outside.txt",
      "/assets/%2e%2e/x",
      "/assets/none.js",
      "/index.html",
    ]) {
      expect([path, (await browser().get(path)).status]).toEqual([path, 404]);
    }
  });

  test("may be missing, and then a page says what to do", async () => {
    const { signIn } = await startWebWorld();
    const page = await (await signIn("grace")).get("/");
    expect(page.status).toBe(503);
    expect(await page.text()).toContain("pnpm --filter @frontdesk/console build");
  });
});
