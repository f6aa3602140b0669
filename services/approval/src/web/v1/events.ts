import { SECOND } from "@frontdesk/shared/domain/limits";
import { LIVE_DRAFTS, type LiveDraft } from "@frontdesk/shared/domain/live-draft";
import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { hasAtLeast } from "../viewer.ts";
import type { TaskCounts } from "./count-tasks.ts";
import { type FindTaskDeps, findWithDraft } from "./find-task.ts";
import { type Asked, type Refused, type Reply, refused } from "./operation.ts";
import type { Operations } from "./operations.ts";
import { rightsOf } from "./rights.ts";
import { keepOpen, openStream, type Stream, whenOver } from "./stream.ts";
import type { Listener, TaskFeed } from "./watch-tasks.ts";

export type EventsDeps = FindTaskDeps & {
  feed: TaskFeed;
  counts: Pick<TaskCounts, "forget">;
  streams: OpenStreams;
  values: Pick<SharedValues, "get" | "watch">;
  closing: AbortSignal;
  log: Log;
  pingEvery?: number | undefined;
};

const PING_EVERY = 15 * SECOND;
const LONGEST_ID = 200;
/** Of one viewer, on one instance: each of them holds a connection. */
const MOST_STREAMS = 100;
const COME_BACK_IN_SECONDS = "30";

/** How many streams each viewer has open. */
export type OpenStreams = Map<string, number>;

type WatchTasks = Operations["watchTasks"];
export async function watchTasks(asked: Asked<WatchTasks>, deps: EventsDeps): Promise<Reply<WatchTasks>> {
  const { viewer, request, response } = asked;
  const full = whyFull(asked, deps);
  if (full) return full;
  const lastId = request.get("last-event-id")?.slice(0, LONGEST_ID);
  let wake = () => {};
  const listener = await deps.feed.listen(lastId || undefined, () => wake());
  const stream = openStream(response);
  whenOver(stream, () => {
    listener.stop();
    wake();
  });
  // Without an event of its own, it is what a browser brings back that has seen none.
  let done = listener.at();
  stream.send({ id: listener.id(done) });
  keepOpen(stream, { ...keeping(viewer, deps), id: () => listener.id(done) });
  const onDone = (at: number) => {
    done = at;
  };
  const onTold = () => deps.counts.forget(viewer.id);
  const waitForChange = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  pump(stream, listener, { viewer, waitForChange, onTold, onDone }).catch((error) => {
    // It comes back with the last id that it was given, and so misses nothing.
    deps.log.warn("a stream of tasks broke off", { error });
    stream.end();
  });
  return { is: "under way" };
}

type Reader = {
  viewer: Asked<WatchTasks>["viewer"];
  waitForChange(): Promise<void>;
  onTold(): void;
  /** Everything up to this number was sent, or is not for this reader. */
  onDone(at: number): void;
};

async function pump(
  stream: Stream,
  listener: Listener,
  { viewer, waitForChange, onTold, onDone }: Reader,
): Promise<void> {
  while (!stream.over.aborted) {
    if (stream.isSlow()) {
      await stream.ready();
      continue;
    }
    const change = listener.take();
    if (change === undefined) {
      await waitForChange();
      continue;
    }
    const at = listener.at();
    if (change === "reset") stream.send({ id: listener.id(at), event: "reset", data: "{}" });
    else {
      const permission = await permissionIn(change.source, viewer, stream);
      const data = hasAtLeast(permission, "triage") ? change.data : change.toReaders;
      if (hasAtLeast(permission, "read")) {
        onTold();
        stream.send({ id: listener.id(at), event: "task", data });
      }
    }
    onDone(at);
  }
}

/** What is written in this state is a draft that is to be. */
const BEFORE_THE_DRAFT: readonly Task["state"][] = ["received", "triaged"];

type WatchDraft = Operations["watchDraft"];
export async function watchDraft(asked: Asked<WatchDraft>, deps: EventsDeps): Promise<Reply<WatchDraft>> {
  const { viewer, params, response, signal } = asked;
  const task = await findWithDraft(params.id, rightsOf(viewer, signal), deps);
  if ("is" in task) return task;
  const full = whyFull(asked, deps);
  if (full) return full;
  let newest: LiveDraft | undefined;
  let isOver = !BEFORE_THE_DRAFT.includes(task.state);
  let wake = () => {};
  const stop = await together([
    deps.values.watch(LIVE_DRAFTS, task.id, (draft) => {
      newest = draft;
      wake();
    }),
    deps.feed.follow(task.id, ({ state }) => {
      isOver = !BEFORE_THE_DRAFT.includes(state);
      wake();
    }),
  ]);
  // Whoever left meanwhile is not there any more: then it is over as soon as it is open.
  const stream = openStream(response);
  whenOver(stream, () => {
    stop();
    wake();
  });
  keepOpen(stream, keeping(viewer, deps));
  const waitForDraft = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const run = async () => {
    // From before somebody watched: the task's own state, too.
    newest ??= await deps.values.get(LIVE_DRAFTS, task.id);
    isOver ||= !BEFORE_THE_DRAFT.includes((await deps.tasks.get(task.id))?.state ?? "skipped");
    while (!stream.over.aborted && !isOver) {
      await (stream.isSlow() ? stream.ready() : (newest ?? waitForDraft()));
      if (stream.isSlow() || !newest) continue;
      const { text, at } = newest;
      newest = undefined;
      if (!hasAtLeast(await permissionIn(task.source, viewer, stream), "triage")) break;
      stream.send({ event: "draft", data: JSON.stringify({ text, at: at.toISOString() }) });
    }
    stream.send({ event: "end", data: "{}" });
    stream.end();
  };
  run().catch((error) => {
    deps.log.warn("a draft could not be shown while it is written", { error });
    stream.end();
  });
  return { is: "under way" };
}

/** Stops all of them. If one can't begin, none stays. */
async function together(beginnings: readonly Promise<() => void>[]): Promise<() => void> {
  const begun = await Promise.allSettled(beginnings);
  const stop = () => {
    for (const one of begun) if (one.status === "fulfilled") one.value();
  };
  const failed = begun.find((one) => one.status === "rejected");
  if (!failed) return stop;
  stop();
  throw failed.reason;
}

/** Counts the stream that is to be opened, until it is over; or says why there can't be another one. */
function whyFull(
  { viewer, response }: Asked<WatchTasks | WatchDraft>,
  { streams }: EventsDeps,
): Refused | typeof LEFT | undefined {
  if (response.destroyed) return LEFT;
  const open = streams.get(viewer.id) ?? 0;
  if (open >= MOST_STREAMS) {
    response.setHeader("retry-after", COME_BACK_IN_SECONDS);
    return refused(429, `You have ${open} streams open, which is the most. Close some that nobody reads.`);
  }
  streams.set(viewer.id, open + 1);
  response.once("close", () => {
    const left = (streams.get(viewer.id) ?? 1) - 1;
    if (left > 0) streams.set(viewer.id, left);
    else streams.delete(viewer.id);
  });
  return undefined;
}

/** Nobody is there to be answered. */
const LEFT = { is: "under way" } as const;

/** Asked anew each time: rights come and go while a stream is open. */
function permissionIn(repo: Repo, viewer: Asked<WatchTasks>["viewer"], stream: Stream): Promise<Permission> {
  return rightsOf(viewer, stream.over).in(repo);
}

function keeping(viewer: Asked<WatchTasks>["viewer"], { closing, pingEvery = PING_EVERY }: EventsDeps) {
  return { every: pingEvery, closing, mayStay: () => viewer.stillSignedIn() };
}
