import { type ReactNode, useState } from "react";
import type { SetupShown } from "../data/api.ts";

type Given = { organisation: string; address: string };

/**
 * A plain form to GitHub, with the App as it is to be: GitHub shows it, and comes back with its keys. Where it goes, and
 * what for, is made by the server from what is given here.
 */
export function AppForm({
  setup,
  given,
  onGiven,
}: {
  setup: SetupShown;
  given: Given;
  onGiven(given: Given): void;
}): ReactNode {
  const [owner, setOwner] = useState<"me" | "organisation">("me");
  const [organisation, setOrganisation] = useState(given.organisation);
  const [address, setAddress] = useState(given.address);
  const wanted = { organisation: owner === "me" ? "" : organisation.trim(), address: address.trim() };
  const isTold = wanted.organisation === given.organisation && wanted.address === given.address;
  const tell = () => isTold || onGiven(wanted);
  const isMissing = owner === "organisation" && wanted.organisation === "";
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
            onChange={(event) => setOrganisation(event.target.value)}
            onBlur={tell}
          />
          <span className="hint">You must be one of its owners.</span>
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
          onChange={(event) => setAddress(event.target.value)}
          onBlur={tell}
        />
        <span className="hint">Where GitHub sends webhooks to. It can be given later, too.</span>
      </div>
      <form className="form-row" method="post" action={setup.action}>
        <input type="hidden" name="manifest" value={JSON.stringify(setup.manifest)} />
        <button type="submit" className="btn go big" disabled={!isTold || isMissing} onFocus={tell}>
          Create on GitHub
        </button>
        {isMissing && <span className="hint">Name the organisation first.</span>}
      </form>
    </section>
  );
}
