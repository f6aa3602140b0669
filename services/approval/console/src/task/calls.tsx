import type { CallRow, TaskShown } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { UnseenText } from "../markdown/unseen-text.tsx";
import { Icon } from "../parts/icon.tsx";
import { Copy, Ghosts, Meter } from "../parts/small.tsx";
import { Sign } from "../parts/state.tsx";
import { count, dollars, duration, many, percent } from "../text/words.ts";
import { costOf, howCallEnded } from "./how-call-ended.ts";

/** Every call of a model for this task, with what it was asked and what it said. */
export function Calls({ task }: { task: TaskShown }): ReactNode {
  const { calls } = task;
  const input = calls.reduce((sum, { tokens }) => sum + tokens.input, 0);
  const cached = calls.reduce((sum, { tokens }) => sum + tokens.cached, 0);
  return (
    <section className="section" aria-labelledby="calls-h" id="calls">
      <div className="section-head">
        <h2 id="calls-h" tabIndex={-1}>
          Model calls
        </h2>
        <span className="meta">
          {calls.length === 0
            ? "none: no model was needed, or none was asked yet"
            : `${many(calls.length, "call")}, ${costOf(task)}`}
          {input > 0 && `, ${percent(cached / input)} of the prompt from the cache`}
        </span>
      </div>
      {calls.map((call) => (
        <Call key={call.id} taskId={task.id} call={call} end={howCallEnded(call, task)} />
      ))}
    </section>
  );
}

type CallProps = { taskId: string; call: CallRow; end: ReturnType<typeof howCallEnded> };

function Call({ taskId, call, end }: CallProps): ReactNode {
  const [open, setOpen] = useState(false);
  const { tokens } = call;
  const isKnown = end === "answered" || end === "failed";
  return (
    <details className="call" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="right" />
        <b>{call.step === "triage" ? "sort" : "draft"}</b>
        <span className="mono">{call.model}</span>
        <span className="call-cache">
          {end === "running" ? (
            <Sign tone="run" icon={call.step === "triage" ? "received" : "triaged"}>
              running
            </Sign>
          ) : end !== "answered" ? (
            <Sign tone="stop" icon="warn">
              {call.why ?? (end === "failed" ? (call.ended ?? "it failed") : end)}
            </Sign>
          ) : (
            <>
              <Meter share={tokens.input > 0 ? tokens.cached / tokens.input : 0} width={80} />
              <span>
                {percent(tokens.input > 0 ? tokens.cached / tokens.input : 0)} of {count(tokens.input)}
              </span>
            </>
          )}
        </span>
        <span className="num">{isKnown && duration(call.latencyMs)}</span>
        <span className="num">{isKnown && dollars(call.costMicros)}</span>
      </summary>
      {open && <CallBody taskId={taskId} call={call} />}
    </details>
  );
}

function CallBody({ taskId, call }: { taskId: string; call: CallRow }): ReactNode {
  const { api } = useDesk();
  const { value, why, again } = useLoaded((signal) => api.call(taskId, call.id, signal), `${taskId} ${call.id}`);
  const { tokens } = call;
  return (
    <div className="call-body">
      <p className="call-tokens">
        <span>
          <b>{count(tokens.input)}</b> in, of which <b>{count(tokens.cached)}</b> from the cache
        </span>
        <span>
          <b>{count(tokens.thoughts)}</b> thinking
        </span>
        <span>
          <b>{count(tokens.output)}</b> out
        </span>
        {call.ended && (
          <span>
            finished: <b>{call.ended}</b>
          </span>
        )}
        <span>
          attempt <b>{call.attempt}</b>
        </span>
        {call.modelVersion && (
          <span>
            version <b>{call.modelVersion}</b>
          </span>
        )}
        {call.purpose && (
          <span>
            for <b>{call.purpose}</b>
          </span>
        )}
      </p>
      {why !== undefined && (
        <p className="stop">
          {why}{" "}
          <button type="button" className="link" onClick={again}>
            Try again
          </button>
        </p>
      )}
      {value === undefined && why === undefined && (
        <div className="raw">
          <Ghosts lines={[80, 95, 65]} />
        </div>
      )}
      {value && (
        <>
          <div className="raw">
            <header>
              <h3>Prompt</h3>
              <Copy text={value.prompt} />
            </header>
            {value.rules !== undefined && <Fold title="Persona and rules" text={value.rules} />}
            {value.material.map(({ key, commit, text }) => (
              <Fold key={key} title={commit ? `${key} at ${commit.slice(0, 7)}` : key} text={text} />
            ))}
            <Text text={value.prompt} />
          </div>
          <div className="raw">
            <header>
              <h3>Response</h3>
              <Copy text={value.response} />
            </header>
            <Text text={readable(value.response)} />
          </div>
        </>
      )}
    </div>
  );
}

function Fold({ title, text }: { title: string; text: string }): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span>{title}</span>
        <span>{count(text.length)} characters</span>
      </summary>
      {open && <Text text={text} />}
    </details>
  );
}

function Text({ text }: { text: string }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard.
    <pre tabIndex={0}>
      <UnseenText text={text} />
    </pre>
  );
}

/** JSON in lines; what is none as it came. */
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
