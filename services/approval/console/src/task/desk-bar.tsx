import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { marked } from "@frontdesk/shared/domain/marker";
import type { ReactNode } from "react";
import { MOD, useKeys } from "../keys.ts";
import { DigestKey } from "../parts/digest-key.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago, Kbd } from "../parts/small.tsx";
import { bytesOf, count, many } from "../text/words.ts";
import { DeskPanel } from "./desk-panel.tsx";
import { DeskRest } from "./desk-rest.tsx";
import { unverifiedId } from "./unverified-note.tsx";
import type { Handling } from "./use-handling.ts";
import { isInTheMaking } from "./use-task.ts";

/** The counter at the foot of a task, where it is decided. */
export function DeskBar({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  return (
    <section className="desk" aria-label="Decide">
      <Inner task={task} handling={handling} />
    </section>
  );
}

function Inner({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  if (isInTheMaking(task) || task.state === "drafted") {
    return (
      <NotYet>
        {task.workedOn === undefined && task.notBefore !== undefined ? (
          task.why
        ) : (
          <>
            You can decide when it is finished <br />
            and its claims are checked.
          </>
        )}
      </NotYet>
    );
  }
  if (task.state !== "awaiting_approval") return <DeskRest task={task} handling={handling} />;
  if (!handling.mayDecide || !task.plan) return <NotYet>You can read this, but not decide it.</NotYet>;
  if (handling.panel) return <DeskPanel panel={handling.panel} task={task} handling={handling} />;
  return handling.view === "edit" ? (
    <EditDesk task={task} handling={handling} />
  ) : (
    <Ready task={task} plan={task.plan} handling={handling} />
  );
}

function NotYet({ children }: { children: ReactNode }): ReactNode {
  return (
    <div className="desk-in">
      <div className="desk-acts">
        <button type="button" className="btn" aria-disabled="true">
          Approve and post
        </button>
      </div>
      <div className="desk-what">
        <span>{children}</span>
      </div>
    </div>
  );
}

type ReadyProps = { task: TaskShown; plan: NonNullable<TaskShown["plan"]>; handling: Handling };

function Ready({ task, plan, handling }: ReadyProps): ReactNode {
  const { canAct, isStale, busy } = handling;
  const off = !canAct || isStale;
  return (
    <div className="desk-in">
      <div className="desk-acts">
        <button
          type="button"
          id="approve"
          className="btn go"
          aria-disabled={off}
          onClick={() => off || void handling.approve()}
        >
          {busy === "Approve" ? "Approving…" : "Approve and post"} <Kbd>a</Kbd>
        </button>
        <button type="button" className="btn" onClick={() => handling.show("edit")}>
          Edit <Kbd>e</Kbd>
        </button>
        <button
          type="button"
          id="send-back"
          className="btn"
          aria-disabled={off}
          onClick={() => off || handling.setPanel("send back")}
        >
          Send back <Kbd>s</Kbd>
        </button>
        <button
          type="button"
          id="reject"
          className="btn"
          aria-disabled={off}
          onClick={() => off || handling.setPanel("reject")}
        >
          Reject <Kbd>r</Kbd>
        </button>
      </div>
      <div className="desk-what">
        <Remark task={task} plan={plan} handling={handling} />
        <span>
          posts <b>{count(bytesOf(plan.body))} bytes</b> and <b>{many(plan.labels.length, "label")}</b> <br />
          to {task.repo} #{task.issue}
        </span>
        <DigestKey digest={plan.digest} />
      </div>
    </div>
  );
}

/** The one thing to know before approving. */
function Remark({ task, plan, handling }: ReadyProps): ReactNode {
  if (!handling.isOpen)
    return (
      <span className="desk-note">
        <Icon name="lock" />
        sign in again to decide
      </span>
    );
  if (!handling.isLive)
    return (
      <span className="desk-note">
        <Icon name="off" />
        not live: deciding waits
      </span>
    );
  if (handling.isStale)
    return (
      <span className="desk-note">
        <Icon name="warn" />
        the draft has changed
      </span>
    );
  if (task.differs)
    return (
      <a className="desk-note" href="#differs">
        <Icon name="warn" />
        the issue has changed since
      </a>
    );
  if (plan.unverified.length === 0) return null;
  return (
    <a className="desk-note" href={`#${unverifiedId(0)}`}>
      <Icon name="warn" />
      {plan.unverified.length === 1 ? "1 claim has" : `${plan.unverified.length} claims have`} no source
    </a>
  );
}

function EditDesk({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  const { canAct, isStale, text, original, keptAt, cleanedTo, busy } = handling;
  const isEmpty = text.trim() === "";
  const off = !canAct || isStale || isEmpty || cleanedTo !== undefined;
  const approve = () => off || void (text === original ? handling.approve() : handling.approveEdit());
  useKeys({ "mod+enter": approve, escape: () => handling.show("look") });
  return (
    <div className="desk-in">
      <div className="desk-acts">
        {cleanedTo === undefined ? (
          <button type="button" id="approve" className="btn go" aria-disabled={off} onClick={approve}>
            {busy ? "Approving…" : text === original ? "Approve as it was" : "Approve this edit"} <Kbd>{MOD}</Kbd>
          </button>
        ) : (
          <button type="button" className="btn go" onClick={handling.takeCleaned}>
            Take it as cleaned
          </button>
        )}
        <button type="button" className="btn" onClick={handling.discard}>
          {keptAt === undefined ? "Close" : "Discard edit"}
        </button>
      </div>
      <div className="desk-what">
        {cleanedTo !== undefined && (
          <span className="desk-note">
            <Icon name="clean" />
            cleaning changed your edit: look at it again
          </span>
        )}
        {isStale && (
          <span className="desk-note">
            <Icon name="warn" />
            the draft has changed
          </span>
        )}
        {isEmpty && (
          <span className="desk-note">
            <Icon name="warn" />
            to say nothing, reject it
          </span>
        )}
        <span>
          posts <b>{count(bytesOf(marked(task.id, text)))} bytes</b> and{" "}
          <b>{many(task.plan?.labels.length ?? 0, "label")}</b> <br />
          {keptAt === undefined ? (
            `to ${task.repo} #${task.issue}`
          ) : (
            <>
              kept in this browser, <Ago time={new Date(keptAt).toISOString()} after=" ago" />
            </>
          )}
        </span>
      </div>
    </div>
  );
}
