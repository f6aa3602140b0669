import type { Stats } from "@frontdesk/approval/api/surroundings";
import type { ReactNode } from "react";
import { Meter } from "../parts/small.tsx";
import { Sign } from "../parts/state.tsx";
import { longDuration, many, percent, stateWords } from "../text/words.ts";

const OLDEST_BAR = 60;

/** What has waited longest for a service, and whether that is too long. */
export function Oldest({ oldest }: { oldest: Stats["oldest"] }): ReactNode {
  const isMet = oldest.seconds < OLDEST_BAR;
  return (
    <figure className="chart">
      <figcaption>
        <h2>Oldest in a queue</h2>
        <span className="big">
          {longDuration(oldest.seconds * 1_000)}{" "}
          <small>{oldest.state ? stateWords(oldest.state) : "nothing waits"}</small>
        </span>
        <Sign tone={isMet ? "good" : "stop"} icon={isMet ? "check" : "warn"}>
          {isMet ? "under 60 s" : "over 60 s"}
        </Sign>
      </figcaption>
      <div className="chart-meter">
        <Meter share={oldest.seconds / OLDEST_BAR} width={276} />
        <span className="meta">0</span>
        <span className="meta">60 s</span>
      </div>
    </figure>
  );
}

const KINDS = [
  ["approved", "as written"],
  ["edited", "after an edit"],
  ["sentBack", "sent back"],
  ["rejected", "rejected"],
] as const;

/** What people did with the drafts. */
export function Verdicts({ verdicts }: { verdicts: Stats["verdicts"] }): ReactNode {
  const all = KINDS.reduce((sum, [kind]) => sum + verdicts[kind], 0);
  const share = (kind: keyof Stats["verdicts"]) => (all === 0 ? 0 : verdicts[kind] / all);
  return (
    <figure className="chart">
      <figcaption>
        <h2>What people did with drafts</h2>
        <span className="big">
          {all === 0 ? "nothing yet" : percent(share("approved") + share("edited"))}{" "}
          <small>{all === 0 ? "" : `approved of ${many(all, "decision")}`}</small>
        </span>
      </figcaption>
      <dl className="verdicts">
        {KINDS.map(([kind, words]) => (
          <div key={kind}>
            <dt>{words}</dt>
            <dd>
              <svg height="10" width={Math.round(share(kind) * 150) + 1} aria-hidden="true">
                <rect className={kind === "approved" || kind === "edited" ? "b1" : "b2"} width="100%" height="10" />
              </svg>
              {percent(share(kind))}
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}
