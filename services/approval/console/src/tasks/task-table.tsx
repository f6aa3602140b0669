import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import { memo, type ReactNode } from "react";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { Link } from "../parts/small.tsx";
import { StateMark } from "../parts/state.tsx";
import { taskPath } from "../route.ts";
import { longDuration, percent, whenShort, whenWhole } from "../text/words.ts";

/** A page of rows is drawn only when it is near what is seen, and again only when something in it has changed. */
export function TaskTable({ pages }: { pages: readonly (readonly TaskRow[])[] }): ReactNode {
  return (
    <table className="tasks">
      <caption className="sr">Tasks, newest first</caption>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Issue</th>
          <th scope="col">Title</th>
          <th scope="col">Kind</th>
          <th scope="col" className="late">
            Author
          </th>
          <th scope="col" className="num">
            Received
          </th>
          <th scope="col" className="num late">
            Asked after
          </th>
          <th scope="col" className="late">
            Decided by
          </th>
        </tr>
      </thead>
      {pages.map((rows) => (
        <Rows key={rows[0]?.id} rows={rows} />
      ))}
    </table>
  );
}

/** Drawn together, or not at all: few enough to be drawn within a frame when they come into sight. */
const BATCH = 25;

const Rows = memo(function Rows({ rows }: { rows: readonly TaskRow[] }): ReactNode {
  return Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, at) => {
    const batch = rows.slice(at * BATCH, (at + 1) * BATCH);
    return (
      <tbody key={batch[0]?.id} className={batch.length === BATCH ? "rows-batch" : undefined}>
        {batch.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    );
  });
});

const Row = memo(function Row({ row }: { row: TaskRow }): ReactNode {
  const none = <span className="quiet">–</span>;
  const askedAfter = row.askedAt && new Date(row.askedAt).getTime() - new Date(row.createdAt).getTime();
  return (
    <tr>
      <td>
        <StateMark state={row.state} />
      </td>
      <td className="mono opt">
        {row.repo} #{row.issue}
      </td>
      <td className="grow">
        <Link to={taskPath(row.id)}>
          <UnseenText text={row.title} />
        </Link>{" "}
        <span className="why">{aside(row)}</span>
      </td>
      <td>{row.spam ? "spam" : (row.kind ?? none)}</td>
      <td className="late opt">{row.author}</td>
      <td className="num">
        <Received time={row.createdAt} />
      </td>
      <td className="num late opt">{askedAfter ? longDuration(askedAfter) : none}</td>
      <td className="late opt">{row.decidedBy ?? none}</td>
    </tr>
  );
});

/** Tells the hour, which does not grow old: ten thousand of these need no clock. */
function Received({ time }: { time: string }): ReactNode {
  return (
    <time dateTime={time} title={whenWhole(time)}>
      {whenShort(time, Date.now())}
    </time>
  );
}

/** What is worth a word beside the title: why it is not simply posted. */
function aside(row: TaskRow): string {
  if (row.state === "posted") return "";
  if (row.state === "awaiting_approval") return row.unverified > 0 ? `${row.unverified} without a source` : "";
  if (row.spam && row.confidence !== undefined) return `spam, ${percent(row.confidence)} sure`;
  return row.why;
}
