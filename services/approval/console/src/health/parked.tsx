import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import { type ReactNode, useEffect, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Banner } from "../parts/banner.tsx";
import { Ago, Link } from "../parts/small.tsx";
import { taskPath } from "../route.ts";
import { many, stateWords } from "../text/words.ts";

const MOST = 100;

/** What stopped and waits for somebody to see to its cause. */
export function Parked(): ReactNode {
  const { api, followRows } = useDesk();
  const { value, why, again } = useLoaded(
    (signal) => api.tasks(new URLSearchParams({ state: "parked", limit: String(MOST) }), signal),
    "parked",
  );
  const [problem, setProblem] = useState<string>();
  const rows = value?.tasks ?? [];
  useEffect(
    () =>
      followRows((row) => {
        if (row.state === "parked" || rows.some(({ id }) => id === row.id)) again();
      }),
    [followRows, again, rows],
  );
  return (
    <section className="section" aria-labelledby="parked-h" id="parked">
      <div className="section-head">
        <h2 id="parked-h">Parked</h2>
        <span className="meta">
          {value
            ? rows.length === 0
              ? "nothing: all that stopped was seen to"
              : `${many(rows.length, "task")}${value.next ? " and more" : ""}`
            : ""}
        </span>
      </div>
      {(why ?? problem) !== undefined && (
        <Banner
          tone="stop"
          icon="warn"
          end={
            <button
              type="button"
              className="btn small"
              onClick={() => {
                setProblem(undefined);
                again();
              }}
            >
              Look again
            </button>
          }
        >
          {why ?? problem}
        </Banner>
      )}
      {rows.length > 0 && (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Issue</th>
              <th scope="col">Why</th>
              <th scope="col">When it was</th>
              <th scope="col" className="num">
                Parked
              </th>
              <th scope="col">
                <span className="sr">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <ParkedRow key={row.id} row={row} onProblem={setProblem} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function ParkedRow({ row, onProblem }: { row: TaskRow; onProblem(why: string): void }): ReactNode {
  const { api, took, say } = useDesk();
  const [busy, setBusy] = useState(false);
  const redrive = () => {
    setBusy(true);
    void api.recover(row.id, { want: "redrive" }).then(
      (task) => {
        took(task);
        say(`#${row.issue} goes on.`);
      },
      (error: unknown) => {
        setBusy(false);
        onProblem(`#${row.issue}: ${whyOf(error)}`);
      },
    );
  };
  const name = `${row.repo} #${row.issue}`;
  return (
    <tr>
      <td className="mono">{name}</td>
      <td className="grow">
        <Link to={taskPath(row.id)}>{row.title}</Link> <span className="why">{row.why}</span>
      </td>
      <td>{row.parkedFrom ? stateWords(row.parkedFrom) : ""}</td>
      <td className="num">
        <Ago time={row.updatedAt} />
      </td>
      <td className="num">
        {row.parkedFrom === "posting" ? (
          <Link to={taskPath(row.id)} className="btn small">
            Say if it is there<span className="sr">: {name}</span>
          </Link>
        ) : (
          <button type="button" className="btn small" aria-disabled={busy} onClick={() => busy || redrive()}>
            {busy ? "Redriving…" : "Redrive"}
            <span className="sr"> {name}</span>
          </button>
        )}
      </td>
    </tr>
  );
}
