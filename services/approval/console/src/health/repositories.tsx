import type { PauseShown } from "@frontdesk/approval/api/actions";
import type { RepoShown } from "@frontdesk/approval/api/surroundings";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { ofEverything } from "../data/pauses.ts";
import { type Loaded, useLoaded } from "../data/use-loaded.ts";
import { Banner } from "../parts/banner.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago } from "../parts/small.tsx";
import { Sign } from "../parts/state.tsx";

/** Where posting is paused, and whose policy file is broken. */
export function Repositories({ pauses }: { pauses: Loaded<{ pauses: PauseShown[] }> }): ReactNode {
  const { api } = useDesk();
  const repos = useLoaded((signal) => api.repos(signal), "repos");
  const [problem, setProblem] = useState<string>();
  const everywhere = pauses.value && ofEverything(pauses.value.pauses);
  const act = (deed: Promise<unknown>) =>
    void deed.then(
      () => {
        setProblem(undefined);
        repos.again();
        pauses.again();
      },
      (error: unknown) => setProblem(whyOf(error)),
    );
  const why = problem ?? repos.why ?? pauses.why;
  return (
    <section className="section" aria-labelledby="repos-h" id="pauses">
      <div className="section-head">
        <h2 id="repos-h">Repositories</h2>
        <span className="meta">paused: drafts are made and decided, nothing is posted</span>
        {!everywhere && pauses.value && (
          <PauseForm what="everything" onPause={(words) => act(api.pause({ why: words }))} />
        )}
      </div>
      {why !== undefined && (
        <Banner tone="stop" icon="warn">
          {why}
        </Banner>
      )}
      {everywhere && (
        <Banner
          tone="wait"
          icon="pause"
          end={
            <button type="button" className="btn small" onClick={() => act(api.resume(undefined))}>
              Resume
            </button>
          }
        >
          <b>Everything is paused.</b> An admin of any repository here can end that.
        </Banner>
      )}
      {repos.value && repos.value.repos.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Repository</th>
              <th scope="col">Your role</th>
              <th scope="col">Policy file and posting</th>
              <th scope="col">
                <span className="sr">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {repos.value.repos.map((repo) => (
              <RepoRow
                key={repo.repo}
                repo={repo}
                pause={pauses.value?.pauses.find((one) => one.repo === repo.repo) ?? repo.paused}
                isAllPaused={everywhere !== undefined}
                onAct={act}
              />
            ))}
          </tbody>
        </table>
      )}
      {repos.value?.repos.length === 0 && (
        <p className="quiet">No repository is known yet: the first issue makes it known.</p>
      )}
    </section>
  );
}

type Pause = { by: string; why: string; at: string };

function RepoRow({
  repo: { repo, permission, settingsProblem },
  pause,
  isAllPaused,
  onAct,
}: {
  repo: RepoShown;
  pause: Pause | undefined;
  isAllPaused: boolean;
  onAct(deed: Promise<unknown>): void;
}): ReactNode {
  const { api } = useDesk();
  const mayPause = permission !== "read";
  return (
    <tr>
      <td className="mono">{repo}</td>
      <td>{permission}</td>
      <td className="grow">
        {settingsProblem !== undefined && (
          <Sign tone="stop" icon="warn">
            broken
          </Sign>
        )}{" "}
        {settingsProblem !== undefined && `${settingsProblem}. The safe defaults hold. `}
        {pause && (
          <Sign tone="wait" icon="pause">
            paused by {pause.by}
          </Sign>
        )}{" "}
        {pause && (
          <>
            <Ago time={pause.at} after=" ago" />
            {pause.why && `: “${pause.why}”`}
          </>
        )}
        {!pause && isAllPaused && <span className="quiet">paused with everything</span>}
        {!pause && !isAllPaused && settingsProblem === undefined && <span className="quiet">as it should be</span>}
      </td>
      <td className="num">
        {mayPause && pause && (
          <button type="button" className="btn small" onClick={() => onAct(api.resume(repo))}>
            Resume<span className="sr"> {repo}</span>
          </button>
        )}
        {mayPause && !pause && <PauseForm what={repo} onPause={(words) => onAct(api.pause({ repo, why: words }))} />}
      </td>
    </tr>
  );
}

/** Two steps, the second of which says why: others wonder later. */
function PauseForm({ what, onPause }: { what: string; onPause(why: string): void }): ReactNode {
  const [open, setOpen] = useState(false);
  const [why, setWhy] = useState("");
  const box = useRef<HTMLInputElement>(null);
  // It takes the place of the button that was pressed.
  useEffect(() => {
    if (open) box.current?.focus();
  }, [open]);
  if (!open)
    return (
      <button type="button" className="btn small" onClick={() => setOpen(true)}>
        <Icon name="pause" />
        {what === "everything" ? (
          "Pause everything"
        ) : (
          <>
            Pause<span className="sr"> {what}</span>
          </>
        )}
      </button>
    );
  return (
    <form
      className="pause-form"
      onSubmit={(event) => {
        event.preventDefault();
        setOpen(false);
        onPause(why.trim());
      }}
    >
      <input
        className="field"
        ref={box}
        maxLength={500}
        value={why}
        onChange={(event) => setWhy(event.target.value)}
        aria-label={`Why is ${what} paused?`}
        placeholder="Why, for the others"
        onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
      />
      <button type="submit" className="btn small">
        Pause
      </button>
    </form>
  );
}
