import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { describe, expect, test } from "vitest";
import { createOutsideWorld } from "../chaos/outside-world.ts";
import { openModel } from "../contract/model-backend.ts";
import { openForAll } from "../contract/test-backend.ts";

const WHY = "93 % of Frontdesk's budget for today are spent";

describe("labels only, where no money is left for a reply", () => {
  const backend = openForAll(() => openModel());
  const begin = (settings?: string) => {
    const it = createOutsideWorld(backend());
    if (settings !== undefined) it.github.setSettings(settings);
    const tomorrow = new Date(it.now().getTime() + 3_600_000);
    const withhold = () => it.model.say("respond", { is: "withheld", until: tomorrow, why: WHY, costMicros: 0 });
    return { ...it, tomorrow, withhold };
  };

  test("the task is skipped, says why, and shows its labels; nobody is asked and nothing is posted", async () => {
    const it = begin("reply: ask");
    it.withhold();
    const id = await it.asked();
    expect(await it.task(id)).toMatchObject({
      state: "skipped",
      why: `labels only: ${WHY}`,
      plan: { labels: ["question"], body: "", notes: { spared: WHY } },
    });
    expect(it.github.labelsAt(it.place)).toEqual([]);
    expect(it.ours()).toEqual([]);
  });

  test("labels that need nobody's consent are added", async () => {
    const it = begin();
    it.withhold();
    const id = await it.asked();
    expect(await it.task(id)).toMatchObject({ state: "skipped", why: `labels only: ${WHY}` });
    expect(it.github.labelsAt(it.place)).toEqual(["question"]);
    expect(it.ours()).toEqual([]);
  });

  test("whoever sent a draft back waits until there is money for the next one", async () => {
    const it = begin("reply: ask");
    const id = await it.asked();
    await it.sendBack(id, "Name the menu.");
    it.withhold();
    await it.draft(id);
    expect(await it.task(id)).toMatchObject({ state: "triaged", notBefore: it.tomorrow, attempts: 0, why: WHY });
  });

  test("an edit meanwhile has it tried again, and still nobody waits", async () => {
    const it = begin();
    it.withhold();
    const id = await it.drafted();
    it.github.setIssue(it.place, { title: "How do I log out?", body: "", state: "open" });
    await it.ask(id);
    expect(await it.task(id)).toMatchObject({ state: "triaged", redrafts: 1 });
    it.pass(3 * 60_000);
    it.withhold();
    await it.draft(id);
    await it.ask(id);
    expect(await it.task(id)).toMatchObject({ state: "skipped", why: `labels only: ${WHY}` });
  });

  test("a person who approves it, shown because the issue kept changing, gets the labels and no comment", async () => {
    const it = begin("{ reply: ask, labels: ask }");
    it.withhold();
    const id = await it.drafted();
    const issue = { title: "Again", body: "", state: "open" } as const;
    it.github.setIssue(it.place, issue);
    await it.deps.tasks.update(id, (task) =>
      onOutsideChange({ ...task, redrafts: 3 }, { kind: "content", issue }, { now: it.now(), by: "github" }),
    );
    expect(await it.task(id)).toMatchObject({ state: "awaiting_approval", plan: { body: "" } });
    await it.approve(id);
    await it.post(id);
    expect(await it.task(id)).toMatchObject({ state: "skipped", why: `labels only: ${WHY}` });
    expect(it.github.labelsAt(it.place)).toEqual(["question"]);
    expect(it.ours()).toEqual([]);
  });
});
