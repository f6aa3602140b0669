import type { CodeReader, Permission } from "@frontdesk/shared/ports/code-host";
import type { StoredEntry } from "@frontdesk/shared/ports/task-store";
import type { RepoSettingsDeps } from "@frontdesk/shared/repo/load-settings";
import type { DecisionWanted } from "../../api/actions.ts";
import type { Problem } from "../../api/problem.ts";
import { readEdit } from "../../clean-edit.ts";
import { createCleanFor, linksFor } from "../../clean-for.ts";
import { type Clean, type DecideDeps, decide, type Verdict } from "../../decide.ts";
import { hasAtLeast } from "../viewer.ts";
import { type FindTaskDeps, findTask } from "./find-task.ts";
import { type Asked, absent, answer, type Refused, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { type ShowDeps, show } from "./read-task.ts";
import { rightsOf } from "./rights.ts";

export type DecideOnTaskDeps = Omit<DecideDeps, "clean"> &
  FindTaskDeps &
  ShowDeps &
  RepoSettingsDeps & { codeHost: Pick<CodeReader, "repository" | "file">; web: string };

type Decide = Operations["decide"];
export async function decideOnTask(asked: Asked<Decide>, deps: DecideOnTaskDeps): Promise<Reply<Decide>> {
  const { viewer, params, body, signal } = asked;
  const task = await findTask(params.id, rightsOf(viewer, signal), deps);
  if (!task) return absent(`task ${params.id}`);
  if (viewer.kind === "key") {
    return refused(403, "API keys read and redrive, but never decide. Decide in the console, in Slack, or signed in.");
  }
  const permission = await viewer.permission(task.source, signal, { fresh: true });
  if (!hasAtLeast(permission, "read")) return absent(`task ${params.id}`);
  if (!hasAtLeast(permission, "triage")) return mayNotDecide(permission);
  const clean = body.say === "approve with edit" ? await createCleanFor(deps, deps)(task, signal) : asItIs;
  const wanted = {
    taskId: task.id,
    digest: body.digest,
    verdict: verdictOf(body),
    by: viewer.name,
    via: "console" as const,
  };
  const decided = await decide(wanted, { ...deps, clean });
  switch (decided.is) {
    case "decided":
      return answer({ is: "decided", task: await show(decided.task, viewer, permission, deps) });
    case "changed by cleaning":
      return answer(decided);
    case "refused": {
      if (!decided.task) return absent(`task ${params.id}`);
      const faster =
        decided.because === "state" ? whoWasFaster(await deps.tasks.history(task.id, LOOKED_BACK)) : undefined;
      const detail = faster ? `${faster.by} ${faster.what} it at ${faster.at}. ${decided.why}` : decided.why;
      return refused(409, detail, { because: decided.because, ...(faster && { decided: faster }) });
    }
  }
}

type CleanEdit = Operations["cleanEdit"];
export async function cleanEdit(asked: Asked<CleanEdit>, deps: DecideOnTaskDeps): Promise<Reply<CleanEdit>> {
  const { viewer, params, signal } = asked;
  const rights = rightsOf(viewer, signal);
  const task = await findTask(params.id, rights, deps);
  if (!task) return absent(`task ${params.id}`);
  // To clean takes work: it is done for those who may decide, on what can be decided.
  const permission = await rights.in(task.source);
  if (!hasAtLeast(permission, "triage")) return mayNotDecide(permission);
  if (task.state !== "awaiting_approval") {
    return refused(409, `An edit is for a draft that waits for a decision; this task is ${task.state}.`, {
      because: "state",
    });
  }
  const given = asked.body.body;
  const links = await linksFor(task.source, deps, signal);
  const { body, removed } = readEdit(given, task, { web: deps.web, links });
  const changed = body !== given;
  return answer({ body, changed, removed: changed ? removed.map(({ kind, excerpt }) => `${kind}: ${excerpt}`) : [] });
}

function mayNotDecide(permission: Permission): Refused {
  return refused(
    403,
    `To decide here you need triage rights or more in the repository; GitHub says that you have ${permission}.`,
  );
}

const asItIs: Clean = (body) => body;

function verdictOf(wanted: DecisionWanted): Verdict {
  const { digest: _, ...verdict } = wanted;
  return verdict;
}

const LOOKED_BACK = 50;

const VERDICTS: { [transition: string]: NonNullable<Problem["decided"]>["what"] } = {
  approve: "approved",
  "approve with edit": "edited and approved",
  "approve automatically": "approved",
  reject: "rejected",
  "send back": "sent back",
};

/** The last verdict on the task. */
function whoWasFaster(history: readonly StoredEntry[]): Problem["decided"] {
  const entry = history.findLast(({ transition }) => transition in VERDICTS);
  const what = entry && VERDICTS[entry.transition];
  return entry && what && { by: entry.by, at: entry.at.toISOString(), what };
}
