import { markerOf } from "@frontdesk/shared/domain/marker";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import type { Block, Button, Text } from "@frontdesk/shared/ports/chat";
import { cutDraft } from "./cut-draft.ts";
import { type Around, nameOf, taskUrl } from "./name-task.ts";
import { context, escaped, link, markup, plain, section, time } from "./slack-text.ts";

/** The buttons are below it, and have to be in sight. Slack itself takes no more than 3,000 characters. */
const LONGEST_DRAFT = { characters: 2_000, lines: 24 };
const MOST_CITED = 8;
/** Addresses count, too. */
const LONGEST_CITED = 2_500;
const MOST_UNVERIFIED = 3;

type Asked = TaskIn<"awaiting_approval">;

/** Everything that somebody who decides has to know, and the buttons. */
export function askBlocks(task: Asked, around: Around): Block[] {
  const { triage, plan, ask } = task;
  const { shown, moreLines } = cutDraft(editable(task), LONGEST_DRAFT);
  const more = `… ${moreLines} more ${moreLines === 1 ? "line" : "lines"}, on the console`;
  return [
    // The title stands above it already.
    ...(triage.summary.trim() === task.issue.title.trim() ? [] : [section(plain(triage.summary, 500))]),
    {
      type: "section",
      fields: [
        markup(
          `*Sorted as*\n${triage.kind}${triage.spam ? ", spam" : ""}, ${Math.round(triage.confidence * 100)} % sure`,
        ),
        markup(`*Adds labels*\n${plan.labels.length === 0 ? "none" : escaped(plan.labels.join(", "), 400)}`),
      ],
    },
    ...(ask.draftedOn
      ? [
          context(
            markup(
              `*The issue has changed since this was drafted.* ${link(taskUrl(task, around), "See the difference")}`,
            ),
          ),
        ]
      : []),
    { type: "divider" },
    section(plain(shown)),
    ...(moreLines > 0 ? [context(markup(link(taskUrl(task, around), more)))] : []),
    { type: "divider" },
    ...notesOf(task, around),
    context(markup(`${factsOf(task, around)} · until ${time(ask.deadline)}`)),
    { type: "actions", elements: buttonsFor(task, moreLines) },
  ];
}

/** The draft without its marker, which nobody has to see: it is put back when an edit is sealed. */
export function editable({ id, plan }: Pick<Asked, "id" | "plan">): string {
  return plan.body.replace(`\n\n${markerOf(id)}`, "");
}

function notesOf(task: Asked, { web }: Around): Block[] {
  const { repo } = task.source;
  const { citations = [], unverified = [], removed = [], spared } = task.plan.notes ?? {};
  const cited: string[] = [];
  for (const { path, commit, fromLine, toLine } of citations.slice(0, MOST_CITED)) {
    const lines = fromLine === toLine ? `${fromLine}` : `${fromLine}–${toLine}`;
    const place = path.split("/").map(encodeURIComponent).join("/");
    const at = `${web}/${repo.owner}/${repo.name}/blob/${encodeURIComponent(commit)}/${place}#L${fromLine}-L${toLine}`;
    const linked = link(at, `${path.slice(-80)}:${lines}`);
    if ([...cited, linked].join(", ").length > LONGEST_CITED) break;
    cited.push(linked);
  }
  const notes: Text[] = [];
  if (cited.length > 0) notes.push(markup(`Cites ${cited.join(", ")}${beyond(citations.length, cited.length)}`));
  if (unverified.length > 0) {
    const quoted = unverified.slice(0, MOST_UNVERIFIED).map((passage) => `“${passage.slice(0, 200)}”`);
    notes.push(
      plain(`⚠ Not found in the documents: ${quoted.join(", ")}${beyond(unverified.length, MOST_UNVERIFIED)}`, 900),
    );
  }
  if (removed.length > 0) notes.push(plain(`Cleaning took away: ${removed.join("; ")}`, 500));
  if (spared !== undefined) notes.push(plain(spared, 300));
  return notes.map((note) => context(note));
}

function beyond(has: number, shown: number): string {
  return has > shown ? ` and ${has - shown} more` : "";
}

function factsOf({ plan }: Asked, { costMicros }: Around): string {
  const digest = `${plan.digest.slice(0, 4)} ${plan.digest.slice(4, 8)}`;
  return `${Buffer.byteLength(plan.body)} bytes · digest \`${escaped(digest)}\` · $${(costMicros / 1_000_000).toFixed(4)}`;
}

/** What a click brings back: which task, and which draft was seen. */
function buttonValue({ id, plan }: Pick<Asked, "id" | "plan">): string {
  return JSON.stringify({ task: id, digest: plan.digest });
}

function buttonsFor(task: Asked, moreLines: number): Button[] {
  const button = (action_id: string, label: string, more: Partial<Button> = {}): Button => ({
    ...{ type: "button", action_id, text: short(label), value: buttonValue(task) },
    ...more,
  });
  const hidden = moreLines === 0 ? "" : ` ${moreLines} of its lines are not shown here, but on the console.`;
  const confirm = {
    title: short("Post this reply?"),
    text: plain(`It is posted to ${nameOf(task)} as it stands, for everybody to read.${hidden}`, 300),
    confirm: short("Approve"),
    deny: short("Not yet"),
  };
  return [
    button("approve", "Approve", { style: "primary", confirm }),
    button("edit", "Edit"),
    button("send_back", "Send back"),
    button("reject", "Reject", { style: "danger" }),
  ];
}

function short(text: string) {
  return { type: "plain_text", text } as const;
}
