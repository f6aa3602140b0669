import { editForm, rejectForm, sendBackForm } from "@frontdesk/approval/web/slack/build-forms";
import { buildMessage } from "@frontdesk/approval/web/slack/build-message";
import { cutDraft } from "@frontdesk/approval/web/slack/cut-draft";
import type { Task, TaskIn } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import { STOPS, taskIn } from "../contract/journeys.ts";
import { checkMessageBlocks, checkView } from "../sandbox/slack/check-blocks.ts";
import { mentionsIn } from "../sandbox/slack/render-text.ts";

const AROUND = { web: "https://github.com", console: "https://desk.acme.dev", costMicros: 32_400 };
const EVIL =
  "<!channel> <!here> <@U0TOM> <#C0FRONTDESK> <https://evil.example|Approve here> *bold* `code` & &lt;!channel&gt; \u202Eesrever\u2066 @everyone";

type Asked = TaskIn<"awaiting_approval">;
const asked = (change: (task: Asked) => Partial<Asked> = () => ({})): Asked => {
  const task = taskIn("awaiting_approval");
  return { ...task, ...change(task) };
};

const plainOf = (node: unknown): unknown[] =>
  typeof node !== "object" || node === null
    ? []
    : [
        ...("type" in node && "text" in node && typeof node.text === "string" ? [node] : []),
        ...Object.values(node).flatMap(plainOf),
      ];
const markupOf = (message: { text: string; blocks: object[] }) => [
  message.text,
  ...(plainOf(message.blocks) as { type: string; text: string }[])
    .filter(({ type }) => type === "mrkdwn")
    .map(({ text }) => text),
];

test.each(STOPS)("Slack takes the message of a task that is %s", (stop) => {
  const { blocks } = buildMessage(taskIn(stop), AROUND);
  expect(checkMessageBlocks(JSON.stringify(blocks))).toHaveProperty("value");
});

describe("whatever others wrote, the message mentions nobody and links nowhere but to our own", () => {
  const hostile: [string, Task][] = [
    [
      "in title, author, summary, labels and draft",
      asked((task) => ({
        issue: { ...task.issue, title: EVIL },
        source: { ...task.source, author: EVIL },
        triage: { ...task.triage, summary: EVIL, labels: [EVIL] },
        plan: { ...task.plan, body: EVIL, labels: [EVIL, EVIL] },
      })),
    ],
    [
      "in what is noted",
      asked((task) => ({
        plan: {
          ...task.plan,
          notes: {
            citations: [{ path: `docs/${EVIL}.md`, commit: EVIL, fromLine: 1, toLine: 9 }],
            ...{ unverified: [EVIL, EVIL], removed: [EVIL], spared: EVIL },
          },
        },
      })),
    ],
    ["in why it ended", { ...taskIn("rejected"), why: `rejected by grace: ${EVIL}` }],
    ["in why it was cancelled", { ...taskIn("cancelled"), why: EVIL }],
    ["in the address of the comment", { ...taskIn("posted"), comment: { url: "javascript:alert(1)" } }],
    ["in an address that ends the link", { ...taskIn("posted"), comment: { url: "https://github.com/a|<!channel>" } }],
  ];
  test.each(hostile)("%s", (_, task) => {
    const message = buildMessage(task, AROUND);
    expect(checkMessageBlocks(JSON.stringify(message.blocks))).toHaveProperty("value");
    for (const text of markupOf(message)) {
      expect(mentionsIn(text)).toEqual([]);
      const links = [...text.matchAll(/<([^<>|!][^<>|]*)\|/g)].map(([, url = ""]) => new URL(url).host);
      expect(links.filter((host) => host !== "github.com" && host !== "desk.acme.dev")).toEqual([]);
      expect(text.match(/[<>]/g)?.length ?? 0).toBe((text.match(/<[^<>]*>/g)?.length ?? 0) * 2);
    }
    expect(JSON.stringify(message.blocks)).not.toMatch(/[\u202E\u2066]/);
  });
});

test("a task as large as it can be is a message that Slack takes, with what is left out one click away", () => {
  const long = "x".repeat(200);
  const huge = asked((task) => ({
    issue: { ...task.issue, title: "t".repeat(1_024) },
    triage: { ...task.triage, summary: "s".repeat(5_000) },
    plan: {
      ...task.plan,
      body: "<&> A line of the draft.\n".repeat(2_600),
      labels: Array.from({ length: 100 }, (_, n) => `label ${n} ${long}`),
      notes: {
        citations: Array.from({ length: 60 }, (_, n) => ({
          path: `${long}/${n}.md`,
          commit: "a".repeat(40),
          fromLine: 1,
          toLine: 2,
        })),
        ...{
          unverified: Array.from({ length: 50 }, () => long.repeat(10)),
          removed: Array.from({ length: 50 }, () => long),
        },
      },
    },
  }));
  const { blocks } = buildMessage(huge, AROUND);
  const text = JSON.stringify(blocks);
  expect(checkMessageBlocks(text)).toHaveProperty("value");
  expect(text).toMatch(/… 25\d\d more lines, on the console/);
  expect(text).toMatch(/and 5\d more"/);
  expect(text).toContain("and 47 more");
});

test("cost, confidence, digest, size and deadline are in words", () => {
  const task = asked();
  const text = JSON.stringify(buildMessage(task, AROUND).blocks);
  expect(text).toContain("bug, 90 % sure");
  expect(text).toContain(`$0.0324 · until <!date^${task.ask.deadline.getTime() / 1_000}^`);
  expect(text).toContain(`\`${task.plan.digest.slice(0, 4)} ${task.plan.digest.slice(4, 8)}\``);
});

test("a summary that only repeats the title is left out", () => {
  const shown = (summary: string) =>
    JSON.stringify(
      buildMessage(
        asked(({ triage }) => ({ triage: { ...triage, summary } })),
        AROUND,
      ).blocks,
    );
  const { title } = asked().issue;
  expect(shown("Uploads end with 413.")).toContain("Uploads end with 413.");
  expect(shown(title).split(title)).toHaveLength(2);
});

test('whoever decides on their own machine is not "you" to a whole channel', () => {
  const own = { ...AROUND, console: "http://127.0.0.1:4103" };
  const by = (stop: "posted" | "rejected", name: string, around: typeof AROUND) => {
    const task = taskIn(stop);
    const decision = { ...task.decision, by: name, via: "console" };
    return buildMessage({ ...task, decision } as Task, around).text;
  };
  expect(by("posted", "you", own)).toContain("The owner of the machine that Frontdesk runs on approved this");
  expect(by("rejected", "you", own)).toContain("The owner of the machine that Frontdesk runs on rejected this");
  expect(by("posted", "grace", own)).toContain("grace approved this");
  // On GitHub, somebody may be called so.
  expect(by("posted", "you", AROUND)).toContain("you approved this");
});

test("approving asks once more; every button says which draft was seen", () => {
  const task = asked();
  const [actions] = buildMessage(task, AROUND).blocks.filter(({ type }) => type === "actions");
  const buttons = actions?.type === "actions" ? actions.elements : [];
  expect(buttons.map(({ action_id, confirm }) => [action_id, confirm !== undefined])).toEqual([
    ["approve", true],
    ["edit", false],
    ["send_back", false],
    ["reject", false],
  ]);
  for (const { value } of buttons) expect(JSON.parse(value ?? "")).toEqual({ task: task.id, digest: task.plan.digest });
});

test("Slack takes the forms", () => {
  const shown = { task: asked(), digest: "d".repeat(64) };
  for (const form of [
    editForm(shown, "x".repeat(3_000)),
    editForm(shown, "x", 3),
    rejectForm(shown),
    sendBackForm(shown),
  ]) {
    expect(checkView(form)).toHaveProperty("value");
  }
});

describe("a draft is cut", () => {
  test.each([
    [
      "at the end of a paragraph",
      "One two.\n\nThree four five.\n\nSix",
      28,
      { shown: "One two.\n\nThree four five.", moreLines: 1 },
    ],
    ["at the end of a line", "One\nTwo three\nFour five six", 16, { shown: "One\nTwo three", moreLines: 1 }],
    ["at the end of a word", "One two three four", 15, { shown: "One two three", moreLines: 1 }],
    ["within a word, if it must be", "x".repeat(20), 7, { shown: "x".repeat(7), moreLines: 1 }],
    ["after so many lines", "1\n2\n3\n4\n5\n6", 99, { shown: "1\n2\n3\n4", moreLines: 2 }],
    ["nowhere, if it fits", "One\ntwo", 7, { shown: "One\ntwo", moreLines: 0 }],
    ["sooner, where Slack has to encode it", "<<<<<", 8, { shown: "<<", moreLines: 1 }],
    ["never within a character", "🐛🐛🐛", 3, { shown: "🐛", moreLines: 1 }],
  ])("%s", (_, draft, most, cut) => {
    expect(cutDraft(draft, { characters: most, lines: 4 })).toEqual(cut);
  });
});
