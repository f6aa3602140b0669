import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { SetupShown } from "../data/api.ts";
import { Sign } from "../parts/state.tsx";

type Given = { organisation: string; address: string };

/**
 * A plain form to GitHub, with the App as it is to be: GitHub shows it, and comes back with its keys. Where it goes, and
 * what for, is made by the server from what is given here.
 */
export function AppForm({
  setup,
  given,
  answer,
  onGiven,
}: {
  setup: SetupShown;
  given: Given;
  /** Whether `setup` is of what is given now. */
  answer: "here" | "to come" | "failed";
  onGiven(given: Given): void;
}): ReactNode {
  const [owner, setOwner] = useState<"me" | "organisation">("me");
  const [organisation, setOrganisation] = useState(given.organisation);
  const [address, setAddress] = useState(given.address);
  const wanted = { organisation: owner === "me" ? "" : organisation.trim(), address: address.trim() };
  const isTold = wanted.organisation === given.organisation && wanted.address === given.address;
  const tell = () => isTold || onGiven(wanted);
  const isMissing = owner === "organisation" && wanted.organisation === "";
  const isAnswered = isTold && answer !== "to come";
  const { action, wrong } = isAnswered && answer === "here" ? setup : {};
  const form = useRef<HTMLFormElement>(null);
  const [isPressed, setIsPressed] = useState(false);
  // Pressed while the answer to what was typed last was still to come.
  useEffect(() => {
    if (!isPressed || !isAnswered) return;
    setIsPressed(false);
    if (action !== undefined) form.current?.submit();
  }, [isPressed, isAnswered, action]);
  const submit = (event: FormEvent) => {
    if (action !== undefined && !isMissing) return;
    event.preventDefault();
    if (isMissing) return;
    tell();
    setIsPressed(true);
  };
  return (
    <section>
      <h2>Create your GitHub App</h2>
      <p className="lead">
        GitHub shows you the App, you confirm its name, and it sends the keys straight back here. Nothing to copy.
      </p>
      <fieldset className="form-row">
        <legend>Who owns it?</legend>
        <div className="choice">
          <label>
            <input
              type="radio"
              name="who"
              checked={owner === "organisation"}
              onChange={() => setOwner("organisation")}
            />
            An organisation
          </label>
          <label>
            <input
              type="radio"
              name="who"
              checked={owner === "me"}
              onChange={() => {
                setOwner("me");
                onGiven({ ...wanted, organisation: "" });
              }}
            />
            My account
          </label>
        </div>
      </fieldset>
      {owner === "organisation" && (
        <div className="form-row">
          <label htmlFor="organisation">Organisation</label>
          <input
            className="field"
            id="organisation"
            value={organisation}
            autoComplete="organization"
            spellCheck={false}
            aria-invalid={wrong?.organisation !== undefined}
            aria-describedby="about-organisation"
            onChange={(event) => setOrganisation(event.target.value)}
            onBlur={tell}
          />
          <About id="about-organisation" wrong={wrong?.organisation}>
            You must be one of its owners.
          </About>
        </div>
      )}
      <div className="form-row">
        <label htmlFor="address">Public address</label>
        <input
          className="field"
          id="address"
          value={address}
          inputMode="url"
          placeholder="https://desk.acme.example"
          spellCheck={false}
          aria-invalid={wrong?.address !== undefined}
          aria-describedby="about-address"
          onChange={(event) => setAddress(event.target.value)}
          onBlur={tell}
        />
        <About id="about-address" wrong={wrong?.address}>
          Where GitHub sends webhooks to. It can be given later, too.
        </About>
      </div>
      <form className="form-row" method="post" action={action} ref={form} onSubmit={submit}>
        <input type="hidden" name="manifest" value={JSON.stringify(setup.manifest ?? {})} />
        <button type="submit" className="btn go big" aria-disabled={isMissing || wrong !== undefined}>
          Create on GitHub
        </button>
        {isMissing && <span className="hint">Name the organisation first.</span>}
      </form>
    </section>
  );
}

/** What a field is for, and instead of that what is wrong with what is in it. */
function About({ id, wrong, children }: { id: string; wrong: string | undefined; children: ReactNode }): ReactNode {
  return (
    <span id={id} className="hint" role="status">
      {wrong === undefined ? (
        children
      ) : (
        <Sign tone="stop" icon="warn">
          {wrong}
        </Sign>
      )}
    </span>
  );
}
