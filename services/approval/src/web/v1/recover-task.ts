import { isRefusal, type Refusal } from "@frontdesk/shared/domain/change";
import { REPLAYS, type Replay } from "@frontdesk/shared/domain/replay";
import type { Task } from "@frontdesk/shared/domain/task";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { ReplayShown } from "../../api/actions.ts";
import { type RecoverDeps, recover } from "../../recover.ts";
import { askReplay } from "../../replay.ts";
import { hasAtLeast, type Viewer } from "../viewer.ts";
import { type FindTaskDeps, findTask, findWithDraft } from "./find-task.ts";
import { type Asked, absent, answer, type Refused, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { type ShowDeps, show } from "./read-task.ts";
import { rightsOf } from "./rights.ts";
import { nameOf } from "./show-task.ts";

export type RecoverTaskDeps = RecoverDeps & FindTaskDeps & ShowDeps & { values: SharedValues; web: string };

type Recover = Operations["recover"];
export async function recoverTask(asked: Asked<Recover>, deps: RecoverTaskDeps): Promise<Reply<Recover>> {
  const { viewer, params, body, signal } = asked;
  const task = await findTask(params.id, rightsOf(viewer, signal), deps);
  if (!task) return absent(`task ${params.id}`);
  if (viewer.kind === "key" && body.want !== "redrive") {
    return refused(403, `API keys may redrive, but not ${body.want}: that takes a person.`);
  }
  const why = await whyNot(task, viewer, signal);
  if (why) return why;
  const thread = `${deps.web}/${nameOf(task.source)}/issues/${task.source.issue}`;
  if (body.want === "confirm posted" && !isCommentIn(thread, body.url)) {
    return refused(
      409,
      `${body.url.slice(0, 300)} is no comment of this issue: give its own address, ${thread}#issuecomment-…`,
      { because: "unfit" },
    );
  }
  // A login has no blank in it: nothing that a key is called reads as a person.
  const by = viewer.kind === "key" ? `key ${viewer.name}` : viewer.name;
  const recovered = await recover(task.id, body, by, deps);
  if (isRefusal(recovered)) return refusedBy(recovered, params.id);
  return answer(await show(recovered.task, viewer, await viewer.permission(task.source, signal), deps));
}

/** GitHub knows the names of owners and repositories in capitals, too. */
function isCommentIn(thread: string, url: string): boolean {
  const [before = "", comment = "", ...more] = url.split("#issuecomment-");
  return more.length === 0 && before.toLowerCase() === thread.toLowerCase() && /^\d{1,20}$/.test(comment);
}

type AskReplay = Operations["replay"];
export async function replayTask(asked: Asked<AskReplay>, deps: RecoverTaskDeps): Promise<Reply<AskReplay>> {
  const { viewer, params, signal } = asked;
  const task = await findTask(params.id, rightsOf(viewer, signal), deps);
  if (!task) return absent(`task ${params.id}`);
  if (viewer.kind === "key") return refused(403, "API keys read and redrive, but a replay takes a person.");
  const why = await whyNot(task, viewer, signal);
  if (why) return why;
  const begun = await askReplay(task.id, viewer.name, deps);
  return isRefusal(begun) ? refusedBy(begun, params.id) : answer(replayShown(begun.replay));
}

type ShowReplay = Operations["showReplay"];
export async function readReplay(asked: Asked<ShowReplay>, deps: RecoverTaskDeps): Promise<Reply<ShowReplay>> {
  const { viewer, params, signal } = asked;
  const task = await findWithDraft(params.id, rightsOf(viewer, signal), deps);
  if ("is" in task) return task;
  const replay = await deps.values.get(REPLAYS, task.id);
  return replay ? answer(replayShown(replay)) : absent(`replay of ${params.id}`);
}

async function whyNot(task: Task, viewer: Viewer, signal: AbortSignal): Promise<Refused | undefined> {
  const permission = await viewer.permission(task.source, signal, { fresh: viewer.kind === "person" });
  if (!hasAtLeast(permission, "read")) return absent(`task ${task.id}`);
  if (hasAtLeast(permission, "triage")) return undefined;
  return refused(403, `This takes triage rights or more in the repository; GitHub says that you have ${permission}.`);
}

function refusedBy({ because, why }: Refusal, id: string): Refused {
  return because === "absent" ? absent(`task ${id}`) : refused(409, why, { because });
}

function replayShown(replay: Replay): ReplayShown {
  const sorting = "sorting" in replay ? replay.sorting?.triage : undefined;
  const reply = replay.state === "done" ? replay.reply?.body : undefined;
  return {
    ...{ state: replay.state, askedBy: replay.askedBy, at: replay.at.toISOString() },
    ...("why" in replay && replay.why !== undefined && { why: replay.why }),
    ...(sorting && { sorting: sortingShown(sorting) }),
    ...(reply !== undefined && { reply }),
  };
}

function sortingShown({ kind, spam, wantsReply, labels, summary }: NonNullable<ReplayShown["sorting"]>) {
  return { kind, spam, wantsReply, labels, summary };
}
