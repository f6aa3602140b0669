import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { Banner } from "../parts/banner.tsx";
import { Mark } from "../parts/icon.tsx";
import { Ago } from "../parts/small.tsx";
import { many } from "../text/words.ts";
import { DraftBytes } from "./draft-bytes.tsx";
import { DraftEdit } from "./draft-edit.tsx";
import { DraftWords } from "./draft-words.tsx";
import type { Handling } from "./use-handling.ts";

type Plan = NonNullable<TaskShown["plan"]>;

export function Draft({ task, plan, handling }: { task: TaskShown; plan: Plan; handling: Handling }): ReactNode {
  const { view, mayDecide } = handling;
  const said = wordsFor(task);
  const views = [
    ["look", said.look],
    ["bytes", "Exact bytes"],
    ...(mayDecide ? ([["edit", "Edit"]] as const) : []),
  ] as const;
  return (
    <section className="draft" aria-label="The draft" id="draft">
      {task.guidance && <Guidance guidance={task.guidance} />}
      <div className={view === "edit" ? "pair wide" : "pair"}>
        <header className="sheet-head">
          <span className="face bot">
            <Mark />
          </span>
          <span>
            <b>Frontdesk</b> {said.verb}
          </span>
          <span className="end">
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent. */}
            <span className="seg" role="group" aria-label="Show the draft as">
              {views.map(([name, words]) => (
                <button key={name} type="button" aria-pressed={view === name} onClick={() => handling.show(name)}>
                  {words}
                </button>
              ))}
            </span>
          </span>
        </header>
        {view === "look" && <Sources plan={plan} />}
      </div>
      {view === "look" && (
        <DraftWords task={task} plan={plan} onRemove={mayDecide ? handling.removePassage : undefined} />
      )}
      {view === "bytes" && <DraftBytes plan={plan} label={said.bytes} />}
      {view === "edit" && (
        <DraftEdit
          task={task}
          original={handling.original}
          text={handling.text}
          onText={handling.type}
          cleanedTo={handling.cleanedTo}
        />
      )}
    </section>
  );
}

/** Why there is another draft: what to hold it against. */
function Guidance({ guidance: { text, by, at } }: { guidance: NonNullable<TaskShown["guidance"]> }): ReactNode {
  const { me } = useDesk();
  const name = useStore(me, (so) => so?.name);
  return (
    <Banner tone="rest" icon="back" end={<Ago time={at} after=" ago" />}>
      <b>{by === name ? "You" : by} asked for:</b> “{text}”
    </Banner>
  );
}

function Sources({ plan }: { plan: Plan }): ReactNode {
  const commit = plan.citations[0]?.commit.slice(0, 7);
  return (
    <div className="margin sources">
      <h2>Sources</h2>
      <p>
        {plan.citations.length === 0 ? (
          "It cites no document"
        ) : (
          <>
            {many(plan.citations.length, "place")} at <span className="mono">{commit}</span>
          </>
        )}
        {plan.unverified.length > 0 && <b className="stop">, {many(plan.unverified.length, "claim")} without one</b>}
      </p>
      {plan.spared !== undefined && <p className="quiet">{plan.spared}</p>}
    </div>
  );
}

function wordsFor({ state }: TaskShown): { verb: string; look: string; bytes: string } {
  if (state === "posted")
    return { verb: "commented", look: "As it was posted", bytes: "The exact bytes that were posted" };
  if (["rejected", "expired", "cancelled", "skipped"].includes(state))
    return { verb: "would have commented", look: "As it would look", bytes: "The exact bytes, which are not posted" };
  return { verb: "will comment", look: "As it will look", bytes: "The exact bytes that will be posted" };
}
