import { type ReactNode, useState } from "react";
import type { SetupShown } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Banner, Blank } from "../parts/banner.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { Ago, Copy, Ghosts, Link } from "../parts/small.tsx";
import { AppForm } from "./app-form.tsx";
import { OneField } from "./one-field.tsx";

const GLYPHS: Record<SetupShown["steps"][number]["state"], IconName> = {
  done: "posted",
  now: "awaiting_approval",
  next: "received",
  optional: "received",
};

/** From the sandbox to a real repository, one thing after the other. */
export default function SetupPage(): ReactNode {
  const { api, me } = useDesk();
  const sandbox = useStore(me, (so) => so?.sandbox);
  const [given, setGiven] = useState({ organisation: "", address: "" });
  const query = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== ""));
  const { value, why, settled, again } = useLoaded((signal) => api.setup(query, signal), query.toString());
  const isDone = (step: string) => value?.steps.find(({ name }) => name === step)?.state === "done";
  const current = value?.steps.find(({ state }) => state === "now")?.name;
  if (!value) {
    return (
      <main className="page" id="main">
        <h1 className="sr" tabIndex={-1}>
          Set up
        </h1>
        {why === undefined ? (
          <div className="loading" role="status">
            <span className="sr">What is set up so far is being looked at.</span>
            <Ghosts lines={[50, 80, 65]} />
          </div>
        ) : (
          <Blank
            icon="lock"
            title="Nothing can be set up here"
            acts={
              <>
                <button type="button" className="btn" onClick={again}>
                  Try again
                </button>
                <Link to="/" className="btn">
                  Waiting for you
                </Link>
              </>
            }
          >
            <p>{why}</p>
          </Blank>
        )}
      </main>
    );
  }
  return (
    <main className="setup" id="main">
      <nav className="setup-steps" aria-label="Steps">
        <h1 tabIndex={-1}>Set up</h1>
        <ol className="steps">
          {value.steps.map(({ name, state, says, at, link }) => (
            <li key={name} className={state} aria-current={state === "now" ? "step" : undefined}>
              <Icon name={GLYPHS[state]} />
              <b>{name}</b>
              <small>
                {state === "optional" ? says : `${state}: ${says}`} {at !== undefined && <Ago time={at} after=" ago" />}{" "}
                {link !== undefined && state !== "done" && <a href={link}>Open</a>}
              </small>
            </li>
          ))}
        </ol>
        <button type="button" className="btn small" onClick={again}>
          Look again
        </button>
        {sandbox && (
          <p className="meta">
            <Link to="/">Back to the sandbox</Link>
          </p>
        )}
      </nav>
      <div className="setup-card">
        {why !== undefined && (
          <Banner tone="stop" icon="warn">
            {why}
          </Banner>
        )}
        {current === "Gemini" && <GeminiKey onDone={again} />}
        {isDone("GitHub App") ? (
          <section>
            <h2>{current === undefined ? "All of it is set up" : "Your GitHub App is made"}</h2>
            <p className="lead">
              {current === undefined
                ? "New issues are sorted and drafted; what waits for you is on the first page."
                : `What is left is at the left: ${current} comes next.`}
            </p>
          </section>
        ) : (
          <AppForm
            setup={value}
            given={given}
            answer={settled ? (why === undefined ? "here" : "failed") : "to come"}
            onGiven={setGiven}
          />
        )}
        <section>
          <h2>What it may do</h2>
          <ul className="perms">
            <li>
              <b>Issues</b>
              <span>read, write</span>
              <span>read issues, add labels, post the replies you approve</span>
            </li>
            <li>
              <b>Contents</b>
              <span>read</span>
              <span>
                read your documents and <code>.github/frontdesk.yml</code>
              </span>
            </li>
            <li>
              <b>Metadata</b>
              <span>read</span>
              <span>GitHub asks this of every App</span>
            </li>
          </ul>
          <p className="lead">It cannot push code, and it sees only the repositories that you install it on.</p>
        </section>
        <section>
          <h2>What is written where</h2>
          <p className="lead">
            App id, private key, webhook secret and client secret go into <code>.env</code>, readable by you alone. They
            are never shown on a page and never logged.
          </p>
        </section>
        <Webhook tunnel={value.tunnel} onDone={again} />
      </div>
    </main>
  );
}

function GeminiKey({ onDone }: { onDone(): void }): ReactNode {
  const { api } = useDesk();
  return (
    <section>
      <h2>A key for Gemini</h2>
      <p className="lead">
        It is tried with a call that costs nothing, then kept in <code>.env</code>.
      </p>
      <OneField
        label="Gemini API key"
        type="password"
        button="Try and keep it"
        send={(key) => api.setGeminiKey(key).then(onDone)}
      />
    </section>
  );
}

function Webhook({ tunnel, onDone }: { tunnel: string; onDone(): void }): ReactNode {
  const { api } = useDesk();
  return (
    <section>
      <h2>No public address yet?</h2>
      <p className="lead">
        Start a tunnel in a second terminal, then give its address here. GitHub tells Frontdesk about new issues through
        it; the console stays on this machine.
      </p>
      <div className="cmd">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard. */}
        <pre tabIndex={0}>
          <code>{tunnel}</code>
        </pre>
        <Copy text={tunnel} />
      </div>
      <OneField
        label="The tunnel’s address, for an App that is there already"
        type="url"
        button="Have GitHub use it"
        send={(address) => api.pointWebhook(address).then(onDone)}
      />
    </section>
  );
}
