import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import type { ReactNode } from "react";
import { Mark } from "../parts/icon.tsx";
import { many } from "../text/words.ts";
import { DraftBytes } from "./draft-bytes.tsx";
import { DraftEdit } from "./draft-edit.tsx";
import { DraftWords } from "./draft-words.tsx";
import type { Handling } from "./use-handling.ts";

type Plan = NonNullable<TaskShown["plan"]>;

const VIEWS = [
  ["look", "As it will look"],
  ["bytes", "Exact bytes"],
  ["edit", "Edit"],
] as const;

export function Draft({ task, plan, handling }: { task: TaskShown; plan: Plan; handling: Handling }): ReactNode {
  const { view, mayDecide } = handling;
  const views = VIEWS.filter(([name]) => name !== "edit" || mayDecide);
  return (
    <section className="draft" aria-label="The draft" id="draft">
      <div className={view === "edit" ? "pair wide" : "pair"}>
        <header className="sheet-head">
          <span className="face bot">
            <Mark />
          </span>
          <span>
            <b>Frontdesk</b> {wordsFor(task)}
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
      {view === "bytes" && <DraftBytes plan={plan} />}
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

function wordsFor({ state }: TaskShown): string {
  if (state === "posted") return "commented";
  if (["rejected", "expired", "cancelled", "skipped"].includes(state)) return "would have commented";
  return "will comment";
}
