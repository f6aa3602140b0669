import type { Me, Stats } from "@frontdesk/approval/api/surroundings";
import type { TaskRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import { createContext, useContext } from "react";
import { emptyQueue, isBeingWritten, isWaiting, type Queue, withRow, withRows } from "../queue/queue.ts";
import { many } from "../text/words.ts";
import { type Api, createApi, whyOf } from "./api.ts";
import { followEvents, type Line, type LineStatus } from "./follow-events.ts";
import { createStore, type Store } from "./store.ts";
import { createTaskCache, type TaskCache } from "./task-cache.ts";

/** All that the console knows and can do; one for the page. */
export type Desk = {
  api: Api;
  me: Store<Me | undefined>;
  line: Store<LineStatus>;
  session: Store<"open" | "over">;
  queue: Store<Queue & { loaded: boolean; problem?: string }>;
  counts: Store<Record<string, number> | undefined>;
  stats: Store<Stats | undefined>;
  tasks: TaskCache;
  /** For screen readers: what has just happened. */
  said: Store<string>;
  say(words: string): void;
  /** Of every task that changes, anywhere. */
  followRows(listener: (row: TaskRow) => void): () => void;
  /** With what came as the answer to a deed of ours, before the live line tells of it. */
  took(task: TaskShown): void;
  refresh(): void;
  tryNow(): void;
  start(): void;
};

const COUNT_AFTER = 500;
const LOOK_EVERY = 60_000;

export function createDesk(): Desk {
  const me = createStore<Me | undefined>(undefined);
  const session = createStore<"open" | "over">("open");
  const line = createStore<LineStatus>({ is: "connecting" });
  const queue = createStore<Queue & { loaded: boolean; problem?: string }>({ ...emptyQueue, loaded: false });
  const counts = createStore<Record<string, number> | undefined>(undefined);
  const stats = createStore<Stats | undefined>(undefined);
  const said = createStore("");
  const listeners = new Set<(row: TaskRow) => void>();
  let connection: Line | undefined;
  let isCounting = false;

  const api = createApi({
    csrf: () => me.get()?.csrf,
    onSignedOut: () => {
      // Nothing is on the page yet: no reason to stay on it. Later there may be words in a box.
      if (me.get() === undefined) location.assign(signInPath());
      else session.set(() => "over");
    },
  });
  const tasks = createTaskCache(api);
  const say = (words: string) => said.set(() => words);

  const loadQueue = async () => {
    try {
      const [waiting, moving] = await Promise.all([
        api.tasks(new URLSearchParams({ state: "awaiting_approval", limit: "200" })),
        api.tasks(new URLSearchParams({ state: "received,triaged,drafted", limit: "50" })),
      ]);
      const fresh = [...waiting.tasks, ...moving.tasks];
      queue.set((so) => {
        const heard = new Set(fresh.map(({ id }) => id));
        // A task that is in neither list any more has gone on while the line was down; looking it up says where.
        const gone = [...so.rows.values()].filter(
          (row) => (isWaiting(row) || isBeingWritten(row)) && !heard.has(row.id),
        );
        tasks.reload(gone.map(({ id }) => id));
        const { problem: _, ...rest } = so;
        return { ...rest, ...withRows(so, fresh, Date.now()), loaded: true };
      });
    } catch (error) {
      queue.set((so) => (so.loaded ? so : { ...so, problem: whyOf(error) }));
    }
  };
  const loadCounts = async () => {
    isCounting = false;
    await api.counts().then((answer) => counts.set(() => answer.states), ignore);
  };
  const countSoon = () => {
    if (!isCounting) setTimeout(() => void loadCounts(), COUNT_AFTER);
    isCounting = true;
  };
  const loadStats = async () => {
    if (isSeen()) await api.stats("24h").then((answer) => stats.set(() => answer), ignore);
  };
  /** For the title of a tab that nobody sees, and that has no line: counting all would be much to ask for that often. */
  const countWaiting = async () => {
    const wanted = new URLSearchParams({ state: "awaiting_approval", limit: "200" });
    await api.tasks(wanted).then((page) => {
      if (page.next === undefined) counts.set((so) => ({ ...so, awaiting_approval: page.tasks.length }));
    }, ignore);
  };
  const heard = (row: TaskRow) => {
    const before = queue.get();
    queue.set((so) => ({ ...so, ...withRow(so, row, Date.now()) }));
    const news = queue.get().arrived.length - before.arrived.length;
    if (news > 0) say(many(queue.get().arrived.length, "new task"));
    const isPosted = row.state === "posted" && before.rows.get(row.id)?.state !== "posted";
    if (isPosted && row.decidedBy === me.get()?.name) say(`#${row.issue} is posted.`);
    tasks.heard(row);
    for (const listener of listeners) listener(row);
    countSoon();
  };
  const refresh = () => {
    void loadQueue();
    void loadCounts();
    void loadStats();
    tasks.reload([...tasks.store.get().keys()].slice(-3));
  };
  tasks.store.follow(() => {
    // A task that was read for itself may be newer than its row.
    for (const { task } of tasks.store.get().values()) {
      const row = task && queue.get().rows.get(task.id);
      if (task && row && row.version < task.version) heard(rowOf(task));
    }
  });

  const start = () => {
    void api.me().then(
      (answer) => {
        me.set(() => answer);
        setInterval(() => void (isSeen() ? loadStats() : countWaiting()), LOOK_EVERY);
        // One that is opened behind another has no line until it is seen.
        if (!isSeen()) refresh();
        connection = followEvents({
          path: "/v1/events",
          on: ({ event, data }) => {
            if (event === "task") heard(JSON.parse(data) as TaskRow);
            else if (event === "reset") refresh();
          },
          onStatus: (status) => {
            line.set(() => status);
            // Fetched when the line is open, and not before: what happens in between would be missed.
            if (status.is === "live" ? !status.resumed : status.is === "lost" && !queue.get().loaded) refresh();
          },
          onRefused: (status) => status === 401 && session.set(() => "over"),
        });
      },
      (error: unknown) => {
        queue.set((so) => ({ ...so, problem: whyOf(error) }));
      },
    );
  };
  return {
    ...{ api, me, session, line, queue, counts, stats, tasks, said, say, refresh, start },
    followRows(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    took(task) {
      tasks.put(task);
      heard(rowOf(task));
    },
    tryNow: () => connection?.tryNow(),
  };
}

function isSeen(): boolean {
  return document.visibilityState === "visible";
}

/** What is only shown small, and is asked for again soon. */
function ignore(): void {}

/** The line of a list, from the whole. */
function rowOf(task: TaskShown): TaskRow {
  return { ...task, ...(task.decision && { decidedBy: task.decision.by }) };
}

/** Back to where it was left. */
export const signInPath = (): string =>
  `/sign-in?${new URLSearchParams({ next: location.pathname + location.search })}`;

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("This component stands outside of the console.");
  return desk;
}
