import type { ReactNode } from "react";
import { pausesOf, usePauses, wherePaused } from "../data/pauses.ts";
import { Icon } from "../parts/icon.tsx";
import { Link } from "../parts/small.tsx";

/** That what is approved here isn't posted now. */
export function PausedLine({ repos }: { repos: readonly string[] }): ReactNode {
  const { value } = usePauses();
  const pauses = pausesOf(repos, value?.pauses ?? []);
  const where = wherePaused(pauses);
  if (where === undefined) return null;
  return (
    <p className="queue-paused" role="status">
      <Icon name="pause" />
      <span>
        <Link to="/health">Posting is paused {where}</Link>
        {pauses.length === 1 && `, by ${pauses[0]?.by}`}: what you approve {where === "everywhere" ? "" : "there "}
        waits.
      </span>
    </p>
  );
}
