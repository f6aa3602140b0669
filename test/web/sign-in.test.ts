import { createPersonTokens } from "@frontdesk/approval/web/person-tokens";
import { createSecrets } from "@frontdesk/approval/web/secrets";
import { SIGNED_IN } from "@frontdesk/approval/web/signed-in";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { describe, expect, onTestFinished, test } from "vitest";
import { openModel } from "../contract/model-backend.ts";
import { startWebWorld } from "./web-world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("signing in with GitHub", () => {
  test("one is known by one's own name, and comes back to the page that one wanted", async () => {
    const { signIn, comeBack, browser } = await startWebWorld({ backend: "sqlite" });
    const ada = await signIn("ada");
    expect(await ada.me()).toMatchObject({ kind: "person", name: "ada", signedInBy: "github" });

    const grace = browser();
    const door = await grace.get("/tasks?state=parked");
    expect([door.status, door.headers.get("location")]).toEqual([303, "/sign-in?next=%2Ftasks%3Fstate%3Dparked"]);
    const page = await (await grace.get(door.headers.get("location")!)).text();
    const begin = /href="(\/sign-in\/github[^"]*)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
    const entered = await grace.get(await comeBack("grace", grace, begin));
    expect(entered.headers.get("location")).toBe("/tasks?state=parked");
  });

  test("the code can't be exchanged by whoever only saw it pass: GitHub wants the verifier, too", async () => {
    const { github, comeBack, browser } = await startWebWorld();
    const code = new URLSearchParams((await comeBack("grace", browser())).split("?")[1]).get("code")!;
    const { clientId: client_id, clientSecret: client_secret } = github.app;
    const stolen = await fetch(`${github.url}/login/oauth/access_token`, {
      ...{ method: "POST", body: new URLSearchParams({ client_id, client_secret, code }) },
      headers: { accept: "application/json" },
    });
    expect(await stolen.json()).toMatchObject({ error: "bad_verification_code" });
  });

  test("GitHub's token stands nowhere in the store as it is", async () => {
    const world = await startWebWorld();
    await world.signIn("grace");
    const [token] = world.github.state.all("tokens").filter(({ userId }) => userId !== null);
    const id = `github:${token?.userId}`;
    const kept = JSON.stringify(await world.backend.values.get(SIGNED_IN, id));
    expect(kept).toContain("token");
    expect(kept).not.toContain(token?.id);
    expect(kept).not.toContain(token?.refresh);
  });

  test.each([
    ["error=access_denied", "denied", "did not let Frontdesk know"],
    ["error=application_suspended", "failed", "could not sign you in"],
    ["error=redirect_uri_mismatch", "callback", "callback URLs"],
    ["code=made-up", "code", "did not take the code"],
  ])("what GitHub says no with is told in words: %s", async (query, because, words) => {
    const { browser, comeBack } = await startWebWorld();
    const ada = browser();
    const state = new URLSearchParams((await comeBack("ada", ada)).split("?")[1]).get("state");
    const answer = await ada.get(`/sign-in/github/callback?${query}&state=${state}`);
    expect(answer.headers.get("location")).toBe(`/sign-in?because=${because}&next=%2F`);
    expect(await (await ada.get(answer.headers.get("location")!)).text()).toContain(words);
    expect((await ada.get("/v1/me")).status).toBe(401);
  });

  test("while GitHub is away nobody signs in, and is told so", async () => {
    const { github, browser, comeBack } = await startWebWorld();
    const ada = browser();
    const back = await comeBack("ada", ada);
    github.faults.add({ on: "GET /user", fault: { kind: "fails", status: 503 } });
    expect((await ada.get(back)).headers.get("location")).toBe("/sign-in?because=unreachable&next=%2F");
  });

  test("a token that expires is renewed, and the person notices nothing", async () => {
    const { github, signIn, forward } = await startWebWorld();
    const grace = await signIn("grace");
    for (let hour = 0; hour < 9; hour++) {
      forward(HOUR);
      expect(await (await grace.get("/v1/may/acme/webapp?fresh")).json()).toEqual({ may: "maintain" });
    }
    expect(github.state.all("tokens").filter(({ userId }) => userId !== null)).toHaveLength(2);
  });

  test("two instances that renew the same token at once both go on", async () => {
    const world = await startWebWorld();
    const other = await world.another();
    const here = await world.signIn("grace");
    const there = here.through(other.address);
    for (let hour = 0; hour < 8; hour++) {
      world.forward(HOUR);
      await here.me();
    }
    const asked = await Promise.all([here, there].map((browser) => browser.get("/v1/may/acme/webapp?fresh")));
    expect(await Promise.all(asked.map((answer) => answer.json()))).toEqual([{ may: "maintain" }, { may: "maintain" }]);
    expect((await here.get("/v1/me")).status).toBe(200);
  });

  test("who loses the race for a new token waits until the winner has stored it, and signs nobody out", async () => {
    const { values, close } = await openModel({ now: () => new Date() });
    onTestFinished(close);
    const secrets = createSecrets("s".repeat(32));
    let reads = 0;
    const tokens = createPersonTokens(secrets, {
      people: { renew: async () => ({ turnedDown: "bad_refresh_token" }) },
      values: {
        async get(kind, key) {
          reads += 1;
          // More than a second after GitHub turned us down.
          if (reads === 8) await store("new");
          return values.get(kind, key);
        },
        update: values.update,
      },
      ...{ log: silentLog, now: () => new Date() },
    });
    const at = new Date();
    const session = { tag: "a", startedAt: at, seenAt: at };
    const store = (token: string) =>
      values.put(SIGNED_IN, "github:1", {
        value: { sessions: [session], token: tokens.seal("github:1", { token, refresh: `after ${token}` }) },
      });
    await store("old");
    expect(await tokens.insteadOf("old", "github:1", AbortSignal.timeout(10_000))).toBe("new");
    expect((await values.get(SIGNED_IN, "github:1"))?.sessions).toEqual([session]);
  });

  test("whoever takes the App's right back on GitHub is signed out", async () => {
    const { github, signIn, forward } = await startWebWorld();
    const grace = await signIn("grace");
    for (const token of github.state.all("tokens")) {
      const { refresh: _gone, ...rest } = token;
      github.state.put("tokens", { ...rest, expiresAt: new Date(0).toISOString() });
    }
    let may: unknown;
    void grace.get("/v1/may/acme/webapp?fresh").then(async (answer) => {
      may = await answer.json();
    });
    // Another instance might have the next token: it is given a while to say so.
    const later = () => {
      forward(1_000);
      return may;
    };
    await expect.poll(later, { timeout: 5_000 }).toEqual({ may: "none" });
    expect((await grace.get("/v1/me")).status).toBe(401);
  });
});

describe("a session", () => {
  test("ends when one signs out, here alone", async () => {
    const { signIn } = await startWebWorld();
    const [here, elsewhere] = [await signIn("grace"), await signIn("grace")];
    const cookies = new Map(here.cookies);
    expect((await here.post("/sign-out")).status).toBe(204);
    expect(here.cookies.size).toBe(0);
    for (const [name, value] of cookies) here.cookies.set(name, value);
    expect((await here.get("/v1/me")).status).toBe(401);
    expect((await elsewhere.get("/v1/me")).status).toBe(200);
  });

  test("ends everywhere, on every instance, with the next request", async () => {
    const world = await startWebWorld();
    const other = await world.another();
    const here = await world.signIn("grace");
    const there = (await world.signIn("grace")).through(other.address);
    const ada = await world.signIn("ada");
    expect((await there.get("/v1/me")).status).toBe(200);
    expect(await (await there.get("/v1/may/acme/webapp")).json()).toEqual({ may: "maintain" });
    expect((await here.post("/sign-out/everywhere")).status).toBe(204);
    expect((await there.get("/v1/me")).status).toBe(401);
    expect((await there.get("/v1/may/acme/webapp")).status).toBe(401);
    expect((await ada.get("/v1/me")).status).toBe(200);
  });

  test("C58: is over for who was away for two hours", async () => {
    const { signIn, forward } = await startWebWorld();
    const [idle, busy] = [await signIn("ada"), await signIn("grace")];
    for (let passed = 0; passed < 2 * HOUR; passed += 40 * MINUTE) {
      forward(40 * MINUTE);
      expect((await busy.get("/v1/me")).status).toBe(200);
    }
    expect((await idle.get("/v1/me")).status).toBe(401);
    expect((await busy.get("/v1/me")).status).toBe(200);
  });

  test("C58: is over after twelve hours, however busy, and whoever signed in since", async () => {
    const { signIn, forward } = await startWebWorld();
    const busy = await signIn("grace");
    for (let hour = 1; hour < 12; hour++) {
      forward(HOUR);
      expect((await busy.get("/v1/me")).status).toBe(200);
    }
    const since = await signIn("grace");
    forward(HOUR);
    expect((await busy.get("/v1/me")).status).toBe(401);
    expect((await since.get("/v1/me")).status).toBe(200);
  });
});
