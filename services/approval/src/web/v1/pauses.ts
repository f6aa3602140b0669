import { PAUSES, type Pause, pauseKey, type Scope } from "@frontdesk/shared/domain/pause";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import type { AnnounceDeps } from "@frontdesk/shared/steps/announce";
import type { PauseShown } from "../../api/actions.ts";
import { listedPauses, pause, resumePosting } from "../../pause.ts";
import { hasAtLeast, type Viewer } from "../viewer.ts";
import { findRepo, type KnownRepos, mayDecideSomewhere } from "./known-repos.ts";
import { type Asked, absent, answer, type Refused, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { type Rights, rightsOf, seesEverything } from "./rights.ts";
import { nameOf } from "./show-task.ts";

export type PausesDeps = AnnounceDeps & {
  values: SharedValues;
  tasks: Pick<TaskStore, "list" | "update">;
  knownRepos: KnownRepos;
};

/** In so many of them somebody's rights are asked for. */
const MOST_ASKED = 100;

type List = Operations["listPauses"];
export async function listPauses({ viewer, signal }: Asked<List>, deps: PausesDeps): Promise<Reply<List>> {
  const rights = rightsOf(viewer, signal);
  const pauses: PauseShown[] = [];
  for (const { value } of await listedPauses(deps)) {
    if (value.repo && !(await rights.maySee(value.repo))) continue;
    const mayDecide = value.repo
      ? await rights.mayDecide(value.repo)
      : await mayDecideSomewhere(rights, deps.knownRepos);
    pauses.push(shown(value, mayDecide));
  }
  return answer({ pauses });
}

type Put = Operations["pause"];
export async function putPause(asked: Asked<Put>, deps: PausesDeps): Promise<Reply<Put>> {
  const { viewer, body, signal } = asked;
  const scope = await scopeFor(body.repo, viewer, signal, deps);
  if (scope !== "everywhere" && "is" in scope) return scope;
  return answer(shown(await pause(scope, { by: viewer.name, why: body.why }, deps), true));
}

type Delete = Operations["resume"];
export async function deletePause(asked: Asked<Delete>, deps: PausesDeps): Promise<Reply<Delete>> {
  const scope = await scopeFor(asked.query.repo, asked.viewer, asked.signal, deps);
  if (scope !== "everywhere" && "is" in scope) return scope;
  await resumePosting(scope, asked.viewer.name, deps);
  return answer(undefined);
}

export async function readPause(
  repo: Repo,
  rights: Rights,
  { values }: Pick<PausesDeps, "values">,
): Promise<PauseShown | undefined> {
  const pause = await values.get(PAUSES, pauseKey(repo));
  return pause && shown(pause, await rights.mayDecide(repo));
}

/** What is to be paused, or to go on, by somebody who may have it so. */
async function scopeFor(
  name: string | undefined,
  viewer: Viewer,
  signal: AbortSignal,
  deps: PausesDeps,
): Promise<Scope | Refused> {
  const isKey = viewer.kind === "key";
  if (name === undefined) {
    if (!isKey && (await mayEverywhere(viewer, signal, deps))) return "everywhere";
    return refused(
      403,
      "To pause everywhere, or to end it, you need admin rights in a repository that Frontdesk serves.",
    );
  }
  const repo = await findRepo(name, rightsOf(viewer, signal), deps);
  if (!repo) return absent(`repository ${name}`);
  if (isKey) return refused(403, "API keys read and redrive, but a pause takes a person.");
  const permission = await viewer.permission(repo, signal, { fresh: true });
  if (!hasAtLeast(permission, "read")) return absent(`repository ${name}`);
  if (hasAtLeast(permission, "triage")) return repo;
  return refused(403, `This takes triage rights or more in ${name}; GitHub says that you have ${permission}.`);
}

async function mayEverywhere(viewer: Viewer, signal: AbortSignal, { knownRepos }: PausesDeps): Promise<boolean> {
  if (seesEverything(viewer)) return true;
  const rights = rightsOf(viewer, signal);
  for (const repo of (await knownRepos()).slice(0, MOST_ASKED)) {
    if ((await rights.in(repo)) !== "admin") continue;
    return (await viewer.permission(repo, signal, { fresh: true })) === "admin";
  }
  return false;
}

/** Whoever may decide reads why it was. */
function shown({ by, why, at, repo }: Pause, mayDecide: boolean): PauseShown {
  return { ...(repo && { repo: nameOf(repo) }), by, why: mayDecide ? why : "", at: at.toISOString() };
}
