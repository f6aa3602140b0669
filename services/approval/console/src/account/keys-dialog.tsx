import { type ReactNode, useEffect, useRef } from "react";
import { preferences } from "../data/preferences.ts";
import { useStore } from "../data/store.ts";
import { MOD } from "../keys.ts";
import { Icon } from "../parts/icon.tsx";

const KEYS: [string, [string[], string][]][] = [
  [
    "Move",
    [
      [["j", "k"], "next, previous task"],
      [["↵"], "open the task on its own page"],
      [["Esc"], "close, cancel, back to the queue"],
      [["/"], "find a task"],
      [["n"], "show what has arrived"],
    ],
  ],
  [
    "Decide",
    [
      [["a"], "to Approve; ↵ then posts"],
      [["e"], "edit the draft"],
      [["s"], "send back with guidance"],
      [["r"], "reject"],
      [[MOD], "do it, from any text box"],
    ],
  ],
  [
    "Look",
    [
      [["b"], "exact bytes, and back"],
      [["c"], "next note in the margin"],
      [["i"], "the whole issue"],
      [["p"], "prompts and responses"],
    ],
  ],
  [
    "Go to",
    [
      [["g", "w"], "waiting for you"],
      [["g", "t"], "all tasks"],
      [["g", "h"], "health"],
      [["?"], "this list"],
    ],
  ],
];

export function KeysDialog({ onClose }: { onClose(): void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const { singleKeys } = useStore(preferences, (so) => so);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="keys-h" onClose={onClose}>
      <header>
        <h2 id="keys-h">Keys</h2>
        <button className="btn plain icon" type="button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="x" />
        </button>
      </header>
      <div className="keys">
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([names, words]) => (
                <div key={words}>
                  <dt>
                    {names.map((name) => (
                      <kbd key={name}>{name}</kbd>
                    ))}
                  </dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <footer>
        <label className="tick">
          <input
            type="checkbox"
            checked={singleKeys}
            onChange={(event) => preferences.set((so) => ({ ...so, singleKeys: event.target.checked }))}
          />{" "}
          Single-letter keys are {singleKeys ? "on" : "off"}
        </label>
      </footer>
    </dialog>
  );
}
