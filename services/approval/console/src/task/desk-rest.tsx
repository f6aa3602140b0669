import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { Icon } from "../parts/icon.tsx";
import { toneOf } from "../parts/state.tsx";
import { doorOf, duration, stateWords } from "../text/words.ts";
import type { Handling } from "./use-handling.ts";

/** The desk of a task that is decided: one line that moves on with it. */
export function DeskRest({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  const { api } = useDesk();
  const may = new Set(task.may);
  const redrive = () => void handling.act("Redrive", () => api.recover(task.id, { want: "redrive" }));
  const revive = () => void handling.act("Begin again", () => api.recover(task.id, { want: "revive" }));
  return (
    <div className="desk-in">
      <span className={`state on-${toneOf(task.state)}`}>
        <Icon name={task.state} />
        <Standing task={task} />
      </span>
      {task.comment && (
        <a className="on-link" href={task.comment.url} target="_blank" rel="noopener noreferrer">
          open the comment
        </a>
      )}
      <div className="desk-acts">
        {may.has("redrive") && task.parkedFrom !== "posting" && (
          <button type="button" className="btn go" aria-disabled={!handling.canAct} onClick={redrive}>
            Redrive
          </button>
        )}
        {may.has("revive") && (
          <button type="button" className="btn" aria-disabled={!handling.canAct} onClick={revive}>
            Begin again
          </button>
        )}
      </div>
      <div className="desk-what">
        <span>
          <Aside task={task} handling={handling} />
        </span>
      </div>
    </div>
  );
}

function Standing({ task }: { task: TaskShown }): ReactNode {
  const who = useDecider(task);
  if (task.state === "approved" || task.state === "posting") return `approved${who}`;
  if (task.state === "rejected") return `rejected${who}`;
  return stateWords(task.state);
}

/** " by you", or by whom and where. */
function useDecider({ decision }: TaskShown): string {
  const { me } = useDesk();
  const name = useStore(me, (so) => so?.name);
  if (!decision) return "";
  if (decision.via === "console" && decision.by === name) return " by you";
  return ` by ${decision.by} ${doorOf(decision.via)}`;
}

function Aside({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  const who = useDecider(task);
  if (task.state === "approved")
    return task.notBefore && !task.workedOn ? task.why : "checking that the issue is unchanged";
  if (task.state === "posting") return "posting it, once";
  if (task.state === "posted") {
    const posted = task.history.findLast(({ to, from }) => to === "posted" && from !== "posted");
    const took =
      posted && task.decision ? new Date(posted.at).getTime() - new Date(task.decision.at).getTime() : undefined;
    if (took === undefined) return task.why;
    return `${duration(took)} after ${handling.decidedAt === undefined ? `the approval${who}` : "your click"}`;
  }
  return task.why;
}
