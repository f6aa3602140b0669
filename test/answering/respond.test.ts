import { CANARY } from "@frontdesk/respond/draft-question";
import { fieldSoFar } from "@frontdesk/respond/show-live";
import { LIVE_DRAFTS } from "@frontdesk/shared/domain/live-draft";
import { describe, expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { openModel } from "../contract/model-backend.ts";
import { openForAll } from "../contract/test-backend.ts";

const DOCUMENT = "# Accounts\n\nYou change your address\nunder Profile, E-mail.\n";

describe("drafting", () => {
  const backend = openForAll(() => openModel());
  const begin = () => {
    const it = createOutsideWorld(backend());
    it.github.addFile("README.md", DOCUMENT);
    return it;
  };
  const drafted = async (it: ReturnType<typeof begin>, reply: Partial<Record<string, unknown>> = {}) => {
    it.model.say("respond", reply);
    const id = await it.opened();
    await it.triage(id);
    await it.draft(id);
    return it.task(id);
  };

  test("documents first, then the thread; the deep model where there is something to draft from", async () => {
    const it = begin();
    await drafted(it);
    const [, question] = it.model.asked;
    expect(question).toMatchObject({ step: "respond", tier: "deep", purpose: "reply" });
    expect(question?.prefix.material).toMatchObject([
      { key: "README.md", text: `<document path="README.md">\n${DOCUMENT}\n</document>` },
    ]);
    expect(question?.prefix.rules).toContain(CANARY);
  });

  test("nothing to draft from: the fast one", async () => {
    const bare = createOutsideWorld(backend());
    await drafted(bare as ReturnType<typeof begin>);
    expect(bare.model.asked[1]).toMatchObject({ tier: "fast", purpose: "short reply" });
  });

  test.each([
    ["to ask for what is missing", { kind: "bug", missing: ["version"], language: "de" }],
    ["to acknowledge what is nothing to be looked up", { kind: "other" }],
  ])("a few words will do, %s: the fast one, without any document", async (_, triage) => {
    const it = begin();
    it.model.say("triage", triage);
    await drafted(it);
    const [, question] = it.model.asked;
    expect(question).toMatchObject({ tier: "fast", purpose: "short reply", prefix: { material: [] } });
    const said = question?.turns.at(-1)?.text;
    expect(said?.includes("<missing>\nversion\n</missing>")).toBe("missing" in triage);
  });

  test("what sorting is not sure of is drafted in full", async () => {
    const it = begin();
    it.model.say("triage", { kind: "other", confidence: 0.3 });
    await drafted(it);
    const [, question] = it.model.asked;
    expect(question).toMatchObject({ tier: "deep", purpose: "reply", prefix: { material: [{ key: "README.md" }] } });
  });

  test("what is cited is checked to the line and linked at its commit; what can't be found is marked", async () => {
    const it = begin();
    const task = await drafted(it, {
      reply: "Look under Profile.",
      citations: [
        { path: "README.md", quote: "You change your address under Profile" },
        { path: "README.md", quote: "There is a button for everything" },
      ],
      unsupported: ["It takes a minute."],
    });
    if (task.state !== "drafted") throw new Error(task.why);
    expect(task.plan.notes).toEqual({
      citations: [{ path: "README.md", commit: "0", fromLine: 3, toLine: 4 }],
      documents: { commit: "0", paths: ["README.md"] },
      unverified: ["It takes a minute.", "not found in README.md: “There is a button for everything”"],
      removed: [],
    });
    const { owner, name } = it.repo;
    expect(task.plan.body).toContain(
      `Sources: [\`README.md\`](https://github.com/${owner}/${name}/blob/0/README.md#L3-L4)`,
    );
  });

  test("a link from document to document leads to it at the commit that was read, or is its words", async () => {
    const it = begin();
    for (const path of ["docs/a.md", "docs/b c.md"]) it.github.addFile(path, "Look under Profile, at the top.");
    const task = await drafted(it, {
      reply: "See [a](b%20c.md#top), [b](./README.md), [c](docs/gone.md), [d](a.md).",
      citations: [{ path: "docs/a.md", quote: "Look under Profile" }],
    });
    if (task.state !== "drafted") throw new Error(task.why);
    const { owner, name } = it.repo;
    const at = `https://github.com/${owner}/${name}/blob/0`;
    expect(task.plan.body.split("\n", 1)).toEqual([
      `See [a](${at}/docs/b%20c.md#top), [b](${at}/README.md), c, [d](${at}/docs/a.md).`,
    ]);
  });

  test("C71: what a reply must not have is gone before anybody sees it, and whoever approves is told", async () => {
    const it = begin();
    const task = await drafted(it, {
      reply: "Ask @grace. ![x](https://evil.example/?q=1)\n\n<details>fixes #1</details>\n\n/close",
    });
    if (task.state !== "drafted") throw new Error(task.why);
    expect(task.plan.body).not.toMatch(/[^`]@grace|evil\.example|<details|fixes #1|^\/close/m);
    expect(task.plan.notes?.removed.join()).toMatch(/mention.*image|image.*mention/);
  });

  test.each([
    ["plainly", (canary: string) => `My reference is ${canary}.`],
    ["in base64", (canary: string) => Buffer.from(canary).toString("base64")],
    ["spaced", (canary: string) => [...canary].join(" ")],
  ])("C73: a draft that gives the rules away, %s, is blocked, with an alert", async (_, leak) => {
    const it = begin();
    const task = await drafted(it, { reply: leak(CANARY) });
    expect(task).toMatchObject({ state: "parked", why: "the draft gives away the rules that it was made by" });
    expect(it.alerts).toContain("a draft was blocked");
  });

  test("a draft of which nothing is left is a person's", async () => {
    const it = begin();
    expect(await drafted(it, { reply: "![](https://evil.example/x.png)" })).toMatchObject({ state: "parked" });
  });

  test("sent back: the guidance is in the question, and the deep model gets it", async () => {
    const it = begin();
    it.github.setSettings("reply: ask");
    it.model.say("triage", { kind: "bug", missing: ["version"] });
    const id = await it.asked();
    await it.sendBack(id, "Name the menu.");
    await it.draft(id);
    const question = it.model.asked.at(-1);
    expect(question?.prefix.material).toHaveLength(1);
    expect(question?.turns.at(-1)?.text).toContain("<guidance>\nName the menu.\n</guidance>");
    expect(question?.tier).toBe("deep");
  });

  test("an edit that came meanwhile is what is drafted on, and the plan is sealed on it", async () => {
    const it = begin();
    const id = await it.opened();
    await it.triage(id);
    it.github.setIssue(it.place, { title: "How do I log out?", body: "", state: "open" });
    await it.draft(id);
    expect(await it.task(id)).toMatchObject({ state: "drafted", issue: { title: "How do I log out?" } });
    expect(it.model.asked[1]?.turns[0]?.text).toContain("How do I log out?");
    for (const step of [it.ask, it.post]) await step(id);
    expect((await it.task(id)).state).toBe("posted");
  });

  test("a draft can be watched while it is written", async () => {
    const it = begin();
    const id = await it.opened();
    await it.triage(id);
    it.model.write([`{"rep`, `{"reply":"Look un`, `{"reply":"Look under \\"Profile\\".`]);
    await it.draft(id);
    // The first state is shown at once, further ones a second apart.
    expect(await backend().values.get(LIVE_DRAFTS, id)).toMatchObject({ text: "Look un" });
  });

  test.each([
    [`{"reply":"Hello`, "Hello"],
    [`{"reply": "a\\nb\\`, "a\nb"],
    [`{"reply":"caf\\u00e`, "caf"],
    [`{"citations":[],"reply":"x","unsupported":[`, "x"],
    [`{"rep`, undefined],
    ["", undefined],
  ])("of %j so far the reply is %j", (json, text) => {
    expect(fieldSoFar(json, "reply")).toBe(text);
  });
});
