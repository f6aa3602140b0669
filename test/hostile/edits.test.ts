import { createCleanEdit } from "@frontdesk/approval/clean-edit";
import { decide } from "@frontdesk/approval/decide";
import { markerOf } from "@frontdesk/shared/domain/marker";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { openModel } from "../contract/model-backend.ts";
import { openForAll } from "../contract/test-backend.ts";
import { hostileIssues, wordForWord } from "./corpus.ts";
import { withoutOurs } from "./hostile-world.ts";
import { nastyMarkdown } from "./nasty-pieces.ts";
import { whatGithubWouldDo } from "./what-github-would-do.ts";

const FOOTER = "*Drafted by Frontdesk, a bot, from this repository's documents.*";
const ODD_NAME = "docs/50% off (new) `a]b'.md";

describe("what a reviewer writes", () => {
  const backend = openForAll(() => openModel());

  /** A draft with sources that waits for a person. */
  async function begin({ web = "https://github.com", links = [] as readonly string[] } = {}) {
    const it = createOutsideWorld(backend());
    Object.assign(it.deps, { web });
    it.github.setSettings("reply: ask");
    for (const path of ["README.md", ODD_NAME, "docs/more.md"])
      it.github.addFile(path, `You change it\nunder Profile, in ${path}.`);
    const citations = ["README.md", ODD_NAME].map((path) => ({ path, quote: `under Profile, in ${path}.` }));
    it.model.say("respond", { reply: "Look under Profile.", citations });
    const id = await it.asked();
    const shown = (await it.task(id)) as TaskIn<"awaiting_approval">;
    const clean = createCleanEdit({ web, links });
    const edit = (body: string) =>
      decide(
        {
          taskId: id,
          digest: shown.plan.digest,
          verdict: { say: "approve with edit", body },
          by: "grace",
          via: "console",
        },
        { ...it.deps, clean },
      );
    const below = shown.plan.body.slice("Look under Profile.".length);
    return { ...it, id, shown, edit, below, clean: (body: string) => clean(body, shown) };
  }

  test.each(["https://github.com", "https://git.acme.dev", "http://127.0.0.1:4100", "https://git.acme.dev:8443"])(
    "a draft that nobody touched comes out as it went in: sources, footer, marker (%s)",
    async (web) => {
      const { shown, clean, edit, below } = await begin({ web });
      expect(shown.plan.notes?.citations).toHaveLength(2);
      expect(below).toMatch(/^\n\nSources: .*50%25%20off%20%28new%29/);
      expect(clean(shown.plan.body)).toBe(shown.plan.body);
      expect(await edit(shown.plan.body)).toMatchObject({ is: "decided", task: { state: "approved" } });
    },
  );

  test("whoever edits may leave out what we put below, or any part of it", async () => {
    const { clean, below, shown } = await begin();
    const [, sources, footer, marker] = below.split("\n\n");
    expect([footer, marker]).toEqual([FOOTER, markerOf(shown.id)]);
    for (const parts of [[], [sources], [footer], [marker], [sources, footer], [footer, marker], [sources, marker]]) {
      const body = ["Look there.", ...parts].join("\n\n");
      expect(clean(body)).toBe(body);
    }
  });

  test("a link on the repository's list stays, any other becomes its text", async () => {
    const { clean, below } = await begin({ links: ["https://docs.acme.dev/"] });
    expect(clean(`[a](https://docs.acme.dev/a) [b](https://evil.example)${below}`)).toBe(
      `[a](https://docs.acme.dev/a) b${below}`,
    );
  });

  test.each(["https://github.com", "http://127.0.0.1:4100", "https://git.acme.dev:8443"])(
    "a relative link leads where the model's own would: to what the draft was made from, at its commit (%s)",
    async (web) => {
      const { clean, edit, repo, shown, below } = await begin({ web });
      const at = `${web}/${repo.owner}/${repo.name}/blob/${shown.plan.notes?.documents?.commit}`;
      const cleaned = clean(`[a](docs/more.md#x), [b](./more.md), [c](/README.md), [d](docs/none.md)${below}`);
      expect(cleaned).toBe(`[a](${at}/docs/more.md#x), [b](${at}/docs/more.md), [c](${at}/README.md), d${below}`);
      expect(await edit(cleaned)).toMatchObject({ is: "decided", task: { state: "approved" } });
      const { citations = [] } = shown.plan.notes ?? {};
      const older = { ...shown, plan: { ...shown.plan, notes: { citations, unverified: [], removed: [] } } };
      const cleanEdit = createCleanEdit({ web, links: [] });
      expect(cleanEdit("[a](docs/more.md), [c](README.md)", older)).toBe(`a, [c](${at}/README.md)`);
    },
  );

  test.each(["https://github.com", "http://127.0.0.1:4100"])(
    "words below our sources take none of them out; other links go as ever (%s)",
    async (web) => {
      const { clean, edit, shown, below } = await begin({ web });
      const [, sources = ""] = below.split("\n\n");
      const under = `Look under Profile.\n\n${sources}\n\n${FOOTER}\n\nTell us if it helps.`;
      expect(clean(under)).toBe(under);
      expect(clean(`See [the readme](${web}/acme/other/blob/main/README.md).\n\n${sources}\n\nBye.`)).toBe(
        `See the readme.\n\n${sources}\n\nBye.`,
      );
      expect(await edit(under)).toMatchObject({ is: "decided", task: { state: "approved" } });
      expect(shown.plan.notes?.citations).toHaveLength(2);
    },
  );

  test("a marker counts as ours only at the end, only once, and only this task's", async () => {
    const { clean, below, shown } = await begin();
    const marker = markerOf(shown.id);
    expect(clean(`${marker} Look.${below}`)).toBe(`(marker) Look.${below}`);
    expect(clean(`Look.\n\n${marker}${below}`)).toBe(`Look.\n\n(marker)${below}`);
    expect(clean("Look.\n\n<!-- frontdesk:acme.webapp.1.opened -->")).toBe("Look.\n\n(marker)");
  });

  test("nothing but our own words is no reply", async () => {
    const { edit, below } = await begin();
    for (const body of [below, `  ${below}`, `![x](https://evil.example/y.png)${below}`]) {
      expect(await edit(body)).toEqual({ is: "changed by cleaning", body: "" });
    }
    expect(await edit("")).toMatchObject({ is: "refused", why: expect.stringContaining("An empty reply") });
  });

  test("the line ends of a form are no reason to lose what is ours", async () => {
    const { clean, shown } = await begin();
    expect(clean(shown.plan.body.replaceAll("\n", "\r\n"))).toBe(shown.plan.body);
  });

  test.each(hostileIssues)("C70: $name, pasted: shown again, cleaned, and that is what is posted", async (issue) => {
    const { edit, below, id, shown, task, post, ours, repo } = await begin();
    let body = `${wordForWord(issue)}${below}`;
    const first = await edit(body);
    if (first.is === "changed by cleaning") {
      expect(await task(id)).toEqual(shown);
      body = first.body;
      expect(await edit(body)).toMatchObject({ is: "decided" });
    }
    await post(id);
    const [posted = "", ...others] = ours().map((comment) => comment.body);
    expect([posted, others]).toEqual([body, []]);
    const written = withoutOurs(posted, shown);
    expect(whatGithubWouldDo(written, `${repo.owner}/${repo.name}`.toLowerCase())).toEqual([]);
  });

  test("C72: whatever is written, what was cleaned once is not changed again, and what is ours stands below it", async () => {
    const { clean, below } = await begin();
    const endings = fc.constantFrom(
      ["", ""],
      [below, below],
      [`\n\n${FOOTER}`, `\n\n${FOOTER}`],
      [below + below, below],
    );
    fc.assert(
      fc.property(nastyMarkdown, endings, (markdown, [ending, ours]) => {
        const cleaned = clean(markdown + ending);
        expect(clean(cleaned)).toBe(cleaned);
        expect(cleaned === "" || cleaned.endsWith(ours ?? "")).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
