import { type ReactNode, useEffect, useRef, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { type Preferences, preferences } from "../data/preferences.ts";
import { useStore } from "../data/store.ts";
import { useKeys } from "../keys.ts";
import { Face } from "../parts/small.tsx";
import { SignInLink } from "./sign-in-link.tsx";

const THEMES = [
  ["auto", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const satisfies [Preferences["theme"], string][];

export function AccountMenu({ onDialog }: { onDialog(which: "keys" | "api keys"): void }): ReactNode {
  const { me } = useDesk();
  const who = useStore(me, (so) => so);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: PointerEvent) =>
      event.target instanceof Node && !box.current?.contains(event.target) && setOpen(false);
    addEventListener("pointerdown", away);
    return () => removeEventListener("pointerdown", away);
  }, [open]);
  if (!who) return null;
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <div className="account" ref={box}>
      <button
        ref={button}
        type="button"
        className="btn plain icon"
        aria-expanded={open}
        aria-controls="account"
        aria-label={`Signed in as ${who.name}`}
        onClick={() => setOpen(!open)}
      >
        <Face name={who.name} />
      </button>
      {open && <Menu name={who.name} onClose={close} onDialog={onDialog} />}
    </div>
  );
}

function Menu({
  name,
  onClose,
  onDialog,
}: {
  name: string;
  onClose(): void;
  onDialog(which: "keys" | "api keys"): void;
}): ReactNode {
  const { api, me } = useDesk();
  const signedInBy = useStore(me, (so) => so?.signedInBy);
  const { theme, singleKeys } = useStore(preferences, (so) => so);
  const [why, setWhy] = useState<string>();
  useKeys({ escape: onClose });
  const signOut = (everywhere: boolean) =>
    void api.signOut(everywhere).then(
      () => location.assign(`/sign-in?because=${everywhere ? "everywhere" : "out"}`),
      (error: unknown) => setWhy(whyOf(error)),
    );
  return (
    <div className="menu" id="account">
      <p className="menu-name">
        <b>{name}</b>{" "}
        <span className="quiet">{signedInBy === "github" ? "signed in with GitHub" : "signed in by a link"}</span>
      </p>
      <fieldset className="menu-part">
        <legend>Theme</legend>
        <span className="seg">
          {THEMES.map(([value, words]) => (
            <button
              key={value}
              type="button"
              aria-pressed={theme === value}
              onClick={() => preferences.set((so) => ({ ...so, theme: value }))}
            >
              {words}
            </button>
          ))}
        </span>
      </fieldset>
      <label className="menu-part tick">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => preferences.set((so) => ({ ...so, singleKeys: event.target.checked }))}
        />{" "}
        Single-letter keys
      </label>
      <button
        type="button"
        className="menu-item"
        onClick={() => {
          onClose();
          onDialog("keys");
        }}
      >
        All keys <kbd>?</kbd>
      </button>
      <button
        type="button"
        className="menu-item"
        onClick={() => {
          onClose();
          onDialog("api keys");
        }}
      >
        API keys
      </button>
      <a href="/v1/docs" className="menu-item">
        The API’s page
      </a>
      <a href="/setup" className="menu-item">
        Set up
      </a>
      <SignInLink />
      <button type="button" className="menu-item" onClick={() => signOut(false)}>
        Sign out
      </button>
      <button type="button" className="menu-item" onClick={() => signOut(true)}>
        Sign out everywhere
      </button>
      {why !== undefined && (
        <p className="stop" role="alert">
          {why}
        </p>
      )}
    </div>
  );
}
