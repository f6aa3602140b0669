import { REPLAYS, type ReplayIn, replayEntry } from "@frontdesk/shared/domain/replay";
import { describe, expect, test } from "vitest";
import { TRIAGE } from "../contract/wishes.ts";
import { eventually } from "../eventually.ts";
import { cliWorld } from "./cli-world.ts";

const BY = { call: "c", model: "m", costMicros: 1 };
const THEN = "Thank you!\nWhich version is it?\nSee you.";

type Today = Pick<ReplayIn<"done">, "why"> & { summary?: string; reply?: string };

/** A task that was answered, and what a replay of it brings. */
async function replayed({ summary = TRIAGE.summary, reply, why }: Today, options = "") {
  const it = await cliWorld();
  await it.run(`sign-in ${await it.link()}`);
  const { id } = await it.task("posted", { draft: { labels: ["bug"], body: THEN } });
  const running = it.run(`replay ${id}${options}`);
  const asked = await eventually(async () => {
    const entry = await it.backend.values.get(REPLAYS, id);
    if (entry === undefined) throw new Error("nothing was asked for");
    return entry;
  });
  await it.backend.values.put(
    REPLAYS,
    id,
    replayEntry({
      ...{ state: "done", askedBy: asked.askedBy, at: asked.at, sorting: { triage: { ...TRIAGE, summary }, by: BY } },
      ...(reply !== undefined && { reply: { labels: [], body: reply, commit: "1" } }),
      ...(why !== undefined && { why }),
    }),
  );
  return running;
}

describe("a replay on the command line", () => {
  test("shows what was answered then beside what would be today", async () => {
    const { code, out } = await replayed({ summary: "won't start", reply: THEN.replace("Which version", "Which one") });
    expect(code).toBe(0);
    expect(out).toBe(`done
sorted then: bug, bug: crashes on start
sorted now:  bug, bug: won't start

The reply, - then and + now:

  Thank you!
- Which version is it?
+ Which one is it?
  See you.
`);
  });

  test("says where nothing is different, which the hidden marker doesn't count for", async () => {
    const { out } = await replayed({ reply: THEN });
    expect(out).toBe(`done\nsorted as then: bug, bug: crashes on start\n\nThe reply is the same as then:\n\n${THEN}\n`);
  });

  test("shows what was answered then also where there would be no reply today", async () => {
    const { out } = await replayed({ why: "spam" });
    expect(out).toContain("done: spam\n");
    expect(out).toContain(`No reply now. Then:\n\n${THEN}\n`);
  });

  test("is asked for without waiting, and shown later without running again", async () => {
    const it = await cliWorld();
    await it.run(`sign-in ${await it.link()}`);
    const { id } = await it.task("posted", { draft: { labels: ["bug"], body: THEN } });
    expect(await it.run(`replay ${id} --last`)).toMatchObject({ code: 5, out: "" });
    const asked = await it.run(`replay ${id} --no-wait`);
    expect(asked).toMatchObject({ code: 0, out: expect.stringContaining("asked: under way: --last tells") });
    const entry = await it.backend.values.get(REPLAYS, id);
    if (entry === undefined) throw new Error("nothing was asked for");

    const { askedBy, at } = entry;
    const sorting = { triage: TRIAGE, by: BY };
    const waiting = it.run(`replay ${id} --last`);
    await it.backend.values.put(
      REPLAYS,
      id,
      replayEntry({ state: "done", askedBy, at, sorting, reply: { labels: [], body: THEN, commit: "1" } }),
    );
    expect((await waiting).out).toContain("The reply is the same as then");
    expect((await it.run(`replay ${id} --last --no-wait`)).out).toContain("The reply is the same as then");
    expect((await it.backend.values.get(REPLAYS, id))?.at).toEqual(at);
  });

  test("has both for scripts", async () => {
    const { out } = await replayed({ reply: "Hello" }, " --json");
    expect(JSON.parse(out)).toMatchObject({
      ...{ state: "done", reply: "Hello" },
      recorded: { kind: "bug", spam: false, labels: ["bug"], summary: "crashes on start", reply: THEN },
    });
  });
});
