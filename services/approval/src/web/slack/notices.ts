import { SECOND } from "@frontdesk/shared/domain/limits";
import { DIGESTS, NOTICES } from "@frontdesk/shared/domain/notice";
import type { Task } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { TaskStore } from "@frontdesk/shared/ports/task-store";
import { withContext } from "@frontdesk/shared/telemetry/context";
import type { Router } from "express";
import { createCountWaiting, LOOK_AGAIN_AFTER } from "./count-waiting.ts";
import { createInteractions, type InteractionsConfig, type InteractionsDeps } from "./interactions.ts";
import { createNoticeQueue } from "./notice-queue.ts";
import { reconcileDigest } from "./reconcile-digest.ts";
import { type NoticeConfig, type NoticeDeps, reconcileNotice } from "./reconcile-notice.ts";

export type NoticesConfig = NoticeConfig &
  Omit<InteractionsConfig, "web"> & {
    /** How long a digest waits for the next change, in milliseconds. */
    digestAfter?: number;
  };

export type NoticesDeps = Omit<NoticeDeps, "waiting" | "tasks"> & Omit<InteractionsDeps, "look"> & { tasks: TaskStore };

export type Notices = {
  /** `POST /slack/interactions`. Before anything that parses bodies. */
  router: Router;
  /** From now on each commit of a task is shown promptly; what was missed before is caught up with meanwhile. */
  start(): Promise<void>;
  /** Repairs what a crash or an outage has left behind. To be run every minute, by any number of instances. */
  job(): Promise<void>;
  close(): Promise<void>;
};

/** So many that are due are looked at by one job, and so many of those that wait: the next one goes on behind them. */
const PAGE = 200;
const JOB_WITHIN = 45 * SECOND;
const DIGEST_AFTER = 5 * SECOND;
const GRACE = 5 * SECOND;

const DIGEST_OF = "digest of ";

/**
 * Slack, as a picture of the tasks that wait. Nothing waits for it: what it shows is made from the tasks, and whatever
 * is lost on the way is made again.
 *
 * How a task without a message is found, whoever died: every notice is due again within minutes as long as its task
 * moves, so those that exist find themselves (`values.due`). One that was never made is found by going through the tasks
 * that wait, a page a minute. Both are queries that each backend has, and neither grows with the tasks that rest.
 */
export function createNotices(config: NoticesConfig, deps: NoticesDeps): Notices {
  const { tasks, values, now, log } = deps;
  const { digestAfter = DIGEST_AFTER } = config;
  const closing = new AbortController();
  const waiting = createCountWaiting(deps);
  const parts = { ...deps, waiting };
  /** The version that was shown last, of tasks that were looked at here: they need no second look. */
  const shown = new Map<string, number>();
  let unwatch: (() => void) | undefined;
  let page: string | undefined;

  const inMilliseconds = (at: Date | undefined) =>
    at === undefined ? {} : { again: Math.max(SECOND / 4, at.getTime() - now().getTime()) };
  const queue = createNoticeQueue(async (key) => {
    if (key.startsWith(DIGEST_OF)) {
      const digested = await reconcileDigest(key.slice(DIGEST_OF.length), config, parts, closing.signal);
      for (const taskId of digested.unfold) void queue.add(taskId);
      return inMilliseconds(digested.again);
    }
    return withContext({ taskId: key, event: "notice" }, async () => {
      const did = await reconcileNotice(key, config, parts, closing.signal);
      if (did.shown !== undefined) shown.set(key, did.shown);
      if (did.channel !== undefined) queue.addLater(DIGEST_OF + did.channel, digestAfter);
      return inMilliseconds(did.again);
    });
  }, deps);

  const onTask = (task: Task) => {
    if (mayHaveNotice(task) || shown.has(task.id)) void queue.add(task.id);
  };
  const findDue = async (until: Date): Promise<string[]> => {
    const notices = await values.due(NOTICES, until, PAGE);
    const digests = await values.due(DIGESTS, until, PAGE);
    return [...notices.map(({ key }) => key), ...digests.map(({ key }) => DIGEST_OF + key)];
  };
  const findWaiting = async (): Promise<string[]> => {
    const found = await tasks.list({ state: "awaiting_approval" }, { limit: PAGE, after: page });
    page = found.next;
    if (page === undefined && shown.size > MOST_REMEMBERED) shown.clear();
    return found.tasks.filter(({ id, version }) => shown.get(id) !== version).map(({ id }) => id);
  };
  const catchUp = async (until: Date) => {
    const found = new Set([...(await findDue(until)), ...(await findWaiting())]);
    await Promise.all([...found].map((key) => queue.add(key)));
  };

  return {
    router: createInteractions(config, { ...deps, look: (taskId) => void queue.add(taskId) }),
    async start() {
      unwatch = await tasks.watch(onTask);
      // What the process before this one had in hand is due soon anyway: nothing of it is waited for.
      catchUp(after(now(), LOOK_AGAIN_AFTER)).catch((error) =>
        log.warn("Slack could not be caught up with", { error }),
      );
    },
    async job() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, JOB_WITHIN).unref());
      await Promise.race([catchUp(now()), late]);
    },
    async close() {
      unwatch?.();
      const timer = setTimeout(() => closing.abort(), GRACE);
      await queue.close();
      clearTimeout(timer);
      closing.abort();
    },
  };
}

/** Ids and numbers: some megabytes. */
const MOST_REMEMBERED = 50_000;

/** Of most tasks nobody is ever told here: they cost no read. A draft, or the question itself, is what tells them apart. */
function mayHaveNotice(task: Task): boolean {
  return "plan" in task && task.plan !== undefined;
}
