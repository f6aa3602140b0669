import type { KeyMade } from "@frontdesk/approval/api/surroundings";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Banner, Blank } from "../parts/banner.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ago, Copy, Ghosts } from "../parts/small.tsx";

/** Keys for programs: they may read and redrive, never decide. */
export default function ApiKeysDialog({ onClose }: { onClose(): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { api } = useDesk();
  const { value, why, again } = useLoaded((signal) => api.keys(signal), "keys");
  const [made, setMade] = useState<KeyMade>();
  const [problem, setProblem] = useState<string>();
  const revoke = (id: string) => void api.revokeKey(id).then(again, (error: unknown) => setProblem(whyOf(error)));
  return (
    <dialog ref={dialog} className="dialog big" aria-labelledby="api-keys-h" onClose={onClose}>
      <header>
        <h2 id="api-keys-h">API keys</h2>
        <p className="meta">
          They may read and redrive, never decide. <a href="/v1/docs">What the API can do</a>
        </p>
        <button className="btn plain icon" type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </header>
      <div className="dialog-in">
        {made && (
          <Banner tone="good" icon="check" end={<Copy text={made.key}>Copy</Copy>}>
            <b>“{made.name}” is made.</b> Copy it now, it is shown this once: <code className="secret">{made.key}</code>
          </Banner>
        )}
        {problem !== undefined && (
          <Banner tone="stop" icon="warn">
            {problem}
          </Banner>
        )}
        <NewKey
          onMade={(key) => {
            setMade(key);
            setProblem(undefined);
            again();
          }}
          onProblem={setProblem}
        />
        {why !== undefined && (
          <Banner
            tone="stop"
            icon="warn"
            end={
              <button type="button" className="btn small" onClick={again}>
                Try again
              </button>
            }
          >
            {why}
          </Banner>
        )}
        {!value && why === undefined && <Ghosts lines={[80, 65]} />}
        {value?.keys.length === 0 && (
          <Blank icon="lock" title="No keys yet">
            <p>Make one above for a script, or for the command line on another machine.</p>
          </Blank>
        )}
        {value && value.keys.length > 0 && (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">May read and redrive in</th>
                <th scope="col">Made</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="sr">Action</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {value.keys.map((key) => (
                <tr key={key.id}>
                  <td className="grow">
                    <b>{key.name}</b>
                  </td>
                  <td>{key.repos?.join(", ") ?? "everything"}</td>
                  <td>
                    <Ago time={key.createdAt} after=" ago" /> by {key.by}, good until {key.expiresAt.slice(0, 10)}
                  </td>
                  <td>
                    {key.lastUsedAt ? <Ago time={key.lastUsedAt} after=" ago" /> : <span className="quiet">never</span>}
                  </td>
                  <td className="num">
                    <button type="button" className="btn small" onClick={() => revoke(key.id)}>
                      Revoke<span className="sr"> {key.name}</span>
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </dialog>
  );
}

function NewKey({ onMade, onProblem }: { onMade(key: KeyMade): void; onProblem(why: string): void }): ReactNode {
  const { api } = useDesk();
  const repos = useLoaded((signal) => api.repos(signal), "repos").value?.repos ?? [];
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const make = (event: FormEvent) => {
    event.preventDefault();
    void api.makeKey({ name: name.trim(), ...(chosen.length > 0 && { repos: [...chosen] }) }).then(
      (key) => {
        setName("");
        setChosen([]);
        onMade(key);
      },
      (error: unknown) => onProblem(whyOf(error)),
    );
  };
  const toggle = (repo: string) =>
    setChosen((so) => (so.includes(repo) ? so.filter((one) => one !== repo) : [...so, repo]));
  return (
    <form className="new-key" onSubmit={make}>
      <label>
        Name
        <input
          className="field"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="What uses it"
        />
      </label>
      <fieldset>
        <legend>Repositories</legend>
        {repos.map(({ repo }) => (
          <label key={repo} className="tick">
            <input type="checkbox" checked={chosen.includes(repo)} onChange={() => toggle(repo)} /> {repo}
          </label>
        ))}
        {repos.length === 0 && <span className="quiet">None is known yet.</span>}
      </fieldset>
      <button type="submit" className="btn go">
        Make a key
      </button>
    </form>
  );
}
