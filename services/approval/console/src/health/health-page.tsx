import type { PauseShown } from "@frontdesk/approval/api/actions";
import type { Stats } from "@frontdesk/approval/api/surroundings";
import { type ReactNode, useEffect, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { ofEverything, usePauses, wherePaused } from "../data/pauses.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Banner, Blank } from "../parts/banner.tsx";
import type { IconName } from "../parts/icon.tsx";
import { Ago, Ghosts } from "../parts/small.tsx";
import { Sign } from "../parts/state.tsx";
import { many } from "../text/words.ts";
import { Charts } from "./charts.tsx";
import { Parked } from "./parked.tsx";
import { Repositories } from "./repositories.tsx";

const WINDOWS = [
  ["1h", "1 h"],
  ["24h", "24 h"],
  ["7d", "7 d"],
] as const;
const LOOK_EVERY = 30_000;

/** How Frontdesk is doing, and what of it needs a person. */
export default function HealthPage(): ReactNode {
  const { api } = useDesk();
  const [range, setRange] = useState<Stats["window"]>("24h");
  const { value, why, again } = useLoaded((signal) => api.stats(range, signal), range);
  const pauses = usePauses();
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [again]);
  return (
    <main className="page" id="main">
      <div className="page-head">
        <h1 tabIndex={-1}>Health</h1>
        {value && pauses.value && (
          <p className="verdict" role="status">
            <Verdict stats={value} pauses={pauses.value.pauses} />
          </p>
        )}
        <span className="end">
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is sent. */}
          <span className="seg" role="group" aria-label="Range">
            {WINDOWS.map(([name, words]) => (
              <button key={name} type="button" aria-pressed={range === name} onClick={() => setRange(name)}>
                {words}
              </button>
            ))}
          </span>
        </span>
      </div>
      {why !== undefined && value && (
        <Banner
          tone="stop"
          icon="warn"
          end={
            <button type="button" className="btn small" onClick={again}>
              Try again
            </button>
          }
        >
          <b>These numbers are old.</b> {why}
        </Banner>
      )}
      {why !== undefined && !value && (
        <Blank
          icon="off"
          title="The numbers could not be fetched"
          acts={
            <button type="button" className="btn" onClick={again}>
              Try again
            </button>
          }
        >
          <p>{why}</p>
        </Blank>
      )}
      {!value && why === undefined && (
        <div className="loading" role="status">
          <span className="sr">The numbers are being fetched.</span>
          <Ghosts lines={[95, 80, 95, 65]} />
        </div>
      )}
      {value && (
        <>
          <Dependencies stats={value} />
          <Charts stats={value} />
        </>
      )}
      <Parked />
      <Repositories pauses={pauses} />
    </main>
  );
}

function Verdict({ stats, pauses }: { stats: Stats; pauses: readonly PauseShown[] }): ReactNode {
  const failing = stats.dependencies
    .filter(({ state, name }) => state === "failing" && name !== "Policy")
    .map(({ name }) => name);
  const parked = stats.states.parked ?? 0;
  const isPolicyBroken = stats.dependencies.some(({ name, state }) => name === "Policy" && state === "failing");
  const needs = [parked > 0 && many(parked, "parked task"), isPolicyBroken && "a policy file"].filter(Boolean);
  const where = wherePaused(pauses);
  return (
    <>
      <b>
        {failing.length > 0
          ? `${failing.join(" and ")} ${failing.length === 1 ? "fails" : "fail"}.`
          : where === undefined && "Everything flows."}
      </b>{" "}
      {where !== undefined && <Paused where={where} pauses={pauses} />}{" "}
      {failing.length > 0 && "Tasks wait and go on by themselves. "}
      {needs.length > 0 &&
        `${needs.length === 1 && parked <= 1 ? "One thing needs" : "Some things need"} a person: ${needs.join(" and ")}.`}
    </>
  );
}

/** Several are told of where they can be ended. */
function Paused({ where, pauses }: { where: string; pauses: readonly PauseShown[] }): ReactNode {
  const told = ofEverything(pauses) ?? (pauses.length === 1 ? pauses[0] : undefined);
  return (
    <>
      <b>
        <a href="#pauses">Posting is paused {where}</a>
      </b>
      {told && (
        <>
          , by {told.by} <Ago time={told.at} after=" ago" />
          {told.why && `: “${told.why}”`}
        </>
      )}
      .
    </>
  );
}

type Dependency = Stats["dependencies"][number];

const SIGNS: Record<Dependency["state"], { tone: "good" | "run" | "stop" | "rest"; icon: IconName; words: string }> = {
  working: { tone: "good", icon: "posted", words: "working" },
  slowed: { tone: "run", icon: "expired", words: "slowed" },
  failing: { tone: "stop", icon: "warn", words: "failing" },
  off: { tone: "rest", icon: "skipped", words: "off" },
  unknown: { tone: "rest", icon: "info", words: "not seen lately" },
};
function Dependencies({ stats }: { stats: Stats }): ReactNode {
  return (
    <div className="deps">
      {stats.dependencies.map(({ name, state, says }) => {
        const { tone, icon, words } = SIGNS[state];
        return (
          <div key={name}>
            <h2>
              {name}{" "}
              <Sign tone={tone} icon={icon}>
                {name === "Policy" && state === "failing" ? "broken" : words}
              </Sign>
            </h2>
            {says}
          </div>
        );
      })}
    </div>
  );
}
