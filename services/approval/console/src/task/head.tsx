import type { TaskRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago, Face, Link } from "../parts/small.tsx";
import { StateMark } from "../parts/state.tsx";
import { taskPath } from "../route.ts";

/** Whose words these are, where they stand, and what has become of them. Known from the list before the rest has come. */
export function TaskHead({ row, task, page }: { row: TaskRow; task: TaskShown | undefined; page: boolean }): ReactNode {
  const Title = page ? "h1" : "h2";
  const where = `${row.repo} #${row.issue}`;
  return (
    <header className="task-head">
      <div className="crumb">
        {page && (
          <Link to="/" className="phone-only">
            <Icon name="left" />
            Waiting
          </Link>
        )}
        {task ? (
          <a href={task.content.url} target="_blank" rel="noopener noreferrer">
            {where} <Icon name="out" label="on GitHub" />
          </a>
        ) : (
          <span>{where}</span>
        )}
        <StateMark state={row.state} chip />
        {task?.plan && <span>revision {task.plan.revision}</span>}
        {!page && (
          <Link to={taskPath(row.id)} className="open-page">
            Open its page
          </Link>
        )}
      </div>
      <Title className="task-title" tabIndex={-1}>
        <UnseenText text={row.title} />
      </Title>
      <p className="byline">
        <Face name={row.author} />
        <b>{row.author}</b>
        {row.byMaintainer && <span>maintainer</span>}
        <span>
          {row.trigger === "comment" ? "commented" : "opened it"} <Ago time={row.createdAt} after=" ago" />
        </span>
        {task?.content.state === "closed" && (
          <>
            <span className="sep" />
            <span>closed since</span>
          </>
        )}
      </p>
    </header>
  );
}
