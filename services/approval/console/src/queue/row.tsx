import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import { memo, type ReactNode } from "react";
import { useMinute, useSecond } from "../data/use-now.ts";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago, Link } from "../parts/small.tsx";
import { taskPath } from "../route.ts";
import { languageName, longDuration, percent, roughly, stateWords } from "../text/words.ts";
import { isBeingWritten, isWaiting } from "./queue.ts";
import { expiresSoon } from "./urgency.ts";

type Props = { row: TaskRow; selected: boolean; onPick(id: string): boolean };

/** A line of the queue. `onPick` says whether it was shown beside the list; else the link is followed. */
export const QueueRow = memo(function QueueRow({ row, selected, onPick }: Props): ReactNode {
  const kind = isWaiting(row) ? "" : isBeingWritten(row) ? " busy" : " over";
  return (
    <li>
      <Link
        to={taskPath(row.id)}
        className={`row${kind}`}
        aria-current={selected ? "true" : undefined}
        data-id={row.id}
        onClick={(event) => {
          // By Enter (which is a click of no mouse) it opens on its own page.
          const isPlain =
            event.detail > 0 &&
            event.button === 0 &&
            !event.metaKey &&
            !event.ctrlKey &&
            !event.shiftKey &&
            !event.altKey;
          if (isPlain && onPick(row.id)) event.preventDefault();
        }}
      >
        <span className="row-top">
          <span>
            {row.repo} <b>#{row.issue}</b>
          </span>
          {kind === " busy" ? (
            <Since time={row.createdAt} />
          ) : (
            <Ago time={kind === "" ? (row.askedAt ?? row.createdAt) : row.updatedAt} />
          )}
        </span>
        <span className="row-title">
          <UnseenText text={row.title} />
        </span>
        <span className="row-facts">
          {kind === "" ? <Waiting row={row} /> : kind === " busy" ? <Busy row={row} /> : <Over row={row} />}
        </span>
      </Link>
    </li>
  );
});

function Since({ time }: { time: string }): ReactNode {
  const now = useSecond();
  return <time dateTime={time}>{longDuration(now - new Date(time).getTime())}</time>;
}

function Waiting({ row }: { row: TaskRow }): ReactNode {
  const now = useMinute();
  const isUnsure = row.confidence !== undefined && row.confidence < 0.75;
  return (
    <>
      {row.kind && (
        <span>
          {row.kind}
          {isUnsure && `, ${percent(row.confidence ?? 0)} sure`}
        </span>
      )}
      {row.spam && (
        <span className="stop">
          <Icon name="warn" />
          looks like spam
        </span>
      )}
      {row.trigger === "comment" && <span>a comment by {row.author}</span>}
      {row.language !== undefined && row.language !== "en" && <span>{languageName(row.language)}</span>}
      {row.differs && (
        <span className="stop">
          <Icon name="warn" />
          issue changed since the draft
        </span>
      )}
      {row.unverified > 0 && (
        <span className="stop">
          <Icon name="warn" />
          {row.unverified === 1 ? "1 claim" : `${row.unverified} claims`} without a source
        </span>
      )}
      {row.unverified === 0 && !row.differs && <span>no open claims</span>}
      {row.deadline && expiresSoon(row, now) && (
        <span className="stop">
          <Icon name="expired" />
          expires in {roughly(new Date(row.deadline).getTime() - now)}
        </span>
      )}
    </>
  );
}

function Busy({ row }: { row: TaskRow }): ReactNode {
  const isHeld = row.notBefore !== undefined && row.workedOn === undefined;
  const words = isHeld
    ? row.why
    : row.state === "received"
      ? "sorting"
      : row.state === "triaged"
        ? "drafting"
        : "about to be asked";
  return (
    <span className={isHeld ? undefined : "run"}>
      <Icon name={isHeld ? "expired" : row.state} />
      {words}
    </span>
  );
}

function Over({ row }: { row: TaskRow }): ReactNode {
  const isGood = row.state === "posted" || row.state === "approved" || row.state === "posting";
  const verb = row.state === "rejected" ? "rejected" : "approved";
  const words =
    row.decidedBy === undefined
      ? row.why || stateWords(row.state)
      : `${verb} by ${row.decidedBy}${row.state === "posted" ? ", posted" : ""}`;
  return (
    <span className={isGood ? "good" : row.state === "parked" ? "stop" : undefined}>
      <Icon name={row.state} />
      {words}
    </span>
  );
}
