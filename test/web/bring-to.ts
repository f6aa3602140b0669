import { asked, drafted, triaged } from "@frontdesk/shared/domain/advance";
import { isRefusal, type Ruling } from "@frontdesk/shared/domain/change";
import { approve, reject } from "@frontdesk/shared/domain/decide";
import { signDecision } from "@frontdesk/shared/domain/decision";
import { LAST_LOOK_AFTER_LEASE } from "@frontdesk/shared/domain/limits";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import type { Plan } from "@frontdesk/shared/domain/plan";
import { intend, lookedInVain, posted } from "@frontdesk/shared/domain/post";
import { receive } from "@frontdesk/shared/domain/receive";
import { sweepTask } from "@frontdesk/shared/domain/sweep";
import type { Claimed, State, Task, TaskIn } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { Triage } from "@frontdesk/shared/domain/triage";
import { claim, park, skip } from "@frontdesk/shared/domain/work";
import { STAGES } from "@frontdesk/shared/pipeline";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { newTask, type Origin } from "../contract/builders.ts";
import { COMMENT, DRAFT, TRIAGE } from "../contract/wishes.ts";

export type Brought = Origin & {
  title?: string;
  triage?: Partial<Triage>;
  draft?: Pick<Plan, "labels" | "body" | "notes">;
  /** Of `parked`: from where. */
  from?: "received" | "posting";
};

type Deps = { tasks: TaskStore; now: () => Date };
type Rule = (task: Task) => Ruling;

/** A task that is stored in this state, by the rules that bring every task there. */
export async function bringTo<S extends State>(state: S, wanted: Brought, deps: Deps): Promise<TaskIn<S>> {
  const { tasks, now } = deps;
  const moment = (by = "test") => ({ now: now(), by });
  const fresh = newTask(wanted);
  const issue = { ...fresh.issue, ...(wanted.title !== undefined && { title: wanted.title }) };
  const { task } = await tasks.create(receive({ ...fresh, issue }, moment("ingest")));

  const step = async (rule: Rule) => {
    const ruled = await tasks.update(task.id, rule);
    if (isRefusal(ruled)) throw new Error(`${task.id}: ${ruled.because}, ${ruled.why}`);
    return ruled.task;
  };
  const decision = (plan: Plan, verdict: "approve" | "reject") =>
    signDecision(
      { taskId: task.id, revision: plan.revision },
      { verdict, digest: plan.digest, by: "grace", via: "console", at: now() } as const,
      "a key",
    );
  const steps: { [S in State]?: Rule[] } = {};
  const sort: Rule = (one) => triaged(one as TaskIn<"received">, { ...TRIAGE, ...wanted.triage }, moment("triage"));
  const draft: Rule = (one) => drafted(one as TaskIn<"triaged">, wanted.draft ?? DRAFT, moment("respond"));
  const ask: Rule = (one) => asked(one as TaskIn<"drafted">, moment("ask"));
  const agree: Rule = (one) => {
    const { plan } = one as TaskIn<"awaiting_approval">;
    return approve(one, decision(plan, "approve") as Parameters<typeof approve>[1], moment("grace"));
  };
  const hold: Rule = (one) => claim(one, STAGES.post, moment("post"));
  const send: Rule = (one) => intend(one, one as Claimed<TaskIn<"approved">>, moment("post"));
  const lookAgain: Rule = (one) => claim(one, STAGES.post, { now: lastLook(one), by: "post" });
  const giveUp: Rule = (one) => {
    const held = one as Claimed<TaskIn<"posting">>;
    return lookedInVain(one, held, lastLook(one), { now: lastLook(one), by: "post" });
  };
  steps.triaged = [sort];
  steps.drafted = [sort, draft];
  steps.awaiting_approval = [...steps.drafted, ask];
  steps.approved = [...steps.awaiting_approval, agree];
  steps.posting = [...steps.approved, hold, send];
  steps.posted = [...steps.posting, (one) => posted(one, (one as TaskIn<"posting">).intent, COMMENT, moment("post"))];
  steps.skipped = [(one) => skip(one, moment("triage"), "spam")];
  steps.rejected = [
    ...steps.awaiting_approval,
    (one) => {
      const { plan } = one as TaskIn<"awaiting_approval">;
      return reject(one, decision(plan, "reject") as Parameters<typeof reject>[1], moment("grace"), "rude");
    },
  ];
  steps.expired = [
    ...steps.awaiting_approval,
    (one) => sweepTask(one, { now: (one as TaskIn<"awaiting_approval">).ask.deadline, by: "sweep" }),
  ];
  steps.cancelled = [(one) => onOutsideChange(one, { kind: "gone", how: "closed" }, moment("desk"))];
  steps.parked =
    wanted.from === "posting"
      ? [...steps.posting, lookAgain, giveUp]
      : [
          (one) => claim(one, STAGES.triage, moment("triage")),
          (one) => park(one, one as Claimed, moment("triage"), "hopeless"),
        ];
  let at = task;
  for (const rule of steps[state] ?? []) at = await step(rule);
  return at as TaskIn<S>;
}

function lastLook(task: Task): Date {
  return after((task as TaskIn<"posting">).intent.leaseUntil, LAST_LOOK_AFTER_LEASE);
}
