import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { cliWorld } from "./cli-world.ts";

const OTHER = { "https://frontdesk.example": { cookie: "frontdesk=other" } };

/** What is wrong with the file: then it is mended, and the same link must still do. */
const TROUBLES: { [what: string]: { make(folder: string): void; says: string } } = {
  "can't be read": { make: (folder) => mkdirSync(join(folder, "sessions.json")), says: "can't be read (EISDIR)" },
  "can't be written": {
    make(folder) {
      rmSync(folder, { recursive: true });
      symlinkSync(`${folder}-is-nowhere`, folder);
    },
    says: "can't be written",
  },
  "holds something else": {
    make: (folder) => writeFileSync(join(folder, "sessions.json"), "[]"),
    says: "holds no sessions",
  },
};

describe("the file of sessions", () => {
  test.each(Object.entries(TROUBLES))("that %s is named, and uses no link up", async (_what, { make, says }) => {
    const it = await cliWorld();
    const folder = join(it.folder, "frontdesk");
    const link = await it.link();
    mkdirSync(folder);
    make(folder);
    const signIn = await it.run(`sign-in ${link}`);
    expect(signIn).toMatchObject({ code: 1, out: "", err: expect.stringContaining(says) });
    expect(signIn.err).toContain(join(folder, "sessions.json"));

    rmSync(folder, { recursive: true });
    expect(await it.run(`sign-in ${link}`)).toMatchObject({ code: 0 });
  });

  test("that can't be read is not taken for none", async () => {
    const it = await cliWorld();
    mkdirSync(join(it.folder, "frontdesk/sessions.json"), { recursive: true });
    for (const words of ["list", "sign-out"]) {
      expect(await it.run(words)).toMatchObject({ code: 1, err: expect.stringContaining("can't be read (EISDIR)") });
    }
    expect((await it.run("list", { FRONTDESK_KEY: "fd_x" })).code).toBe(4);
  });

  test("keeps the sessions of other addresses, and nothing beside itself, whatever the link was worth", async () => {
    const it = await cliWorld();
    const folder = join(it.folder, "frontdesk");
    const file = join(folder, "sessions.json");
    const kept = () => JSON.parse(readFileSync(file, "utf8"));
    mkdirSync(folder);
    writeFileSync(file, JSON.stringify(OTHER));
    expect((await it.run(`sign-in ${it.url}/sign-in/link/none`)).code).toBe(4);
    expect(kept()).toEqual(OTHER);
    expect(readdirSync(folder)).toEqual(["sessions.json"]);
    expect((await it.run(`sign-in ${await it.link()}`)).code).toBe(0);
    expect(kept()).toEqual({ ...OTHER, [it.url]: { cookie: expect.any(String) } });
    expect((await it.run("sign-out")).code).toBe(0);
    expect(kept()).toEqual(OTHER);
  });

  test("is not made by a link that signs nobody in", async () => {
    const it = await cliWorld();
    expect((await it.run(`sign-in ${it.url}/sign-in/link/none`)).code).toBe(4);
    expect(existsSync(join(it.folder, "frontdesk/sessions.json"))).toBe(false);
  });
});
