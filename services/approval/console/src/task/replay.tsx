import type { ReplayShown } from "@frontdesk/approval/api/actions";
import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useState } from "react";
import { Refused, whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago } from "../parts/small.tsx";
import { Sign } from "../parts/state.tsx";

const LOOK_EVERY = 2_000;
const isGoing = (replay: ReplayShown | undefined) => replay?.state === "asked" || replay?.state === "sorted";

/** The same question asked once more, and its answer beside the one that is kept. Nothing of it is ever posted. */
export function Replay({ task }: { task: TaskShown }): ReactNode {
  const { api } = useDesk();
  const [open, setOpen] = useState(false);
  const [replay, setReplay] = useState<ReplayShown>();
  const [why, setWhy] = useState<string>();
  const going = isGoing(replay);
  useEffect(() => {
    if (!open) return;
    const controller = new AbortController();
    api.replayed(task.id, controller.signal).then(setReplay, (error: unknown) => {
      const isNone = error instanceof Refused && error.problem.status === 404;
      if (!controller.signal.aborted && !isNone) setWhy(whyOf(error));
    });
    return () => controller.abort();
  }, [api, task.id, open]);
  useEffect(() => {
    if (!going) return;
    const timer = setInterval(
      () => void api.replayed(task.id).then(setReplay, (error: unknown) => setWhy(whyOf(error))),
      LOOK_EVERY,
    );
    return () => clearInterval(timer);
  }, [api, task.id, going]);
  const ask = () => {
    setWhy(undefined);
    void api.replay(task.id).then(setReplay, (error: unknown) => setWhy(whyOf(error)));
  };
  const may = task.may.includes("replay");
  return (
    <section className="section" aria-label="Ask again">
      <details className="call" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="again">
          <Icon name="right" />
          <h2>Ask again</h2>
          <span className="meta">the same question to today’s models; nothing of it is posted</span>
        </summary>
        {may && (
          <button type="button" className="btn" aria-disabled={going} onClick={() => going || ask()}>
            {going ? "Asking…" : replay ? "Ask once more" : "Ask"}
          </button>
        )}
        {!may && !replay && <p className="quiet">Nobody asked again, and you may not here.</p>}
        {why !== undefined && <p className="stop">{why}</p>}
        {replay && <Compared task={task} replay={replay} />}
      </details>
    </section>
  );
}

function Compared({ task, replay }: { task: TaskShown; replay: ReplayShown }): ReactNode {
  return (
    <div className="compared">
      <section aria-label="The recorded answer">
        <h3>Recorded</h3>
        <p className="meta">
          {[task.kind, task.language, ...(task.plan?.labels ?? [])].filter(Boolean).join(", ") || "not sorted"}
        </p>
        <div className="sheet md">
          {task.plan ? (
            <Markdown text={task.plan.body} html="left out" />
          ) : (
            <p className="quiet">No reply was drafted: {task.why}</p>
          )}
        </div>
      </section>
      <section aria-label="The new answer">
        <h3>
          Now{" "}
          <span className="meta">
            asked by {replay.askedBy}, <Ago time={replay.at} after=" ago" />
          </span>
        </h3>
        <p className="meta">
          {replay.sorting
            ? [
                replay.sorting.kind,
                replay.sorting.spam && "spam",
                !replay.sorting.wantsReply && "wants no reply",
                ...replay.sorting.labels,
              ]
                .filter(Boolean)
                .join(", ")
            : "being sorted"}
        </p>
        <div className="sheet md">
          {replay.state === "failed" && (
            <Sign tone="stop" icon="warn">
              {replay.why ?? "It failed."}
            </Sign>
          )}
          {isGoing(replay) && (
            <Sign tone="run" icon="drafted">
              {replay.state === "asked" ? "sorting" : "drafting"}
            </Sign>
          )}
          {replay.reply !== undefined ? (
            <Markdown text={replay.reply} html="left out" />
          ) : (
            replay.state === "done" && <p className="quiet">No reply this time. {replay.why}</p>
          )}
        </div>
      </section>
    </div>
  );
}
