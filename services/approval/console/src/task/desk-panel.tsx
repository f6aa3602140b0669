import type { TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useRef } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { focusAfter } from "../focus.ts";
import { MOD, useKeys } from "../keys.ts";
import { Kbd } from "../parts/small.tsx";
import { dollars, longDuration } from "../text/words.ts";
import type { Handling, Panel } from "./use-handling.ts";

const QUICK = ["Shorter.", "Ask first, fix later.", "No promises.", "Cite the docs."];
const LONGEST = 2_000;

/** Words that go with sending back or rejecting. What is typed stays when the panel is closed. */
export function DeskPanel({ panel, task, handling }: { panel: Panel; task: TaskShown; handling: Handling }): ReactNode {
  const box = useRef<HTMLTextAreaElement>(null);
  const isSendBack = panel === "send back";
  const text = handling.words[panel];
  const off = !handling.canAct || handling.isStale || (isSendBack && text.trim() === "");
  const act = () => off || void (isSendBack ? handling.sendBack() : handling.reject());
  // To where it was opened from.
  const close = () => focusAfter(() => handling.setPanel(undefined), isSendBack ? "#send-back" : "#reject");
  useKeys({ "mod+enter": act, escape: close });
  useEffect(() => box.current?.focus(), []);
  const add = (words: string) => {
    handling.say(panel, text.trim() === "" ? words : `${text.trimEnd()} ${words}`);
    box.current?.focus();
  };
  return (
    <>
      <div className="desk-panel">
        <h2>
          <label htmlFor="desk-words">{isSendBack ? "What should be different?" : "Why not?"}</label>
        </h2>
        <p>
          {isSendBack ? (
            <WhatItTakes task={task} />
          ) : (
            "Nothing is posted and no label is added. Your reason is kept with the task."
          )}
        </p>
        <textarea
          ref={box}
          className="field"
          id="desk-words"
          rows={isSendBack ? 3 : 2}
          maxLength={LONGEST}
          value={text}
          onChange={(event) => handling.say(panel, event.target.value)}
          placeholder={isSendBack ? "" : "Wrong, not needed, I will answer myself…"}
        />
        {isSendBack && (
          <div className="quick">
            {QUICK.map((words) => (
              <button key={words} type="button" className="btn small" onClick={() => add(words)}>
                {words.slice(0, -1)}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="desk-in">
        <div className="desk-acts">
          <button type="button" className="btn go" aria-disabled={off} onClick={act}>
            {handling.busy ? "A moment…" : isSendBack ? "Send back" : "Reject"} <Kbd>{MOD}</Kbd>
          </button>
          <button type="button" className="btn" onClick={close}>
            Cancel <Kbd>Esc</Kbd>
          </button>
        </div>
      </div>
    </>
  );
}

function WhatItTakes({ task }: { task: TaskShown }): ReactNode {
  const { stats } = useDesk();
  const usual = useStore(stats, (so) => so?.draft.p50);
  const cost = task.calls.filter(({ step }) => step === "respond").at(-1)?.costMicros;
  return (
    <>
      The draft is written again with your words as guidance. You see revision {(task.plan?.revision ?? 0) + 1} here
      {usual ? ` in about ${longDuration(Math.max(1, usual) * 1_000)}` : ""}
      {cost ? `, for about ${dollars(cost, 2)}` : ""}.
    </>
  );
}
