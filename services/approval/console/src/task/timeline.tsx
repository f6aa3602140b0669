import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { useMinute } from "../data/use-now.ts";
import { Icon } from "../parts/icon.tsx";
import { Copy } from "../parts/small.tsx";
import { longDuration, whenExact, whenShort, whenWhole } from "../text/words.ts";
import { costOf } from "./how-call-ended.ts";
import { barWidth, type Timeline, type TimelineStep, timelineOf } from "./timeline-steps.ts";

export function useTimeline(task: TaskShown): Timeline {
  return timelineOf(task, Math.max(useMinute(), new Date(task.updatedAt).getTime()));
}

export function TimelineList({ task, timeline }: { task: TaskShown; timeline: Timeline }): ReactNode {
  const now = useMinute();
  return (
    <ol className="timeline">
      {timeline.steps.map((step) => (
        <Step key={step.key} step={step} />
      ))}
      {task.state === "awaiting_approval" && task.nextReminder && (
        <Next at={task.nextReminder} now={now}>
          reminder
        </Next>
      )}
      {task.state === "awaiting_approval" && task.deadline && (
        <Next at={task.deadline} now={now}>
          expires, nothing posted
        </Next>
      )}
      {task.state !== "awaiting_approval" && task.notBefore && (
        <Next at={task.notBefore} now={now}>
          goes on
        </Next>
      )}
    </ol>
  );
}

function Step({ step: { name, icon, at, words, took, isNow } }: { step: TimelineStep }): ReactNode {
  return (
    <li className={isNow ? "step now" : "step"}>
      <Icon name={icon} />
      <b>{name}</b>
      <time dateTime={at} title={whenWhole(at)}>
        {whenExact(at)}
      </time>
      <p>{words}</p>
      {took.map(({ by, ms, words: said }) => (
        <div className="took" key={by}>
          <svg className={by} width={barWidth(ms)} height="6" aria-hidden="true">
            <rect width={barWidth(ms)} height="6" rx="1" />
          </svg>
          <span>{said}</span>
        </div>
      ))}
    </li>
  );
}

function Next({ at, now, children }: { at: string; now: number; children: ReactNode }): ReactNode {
  return (
    <li className="step next">
      <Icon name="expired" />
      <b>{children}</b>
      <time dateTime={at} title={whenWhole(at)}>
        {whenShort(at, now)}
      </time>
    </li>
  );
}

/** What it all came to, and under which names it is found elsewhere. */
export function TimelineSums({ task, timeline }: { task: TaskShown; timeline: Timeline }): ReactNode {
  return (
    <dl className="facts sum">
      <dt>Machine</dt>
      <dd>{longDuration(timeline.machineMs)}</dd>
      <dt>People</dt>
      <dd>{longDuration(timeline.personMs)}</dd>
      {!task.forReaders && (
        <>
          <dt>Cost</dt>
          <dd>{costOf(task)}</dd>
        </>
      )}
      <dt>Task</dt>
      <dd className="mono">{task.id}</dd>
      <dt>Trace</dt>
      <dd className="mono">
        {task.traceId ? (
          <Copy text={task.traceId}>
            {task.traceId.length > 14 ? `${task.traceId.slice(0, 8)}…${task.traceId.slice(-4)}` : task.traceId}
          </Copy>
        ) : (
          "–"
        )}
      </dd>
      <dt>Delivery</dt>
      <dd className="mono">
        {task.deliveryId ? <Copy text={task.deliveryId}>{task.deliveryId.slice(0, 8)}</Copy> : "–"}
      </dd>
    </dl>
  );
}
