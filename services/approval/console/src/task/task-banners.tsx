import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { useMinute } from "../data/use-now.ts";
import { Banner } from "../parts/banner.tsx";
import { doorOf, duration, roughly, stateWords } from "../text/words.ts";
import { Difference } from "./difference.tsx";
import { ParkedPosting } from "./parked-posting.tsx";
import type { Handling, Outcome } from "./use-handling.ts";
import { isInTheMaking } from "./use-task.ts";

/** What has to be known before anything else about this task. */
export function TaskBanners({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  return (
    <div className="banners">
      {handling.outcome && <Refusal task={task} outcome={handling.outcome} onClose={handling.dismiss} />}
      {handling.isStale && <Changed task={task} handling={handling} />}
      {task.differs && task.draftedOn && <IssueDiffers task={task} draftedOn={task.draftedOn} />}
      {isInTheMaking(task) && task.plan && (
        <Banner tone="run" icon="back">
          <b>It is written again.</b> {sentence(task.why)} You see the new draft here when it is finished.
        </Banner>
      )}
      {task.state === "parked" && <Parked task={task} />}
      {task.state === "parked" && task.parkedFrom === "posting" && task.may.includes("confirm") && (
        <ParkedPosting task={task} handling={handling} />
      )}
      {task.state === "awaiting_approval" && !task.may.includes("decide") && (
        <Banner tone="rest" icon="lock">
          <b>You can read {task.repo} but not decide here.</b> Deciding needs the triage role. An admin of the
          repository can give it to you.
        </Banner>
      )}
    </div>
  );
}

/** The loser of a race is told who, when and what. */
function Refusal({ task, outcome, onClose }: { task: TaskShown; outcome: Outcome; onClose(): void }): ReactNode {
  const close = (
    <button type="button" className="btn small" onClick={onClose}>
      Close
    </button>
  );
  const decided = outcome.decided ?? byThe(task);
  if (decided && outcome.because !== "unfit") {
    const earlier = outcome.at - new Date(decided.at).getTime();
    return (
      <Banner tone="good" icon={decided.what === "rejected" ? "rejected" : "posted"} end={close}>
        <b>
          {decided.by} {decided.what} this {earlier > 0 ? `${duration(earlier)} before you` : "a moment before you"}
          {task.decision ? `, ${doorOf(task.decision.via)}` : ""}.
        </b>{" "}
        Your click did nothing.{" "}
        {task.comment && (
          <a href={task.comment.url} target="_blank" rel="noopener noreferrer">
            Open the comment
          </a>
        )}
      </Banner>
    );
  }
  if (outcome.because === "stale")
    return (
      <Banner tone="run" icon="back" end={close}>
        <b>The draft changed before your click.</b> Nothing was decided. What you typed is still here.
      </Banner>
    );
  if (outcome.status === 0)
    return (
      <Banner tone="stop" icon="off" end={close}>
        <b>Nobody knows yet whether that worked.</b> {outcome.why} What you see here is what the task says now.
      </Banner>
    );
  return (
    <Banner tone="stop" icon="warn" end={close}>
      <b>That did not happen.</b> {outcome.why}
    </Banner>
  );
}

function Changed({ task, handling }: { task: TaskShown; handling: Handling }): ReactNode {
  const revision = task.plan?.revision ?? 0;
  return (
    <>
      <Banner
        tone="run"
        icon="back"
        end={
          <button type="button" className="btn small" onClick={handling.accept}>
            I have read it
          </button>
        }
      >
        <b>There is a new draft: revision {revision}.</b> {sentence(task.why)} What has changed is below; what you typed
        is kept. Approving is off until you have read it.
      </Banner>
      <Difference before={handling.seen?.body ?? ""} after={task.plan?.body ?? ""} label="What changed in the draft" />
    </>
  );
}

function IssueDiffers({
  task,
  draftedOn,
}: {
  task: TaskShown;
  draftedOn: NonNullable<TaskShown["draftedOn"]>;
}): ReactNode {
  const whole = ({ title, body, state }: { title: string; body: string; state: string }) =>
    `${title}\n(${state})\n${body.replaceAll("\r\n", "\n")}`;
  return (
    <div id="differs">
      <Banner tone="run" icon="back">
        <b>The issue has changed since this draft was made.</b> The draft answers the old text. Approve it if it is
        still right; send it back to have it written again.
      </Banner>
      <Difference before={whole(draftedOn)} after={whole(task.content)} label="What changed in the issue" />
    </div>
  );
}

function Parked({ task }: { task: TaskShown }): ReactNode {
  const now = useMinute();
  const { me } = useDesk();
  const name = useStore(me, (so) => so?.name);
  const stands = task.decision?.verdict === "approve";
  return (
    <Banner tone="stop" icon="parked">
      <b>
        Parked{task.parkedFrom ? ` when it was ${stateWords(task.parkedFrom)}` : ""},{" "}
        {roughly(now - new Date(task.updatedAt).getTime())}
        {now - new Date(task.updatedAt).getTime() < 60_000 ? "" : " ago"}.
      </b>{" "}
      {sentence(task.why)} {task.parkedFrom !== "posting" && "When that is seen to, redrive it: it goes on from here."}{" "}
      {stands && `The approval by ${task.decision?.by === name ? "you" : task.decision?.by} still stands.`}
    </Banner>
  );
}

/** What the task says of who decided it, where the refusal itself said nothing. */
function byThe({ decision, state }: TaskShown): Outcome["decided"] {
  if (!decision || state === "awaiting_approval") return undefined;
  return { by: decision.by, at: decision.at, what: decision.verdict === "approve" ? "approved" : "rejected" };
}

function sentence(words: string): string {
  const text = words.trim();
  if (text === "") return "";
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
