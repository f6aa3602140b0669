import type { TaskRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { focusAfter } from "../focus.ts";
import { useKeys } from "../keys.ts";
import { Blank } from "../parts/banner.tsx";
import { Ghosts, Link } from "../parts/small.tsx";
import { longDuration } from "../text/words.ts";
import { Calls } from "./calls.tsx";
import { DeskBar } from "./desk-bar.tsx";
import { Draft } from "./draft.tsx";
import { DraftLive } from "./draft-live.tsx";
import { TaskHead } from "./head.tsx";
import { IssueSheet } from "./issue-sheet.tsx";
import { Replay } from "./replay.tsx";
import { TaskBanners } from "./task-banners.tsx";
import { TimelineList, TimelineSums, useTimeline } from "./timeline.tsx";
import { type Handling, type Panel, useHandling } from "./use-handling.ts";
import { isInTheMaking, useTask } from "./use-task.ts";

/** A task: words in one column, what was noticed in its margin, the desk below. On its own page the timeline joins at the left. */
export function TaskView({
  id,
  row,
  page = false,
}: {
  id: string;
  row?: TaskRow | undefined;
  page?: boolean;
}): ReactNode {
  const { task, problem } = useTask(id);
  const { tasks } = useDesk();
  const handling = useHandling(task, id);
  const [wholeIssue, setWholeIssue] = useState(page);
  useTaskKeys(handling, task !== undefined, () => setWholeIssue((so) => !so));
  const known = task ?? row;

  if (!task && problem)
    return <Unreadable id={id} first={page} problem={problem} onAgain={() => void tasks.load(id)} />;
  return (
    <>
      <section className="task" aria-label={known ? `${known.repo} #${known.issue}` : id} aria-busy={!task}>
        <div className="task-in">
          {known && <TaskHead row={known} task={task} page={page} />}
          {!task && <Loading />}
          {task && (
            <>
              <TaskBanners task={task} handling={handling} />
              <IssueSheet task={task} open={wholeIssue} onOpen={setWholeIssue} />
              {task.forReaders && <NotShown task={task} />}
              {isInTheMaking(task) && !task.forReaders && <DraftLive task={task} />}
              {!isInTheMaking(task) && task.plan && <Draft task={task} plan={task.plan} handling={handling} />}
              {!page && <Timeline task={task} />}
              {!task.forReaders && (
                <>
                  <Calls task={task} />
                  <Replay task={task} />
                </>
              )}
            </>
          )}
        </div>
        {task && <DeskBar task={task} handling={handling} />}
      </section>
      {page && task && <Rail task={task} />}
    </>
  );
}

/** Where the draft would stand, if there is or may be one. */
function NotShown({ task: { state } }: { task: TaskShown }): ReactNode {
  if (["skipped", "cancelled", "parked"].includes(state)) return null;
  return (
    <section className="draft" aria-label="The draft" id="draft">
      <p className="quiet">Drafts are shown to those who may decide.</p>
    </section>
  );
}

function Timeline({ task }: { task: Parameters<typeof useTimeline>[0] }): ReactNode {
  const timeline = useTimeline(task);
  return (
    <section className="section" aria-labelledby="timeline-h">
      <div className="section-head">
        <h2 id="timeline-h">Timeline</h2>
        <span className="meta">
          {longDuration(timeline.machineMs)} by machine, {longDuration(timeline.personMs)} with people
        </span>
      </div>
      <TimelineList task={task} timeline={timeline} />
    </section>
  );
}

function Rail({ task }: { task: Parameters<typeof useTimeline>[0] }): ReactNode {
  const timeline = useTimeline(task);
  return (
    <aside className="rail" aria-label="Timeline">
      <h2>Timeline</h2>
      <TimelineList task={task} timeline={timeline} />
      <TimelineSums task={task} timeline={timeline} />
    </aside>
  );
}

function useTaskKeys(handling: Handling, isHere: boolean, toggleIssue: () => void): void {
  const { view, show, mayDecide, panel, setPanel } = handling;
  const openPanel = (name: Panel) => {
    if (!handling.canAct || handling.isStale) return;
    show("look");
    setPanel(name);
  };
  const deciding = useWhenHere(isHere, {
    a: () => mayDecide && focusAfter(() => setPanel(undefined), "#approve", { preventScroll: true }),
    e: () => mayDecide && show("edit"),
    s: () => mayDecide && openPanel("send back"),
    r: () => mayDecide && openPanel("reject"),
  });
  useKeys({
    ...deciding,
    b: () => show(view === "bytes" ? "look" : "bytes"),
    i: () => {
      toggleIssue();
      document.getElementById("issue")?.scrollIntoView({ block: "nearest" });
    },
    c: nextNote,
    p: () => {
      const first = document.querySelector<HTMLElement>("#calls summary") ?? document.getElementById("calls-h");
      first?.scrollIntoView({ block: "center" });
      first?.focus();
    },
    ...(panel === undefined && view === "bytes" && { escape: () => show("look") }),
  });
}

/** Whoever is quick presses a key before the task has come. It is done then, the last of them if there were more. */
function useWhenHere(isHere: boolean, keys: Record<string, () => void>): Record<string, () => void> {
  const early = useRef<string>(undefined);
  useEffect(() => {
    if (!isHere || early.current === undefined) return;
    const act = keys[early.current];
    early.current = undefined;
    // Not before this rendering is over.
    if (act) queueMicrotask(act);
  });
  const pressed = (key: string) => () => {
    if (isHere) keys[key]?.();
    else early.current = key;
  };
  return Object.fromEntries(Object.keys(keys).map((key) => [key, pressed(key)]));
}

function nextNote(): void {
  const notes = [...document.querySelectorAll<HTMLElement>("#draft [data-note]")];
  const at = notes.indexOf(document.activeElement as HTMLElement);
  const next = notes[(at + 1) % notes.length];
  next?.scrollIntoView({ block: "center" });
  next?.focus();
}

function Loading(): ReactNode {
  return (
    <div className="pair" role="status">
      <span className="sr">The task is being fetched.</span>
      <div>
        <div className="sheet">
          <div className="md">
            <Ghosts lines={[95, 80, 50]} />
          </div>
        </div>
        <div className="sheet second">
          <div className="md">
            <Ghosts lines={[80, 95, 65]} />
          </div>
        </div>
      </div>
    </div>
  );
}

function Unreadable({
  id,
  first,
  problem,
  onAgain,
}: {
  id: string;
  first: boolean;
  problem: { status: number; why: string };
  onAgain(): void;
}): ReactNode {
  const isGone = problem.status === 404 || problem.status === 403;
  return (
    <section className="task" aria-label={id}>
      <Blank
        first={first}
        icon={isGone ? "search" : "warn"}
        title={isGone ? `No task ${id}` : "The task could not be fetched"}
        acts={
          <>
            {!isGone && (
              <button type="button" className="btn" onClick={onAgain}>
                Try again
              </button>
            )}
            <Link to="/tasks" className="btn">
              All tasks
            </Link>
          </>
        }
      >
        <p>{isGone ? "Either it never existed or you may not read its repository." : problem.why}</p>
      </Blank>
    </section>
  );
}
