import { type ReactNode, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { Copy } from "../parts/small.tsx";
import { whenShort } from "../text/words.ts";

/** Signs in another browser or the command line, once. */
export function SignInLink(): ReactNode {
  const { api } = useDesk();
  const [made, setMade] = useState<{ link: string; until: string }>();
  const [why, setWhy] = useState<string>();
  const make = () => void api.signInLink().then(setMade, (error: unknown) => setWhy(whyOf(error)));
  if (!made) {
    return (
      <>
        <button type="button" className="menu-item" onClick={make}>
          Link for the command line or a phone
        </button>
        {why !== undefined && (
          <p className="stop" role="alert">
            {why}
          </p>
        )}
      </>
    );
  }
  return (
    <div className="menu-part" role="status">
      <p>It signs in whoever opens it first, until {whenShort(made.until, Date.now())}.</p>
      <code className="secret">{made.link}</code>
      <Copy text={made.link}>Copy the link</Copy>
    </div>
  );
}
