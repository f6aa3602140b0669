import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { isRefusal, type Ruling } from "@frontdesk/shared/domain/change";
import { MAX_REDRAFTS } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { receive } from "@frontdesk/shared/domain/receive";
import type { State, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { skip } from "@frontdesk/shared/domain/work";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { newTask, type Origin } from "../contract/builders.ts";
import { DRAFT, TRIAGE } from "../contract/wishes.ts";
import type { GitHub } from "../sandbox/github/start-github.ts";
import { bringTo } from "../web/bring-to.ts";
import { REPO } from "./sandbox-world.ts";

type Rule = (task: Task) => Ruling;

/** As the sandbox's GitHub knows it. */
function repoOf(github: GitHub): NonNullable<Origin["repo"]> {
  const [owner = "", name = ""] = REPO.split("/");
  return { id: github.repo(REPO).id, owner, name };
}

/** A task that was drafted anew so often that the next edit of its issue is shown at once, and not drafted from again. */
export async function seedOftenRedrafted(title: string, tasks: TaskStore, github: GitHub): Promise<void> {
  const issue = github.fileIssue({ repo: REPO, title, body: "As it stood at last." });
  const { source, ...task } = newTask({ repo: repoOf(github), issue: issue.number, objectId: issue.id });
  const content = (body: string) => ({ title, body, state: "open" as const });
  const wanted = {
    ...{
      ...task,
      issue: content("As it stood at first."),
      source: { ...source, installationId: github.installationId },
    },
  };
  const moment = { now: new Date(), by: "test" };
  const draft: Rule[] = [
    (one) => triaged(one as TaskIn<"received">, TRIAGE, moment),
    (one) => drafted(one as TaskIn<"triaged">, DRAFT, moment),
    (one) => asked(one as TaskIn<"drafted">, moment),
  ];
  const bodies = Array.from({ length: MAX_REDRAFTS }, (_, n) => `As it stood, edition ${n}.`);
  bodies.splice(-1, 1, "As it stood at last.");
  const edits = bodies.flatMap((body): Rule[] => [
    (one) => onOutsideChange(one, { kind: "content", issue: content(body) }, moment),
    ...draft.slice(1),
  ]);
  await tasks.create(receive(wanted, moment));
  for (const rule of [...draft, ...edits]) await follow(wanted.id, rule, tasks);
}

export type Ended =
  | Extract<State, "posted" | "rejected" | "expired" | "skipped" | "cancelled" | "parked">
  | "parked while posting";

/** A task in each of these states, in which nothing goes on by itself; by their ids. */
export async function seedEnded(
  states: readonly Ended[],
  tasks: TaskStore,
  github: GitHub,
): Promise<{ [state: string]: string }> {
  const repo = repoOf(github);
  const now = () => new Date();
  const ids: { [state: string]: string } = {};
  for (const [n, what] of states.entries()) {
    const wanted = { repo, issue: 900 + n, title: `An issue whose task is ${what}` };
    const task =
      what === "parked while posting"
        ? await bringTo("parked", { ...wanted, from: "posting" }, { tasks, now })
        : await bringTo(what, wanted, { tasks, now });
    ids[what] = task.id;
  }
  return ids;
}

/** So many that nobody has to do with any more, and a few that wait. */
export async function seedMany(count: number, waiting: number, tasks: TaskStore, github: GitHub): Promise<void> {
  const repo = repoOf(github);
  const begin = Date.now() - count * 1_000;
  const seed = async (n: number) => {
    const moment = { now: new Date(begin + n * 1_000), by: "test" };
    const wanted = newTask({ repo, issue: 1_000 + n, author: `person-${n % 97}` });
    const issue = { ...wanted.issue, title: `${SUBJECTS[n % SUBJECTS.length]} (${n})` };
    const { task } = await tasks.create(receive({ ...wanted, issue }, moment));
    const rules: Rule[] =
      n < count - waiting
        ? [(one) => skip(one, moment, "spam, 98 % sure")]
        : [
            (one) => triaged(one as TaskIn<"received">, TRIAGE, moment),
            (one) => drafted(one as TaskIn<"triaged">, DRAFT, moment),
            (one) => asked(one as TaskIn<"drafted">, moment),
          ];
    for (const rule of rules) await follow(task.id, rule, tasks);
  };
  for (let from = 0; from < count; from += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) => seed(from + n)));
  }
}

const AT_ONCE = 500;
const SUBJECTS = [
  "Login loop after upgrading to 4.2 behind a reverse proxy that ends TLS",
  "How do I change my e-mail address?",
  "Uploads end with 413",
  "Search finds nothing since the upgrade, and no error is in the log",
  "パスワードを忘れました",
];

async function follow(id: string, rule: Rule, tasks: TaskStore): Promise<void> {
  const ruled = await tasks.update(id, rule);
  if (isRefusal(ruled)) throw new Error(`${id}: ${ruled.because}, ${ruled.why}`);
}
