import { viewerOf } from "@frontdesk/approval/web/viewer";
import { Router } from "express";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { questions, startWebWorld, type WebWorldOptions } from "./web-world.ts";

const MINUTE = 60_000;
const linkSchema = z.object({ link: z.url(), until: z.iso.datetime() });

/** By its address alone: by hand, or from a bookmark. */
const TYPED = { headers: { "sec-fetch-site": "none" } };

const withLinks: WebWorldOptions["routers"] = ({ links }, { github }) => {
  const router = Router().post("/v1/sign-in-links", async (request, response) => {
    response.status(201).json(await links.make(viewerOf(request)!));
  });
  return { v1: [router, questions(github)] };
};

describe("a link that signs in", () => {
  const ownMachine = () => startWebWorld({ signInBy: "link" });

  test("lets in whoever started it, with everything, once", async () => {
    const { signInLink, browser } = await ownMachine();
    const path = new URL((await signInLink()).link).pathname;
    const you = browser();
    const entered = await you.get(path, TYPED);
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/"]);
    expect(await you.me()).toMatchObject({ name: "you", signedInBy: "link" });
    expect(await (await you.get("/v1/may/acme/webapp?fresh")).json()).toEqual({ may: "admin" });

    const second = await browser().get(path, TYPED);
    expect(second.status).toBe(410);
    expect(await second.text()).toContain("press <kbd>Enter</kbd>");
  });

  test("C58: used by twenty at once, lets one in", async () => {
    const { signInLink, browser } = await startWebWorld({ signInBy: "link", backend: "sqlite" });
    const path = new URL((await signInLink()).link).pathname;
    const answers = await Promise.all(Array.from({ length: 20 }, () => browser().get(path, TYPED)));
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array(19).fill(410)]);
  });

  test("leads to the page that it was printed for, of ours", async () => {
    const { signInLink, browser } = await ownMachine();
    const follow = async (next: string) => {
      const path = new URL((await signInLink()).link).pathname;
      return (await browser().get(`${path}?${new URLSearchParams({ next })}`, TYPED)).headers.get("location");
    };
    expect([await follow("/setup"), await follow("//evil.test")]).toEqual(["/setup", "/"]);
  });

  test("is good for ten minutes", async () => {
    const { signInLink, browser, forward } = await ownMachine();
    const { link, until } = await signInLink();
    forward(10 * MINUTE);
    expect(until.getTime()).toBeLessThanOrEqual(Date.now() + 10 * MINUTE);
    expect((await browser().get(new URL(link).pathname, TYPED)).status).toBe(410);
  });

  test("is not used up by a browser that looks ahead", async () => {
    const { signInLink, browser } = await ownMachine();
    const path = new URL((await signInLink()).link).pathname;
    const you = browser();
    expect((await you.get(path, { headers: { ...TYPED.headers, "sec-purpose": "prefetch;prerender" } })).status).toBe(
      503,
    );
    expect((await you.load(path, { ...TYPED, method: "HEAD" })).status).toBe(503);
    expect((await you.get(path, TYPED)).status).toBe(303);
  });

  test("followed from somebody else's page, asks first who one wants to be", async () => {
    const { url, signInLink, browser } = await ownMachine();
    const path = new URL((await signInLink()).link).pathname;
    const you = browser();
    const page = await you.get(path, { headers: { "sec-fetch-site": "cross-site" } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain("Sign in as you?");
    const foreign = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
    expect((await you.load(path, { method: "POST", headers: foreign })).status).toBe(403);
    expect(you.cookies.size).toBe(0);
    const own = { origin: url, "sec-fetch-site": "same-origin" };
    expect((await you.load(path, { method: "POST", headers: own })).status).toBe(303);
    expect((await you.me()).name).toBe("you");
  });

  test("followed from somebody else's page by somebody signed in, asks just the same, and its form works", async () => {
    const { url, signInLink, signInByLink } = await ownMachine();
    const you = await signInByLink();
    const before = [...you.cookies.values()];
    const path = new URL((await signInLink()).link).pathname;
    const page = await (await you.get(path, { headers: { "sec-fetch-site": "cross-site" } })).text();
    const action = /action="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const foreign = { ...form, origin: "https://evil.test", "sec-fetch-site": "cross-site" };
    expect((await you.load(action, { method: "POST", headers: foreign })).status).toBe(403);
    const own = { ...form, origin: url, "sec-fetch-site": "same-origin" };
    expect((await you.load(action, { method: "POST", headers: own })).status).toBe(303);
    expect([...you.cookies.values()]).not.toEqual(before);
  });

  test("fetched by whoever doesn't say that somebody navigates, such as a chat's preview, is not used up", async () => {
    const { signInLink, browser } = await ownMachine();
    const path = new URL((await signInLink()).link).pathname;
    const preview = await browser().get(path);
    expect([preview.status, await preview.text()]).toEqual([200, expect.stringContaining("Sign in as you?")]);
    expect((await browser().get(path, TYPED)).status).toBe(303);
  });

  test("made by somebody signed in, signs in as them elsewhere, and their rights are still GitHub's to say", async () => {
    const world = await startWebWorld({ routers: withLinks });
    const grace = await world.signIn("grace");
    const { link, until } = linkSchema.parse(await (await grace.post("/v1/sign-in-links")).json());
    expect(Date.parse(until)).toBeLessThanOrEqual(Date.now() + 5 * MINUTE);
    const commandLine = world.browser();
    await commandLine.get(new URL(link).pathname, TYPED);
    expect(await commandLine.me()).toMatchObject({ name: "grace", signedInBy: "link" });
    expect(await (await commandLine.get("/v1/may/acme/webapp?fresh")).json()).toEqual({ may: "maintain" });
    await grace.post("/sign-out/everywhere");
    expect((await commandLine.get("/v1/me")).status).toBe(401);
  });

  test("C58: opens nothing any more once its maker signed out, everywhere or where it was made", async () => {
    const world = await startWebWorld({ routers: withLinks });
    for (const path of ["/sign-out", "/sign-out/everywhere"]) {
      const grace = await world.signIn("grace");
      const { link } = linkSchema.parse(await (await grace.post("/v1/sign-in-links")).json());
      await grace.post(path);
      const thief = world.browser();
      expect([path, (await thief.get(new URL(link).pathname, TYPED)).status]).toEqual([path, 410]);
      await world.signIn("grace");
      expect([path, (await thief.get("/v1/me")).status]).toEqual([path, 401]);
    }
  });

  test("C58: leads to no longer a session than its maker's, through however many links", async () => {
    const world = await startWebWorld({ routers: withLinks });
    let last = await world.signIn("grace");
    const { until } = await last.me();
    for (let hour = 1; hour < 12; hour++) {
      world.forward(60 * MINUTE);
      const { link } = linkSchema.parse(await (await last.post("/v1/sign-in-links")).json());
      last = world.browser();
      await last.get(new URL(link).pathname, TYPED);
      expect([hour, (await last.me()).until]).toEqual([hour, until]);
    }
    world.forward(60 * MINUTE);
    expect((await last.get("/v1/me")).status).toBe(401);
  });

  test("in the sandbox, one may also be one of GitHub's people", async () => {
    const { signIn } = await ownMachine();
    const ada = await signIn("ada");
    expect(await ada.me()).toMatchObject({ name: "ada", signedInBy: "github" });
    expect(await (await ada.get("/v1/may/acme/webapp")).json()).toEqual({ may: "read" });
  });
});
