import { createSecrets } from "@frontdesk/approval/web/secrets";
import { describe, expect, test } from "vitest";
import { startWebWorld } from "./web-world.ts";

describe("C58: what changes something", () => {
  test("is refused from another site, however it is sent", async () => {
    const { url, signIn } = await startWebWorld();
    const grace = await signIn("grace");
    const { csrf = "" } = await grace.me();
    const sent = (headers: { [name: string]: string }) => grace.load("/v1/change", { method: "POST", headers });
    for (const headers of [
      { origin: "https://evil.test", "sec-fetch-site": "cross-site", "x-frontdesk-csrf": csrf },
      { origin: "null", "sec-fetch-site": "cross-site", "x-frontdesk-csrf": csrf },
      { origin: `${url}.evil.test`, "x-frontdesk-csrf": csrf },
      { origin: "http://127.0.0.1:1", "sec-fetch-site": "same-site", "x-frontdesk-csrf": csrf },
      { origin: url, "sec-fetch-site": "cross-site", "x-frontdesk-csrf": csrf },
      { "sec-fetch-site": "same-origin", "x-frontdesk-csrf": csrf },
      { origin: url, "sec-fetch-site": "same-origin" },
      { origin: url, "sec-fetch-site": "same-origin", "x-frontdesk-csrf": csrf.slice(0, -1) },
      { origin: url, "sec-fetch-site": "same-origin", "x-frontdesk-csrf": "" },
    ] as { [name: string]: string }[]) {
      const answer = await sent(headers);
      expect([headers, answer.status]).toEqual([headers, 403]);
      expect(answer.headers.get("content-type")).toContain("application/problem+json");
    }
    expect(await (await grace.post("/v1/change")).json()).toEqual({ changes: 1 });
  });

  test("is refused however it is asked for", async () => {
    const { signIn } = await startWebWorld();
    const grace = await signIn("grace");
    for (const method of ["PUT", "DELETE", "PATCH"]) {
      const answer = await grace.load("/v1/change", { method, headers: { origin: "https://evil.test" } });
      expect([method, answer.status]).toEqual([method, 403]);
    }
  });

  test("needs the token of this very session, not of another one", async () => {
    const { signIn } = await startWebWorld();
    const [grace, ada] = [await signIn("grace"), await signIn("ada")];
    const { csrf = "" } = await ada.me();
    expect((await grace.post("/v1/change", undefined, { "x-frontdesk-csrf": csrf })).status).toBe(403);
  });

  test("can't be signing out, either: another site signs nobody out", async () => {
    const { signIn } = await startWebWorld();
    const grace = await signIn("grace");
    for (const path of ["/sign-out", "/sign-out/everywhere"]) {
      expect((await grace.load(path, { method: "POST", headers: { origin: "https://evil.test" } })).status).toBe(403);
    }
    expect((await grace.get("/v1/me")).status).toBe(200);
  });

  test("is not done by a form of another site, with which the browser sends no cookie: it keeps the one it has", async () => {
    const { browser } = await startWebWorld();
    const headers = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
    const answer = await browser().load("/sign-out", { method: "POST", headers });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });
});

describe("C58: a cookie", () => {
  test("that somebody made or changed is nobody's", async () => {
    const { signIn, browser } = await startWebWorld();
    const grace = await signIn("grace");
    const [[name, value]] = [...grace.cookies] as [[string, string]];
    const [text = "", tag = ""] = value.split(".");
    const payload = JSON.parse(Buffer.from(text, "base64url").toString());
    const encoded = (change: object) => Buffer.from(JSON.stringify({ ...payload, ...change })).toString("base64url");
    const strangers = createSecrets("x".repeat(32));
    for (const forged of [
      `${encoded({ name: "admin" })}.${tag}`,
      `${encoded({ id: "you" })}.${tag}`,
      `${encoded({})}.${strangers.tag("cookie", encoded({}))}`,
      `${text}.`,
      text,
      `${text}.${tag}x`,
      "",
      "null",
      "%00",
      "a.b.c",
    ]) {
      const thief = browser();
      thief.cookies.set(name, forged);
      expect([forged, (await thief.get("/v1/me")).status]).toEqual([forged, 401]);
    }
  });

  test("that the browser had before signing in is not the session's: whoever put it there gains nothing", async () => {
    const { signIn, browser } = await startWebWorld();
    const attacker = await signIn("ada");
    const victim = browser();
    for (const [name, value] of attacker.cookies) victim.cookies.set(name, value);
    const before = [...victim.cookies.values()];
    await signIn("grace", victim);
    expect([...victim.cookies.values()]).not.toEqual(before);
    expect((await victim.me()).name).toBe("grace");
    expect((await attacker.get("/v1/me")).status).toBe(401);
  });

  test("is read by no script, and sent by no other site; behind TLS it is this host's alone", async () => {
    const plain = await startWebWorld();
    const here = plain.browser();
    const entered = await here.get(await plain.comeBack("ada", here));
    const session = entered.headers.getSetCookie().find((cookie) => /^frontdesk-\d+=/.test(cookie));
    expect(session).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);

    const { browser, comeBack } = await startWebWorld({ url: "https://desk.acme.test" });
    const there = browser();
    const secure = (await there.get(await comeBack("ada", there))).headers.getSetCookie();
    expect(secure.map((cookie) => cookie.split("=")[0])).toContain("__Host-frontdesk");
    for (const cookie of secure)
      expect(cookie).toMatch(/^__Host-[\w-]+=.*; Path=\/;.*; HttpOnly; SameSite=Lax; Secure$/);
  });

  test("of which there are two counts as none", async () => {
    const { signIn } = await startWebWorld();
    const grace = await signIn("grace");
    const [[name, value]] = [...grace.cookies] as [[string, string]];
    for (const cookie of [`${name}=x; ${name}=${value}`, `${name}=${value}; ${name}=x`]) {
      expect((await grace.get("/v1/me", { headers: { cookie } })).status).toBe(401);
    }
  });
});

describe("C58: a sign-in", () => {
  test("that was begun in another browser, or by nobody, is refused", async () => {
    const { browser, comeBack } = await startWebWorld();
    const attacker = browser();
    const back = await comeBack("ada", attacker);
    const victim = browser();
    expect((await victim.get(back)).headers.get("location")).toBe("/sign-in?because=elsewhere");
    await victim.get("/sign-in/github");
    expect((await victim.get(back)).headers.get("location")).toBe("/sign-in?because=elsewhere");
    expect((await victim.get("/v1/me")).status).toBe(401);
  });

  test("counts once, and for ten minutes", async () => {
    const { browser, comeBack, forward } = await startWebWorld();
    const ada = browser();
    const back = await comeBack("ada", ada);
    const begun = new Map(ada.cookies);
    expect((await ada.get(back)).status).toBe(303);
    for (const [name, value] of begun) ada.cookies.set(name, value);
    expect((await ada.get(back)).headers.get("location")).toContain("because=code");

    const late = browser();
    const lateBack = await comeBack("ada", late);
    forward(10 * 60_000);
    expect((await late.get(lateBack)).headers.get("location")).toBe("/sign-in?because=elsewhere");
  });

  test("leads to no other site, wherever it was asked to lead", async () => {
    const { url, browser, comeBack } = await startWebWorld();
    for (const next of ELSEWHERE) {
      const ada = browser();
      const entered = await ada.get(await comeBack("ada", ada, `/sign-in/github?${new URLSearchParams({ next })}`));
      const target = new URL(entered.headers.get("location")!, url);
      expect([next, target.origin]).toEqual([next, url]);
      expect(target.pathname).not.toMatch(/sign-in|tasks/);
      expect(entered.headers.get("set-cookie")).not.toContain("a=b");
      const page = await (await browser().get(`/sign-in?${new URLSearchParams({ next })}`)).text();
      expect(page).not.toContain("evil.test/");
    }
  });
});

const ELSEWHERE = [
  "//evil.test",
  "//evil.test/tasks",
  "/\\evil.test",
  "/\t/evil.test",
  "\\\\evil.test",
  "https://evil.test/",
  "javascript:alert(1)",
  "/%0d%0aset-cookie:a=b",
  "/..//evil.test",
  "/.//evil.test",
  "/sign-in/github",
];
