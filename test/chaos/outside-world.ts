import { decide, type Verdict } from "@frontdesk/approval/decide";
import { onInstallationChanged, onRepositoryChanged } from "@frontdesk/approval/desk/on-access-changed";
import { onReplyApproved } from "@frontdesk/approval/desk/on-reply-approved";
import { onReplyDrafted } from "@frontdesk/approval/desk/on-reply-drafted";
import { onThreadChanged } from "@frontdesk/approval/desk/on-thread-changed";
import type { PostDeps } from "@frontdesk/approval/desk/post-reply";
import { onTaskTriaged, type RespondDeps } from "@frontdesk/respond/on-task-triaged";
import type { Ruling } from "@frontdesk/shared/domain/change";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Event, TaskEvent, TaskEventType } from "@frontdesk/shared/domain/events";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { receiveTask } from "@frontdesk/shared/steps/receive-task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTaskReceived, type TriageDeps } from "@frontdesk/triage/on-task-received";
import { newRepo, newTask } from "../contract/builders.ts";
import { createFakeCodeHost, placeOf } from "./fake-code-host.ts";
import { createFakeModel } from "./fake-model.ts";

const ISSUE = { title: "How do I log in?", body: "I can't find the button.", state: "open" as const };
const KEY = "k".repeat(32);

/** One thread on GitHub and the services that answer in it, a step at a time: a test says what happens, and in what order. */
export function createOutsideWorld({ tasks, values }: Backend, owner?: string) {
  const named = newRepo();
  const repo = { ...named, owner: owner ?? `Acme-${named.id}` };
  const { source, traceparent } = newTask({ repo });
  const github = createFakeCodeHost();
  const place = placeOf(source);
  github.setIssue(place, ISSUE);
  // Begins with the machine's clock, which is the backend's: by that, shared values expire.
  const clock = { now: new Date() };
  const alerts: string[] = [];
  const hints: Event[] = [];
  const model = createFakeModel();
  const deps: PostDeps & TriageDeps & RespondDeps = {
    ...{ model, web: "https://github.com" },
    ...{ tasks, values, codeHost: github.codeHost, decisionKey: KEY, now: () => clock.now },
    bus: { publish: async (event: Event) => void hints.push(event) },
    log: { ...silentLog, alert: (message: string) => void alerts.push(message) },
    stopping: new AbortController().signal,
  };
  const STEPS: { [T in TaskEventType]: (event: never, given: typeof deps) => Promise<unknown> } = {
    "task.received": onTaskReceived,
    "task.triaged": onTaskTriaged,
    "reply.drafted": onReplyDrafted,
    "reply.approved": onReplyApproved,
  };
  const run = (type: TaskEventType, taskId: string) =>
    STEPS[type]({ v: 1, type, taskId, traceparent } satisfies TaskEvent as never, deps);
  const receive = async (origin: { comment?: number; author?: string; byMaintainer?: boolean } = {}) => {
    const { byMaintainer = false, ...rest } = origin;
    const { source: of } = newTask({ repo, ...rest });
    const last = rest.comment !== undefined && { lastHumanCommentId: rest.comment };
    const wanted = { source: { ...of, byMaintainer }, issue: { ...ISSUE, ...last }, traceparent };
    return (await receiveTask(wanted, deps)).task.id;
  };
  const it = {
    ...{ github, model, place, alerts, hints, repo, source, deps },
    pass: (milliseconds: number) => {
      clock.now = after(clock.now, milliseconds);
    },
    now: () => clock.now,
    /** GitHub has had enough of us, and says so at this call. */
    limit(call: "thread" | "repository" | "findComment" | "labelsTakenOff" | "addLabels", lasts: number): Date {
      const until = after(clock.now, lasts);
      github.codeHost[call] = async () => {
        throw Object.assign(new Unavailable("GitHub's limit is reached"), { until });
      };
      return until;
    },
    /** The webhook of the issue itself came. */
    opened: (more: { byMaintainer?: boolean } = {}) => receive(more),
    /** Somebody comments, and the webhook of that came. */
    commented: (by: { author?: string; byMaintainer?: boolean } = {}) => {
      const { id: comment } = github.addComment(place, by);
      return receive({ ...by, comment });
    },
    receive,
    triage: (taskId: string) => run("task.received", taskId),
    draft: (taskId: string) => run("task.triaged", taskId),
    ask: (taskId: string) => run("reply.drafted", taskId),
    post: (taskId: string) => run("reply.approved", taskId),
    async drafted(origin: Parameters<typeof receive>[0] = {}) {
      const taskId = await receive(origin);
      for (const type of ["task.received", "task.triaged"] as const) await run(type, taskId);
      return taskId;
    },
    /** The policy has spoken: a person is asked, or the draft is approved or skipped. */
    async asked(origin: Parameters<typeof receive>[0] = {}) {
      const taskId = await it.drafted(origin);
      await run("reply.drafted", taskId);
      return taskId;
    },
    /** Sorting turns out not to have been sure of itself. */
    doubt: (taskId: string) => tasks.update(taskId, (task) => doubted(task, clock.now)),
    approve: (taskId: string) => say(taskId, { say: "approve" }),
    sendBack: (taskId: string, guidance: string) => say(taskId, { say: "send back", guidance }),
    threadChanged: () =>
      onThreadChanged(
        { v: 1, type: "thread.changed", traceparent, thread: { repoId: repo.id, issue: source.issue } },
        deps,
      ),
    repositoryChanged: () =>
      onRepositoryChanged({ v: 1, type: "repository.changed", traceparent, installationId: 7, repo }, deps),
    installationChanged: () =>
      onInstallationChanged({ v: 1, type: "installation.changed", traceparent, installationId: 7 }, deps),
    async task(id: string): Promise<Task> {
      const task = await tasks.get(id);
      if (!task) throw new Error(`${id} is lost`);
      return task;
    },
    ours: () => github.commentsAt(place).filter(({ byUs }) => byUs),
  };
  return it;

  /** Grace, on what is shown now. */
  async function say(taskId: string, verdict: Verdict) {
    const task = await it.task(taskId);
    const digest = "plan" in task ? (task.plan?.digest ?? "") : "";
    return decide({ taskId, digest, verdict, by: "grace", via: "console" }, { ...deps, clean: (body) => body });
  }
}

function doubted(task: Task, now: Date): Ruling {
  if (task.state !== "drafted") throw new Error(`${task.id} is ${task.state}`);
  const triage = { ...task.triage, confidence: 0.2 };
  const version = task.version + 1;
  const entry = {
    version,
    at: now,
    transition: "take in",
    from: "drafted",
    to: "drafted",
    by: "test",
    why: "",
  } as const;
  return { task: { ...task, version, triage }, entry };
}
