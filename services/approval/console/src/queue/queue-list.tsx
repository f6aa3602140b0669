import { type ReactNode, useMemo } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { Blank } from "../parts/banner.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ghosts, Kbd, Link } from "../parts/small.tsx";
import { many } from "../text/words.ts";
import { PausedLine } from "./paused-line.tsx";
import { beingWritten, listed } from "./queue.ts";
import { QueueRow } from "./row.tsx";

type Props = { onPick(id: string): boolean; onTakeIn(): void };

export function QueueList({ onPick, onTakeIn }: Props): ReactNode {
  const desk = useDesk();
  const queue = useStore(desk.queue, (so) => so);
  const rows = useMemo(() => listed(queue), [queue]);
  const busy = useMemo(() => beingWritten(queue), [queue]);
  return (
    <section className="queue" aria-labelledby="queue-h">
      <div className="queue-head">
        <h1 id="queue-h" tabIndex={-1}>
          Waiting for you
        </h1>
        <span className="meta" title="What is about to expire, then bugs, questions and the rest, the newest first">
          most urgent first
        </span>
      </div>
      <PausedLine repos={rows.map(({ repo }) => repo)} />
      {queue.arrived.length > 0 && (
        <button type="button" className="arrived" onClick={onTakeIn}>
          <Icon name="up" />
          {many(queue.arrived.length, "new task")} <Kbd>n</Kbd>
        </button>
      )}
      <div className="queue-scroll">
        {!queue.loaded && queue.problem === undefined && <Loading />}
        {!queue.loaded && queue.problem !== undefined && (
          <Blank
            icon="off"
            title="The queue could not be fetched"
            acts={
              <button type="button" className="btn" onClick={desk.me.get() ? desk.refresh : () => location.reload()}>
                Try again
              </button>
            }
          >
            <p>{queue.problem}</p>
          </Blank>
        )}
        {rows.length > 0 && (
          <ul className="rows">
            {rows.map((row) => (
              <QueueRow key={row.id} row={row} selected={row.id === queue.selected} onPick={onPick} />
            ))}
          </ul>
        )}
        {queue.loaded && rows.length === 0 && <Empty isBusy={busy.length > 0} />}
        {busy.length > 0 && (
          <>
            <div className="queue-group">
              <h2>Being written</h2>
              <span>{busy.length}</span>
            </div>
            <ul className="rows">
              {busy.map((row) => (
                <QueueRow key={row.id} row={row} selected={row.id === queue.selected} onPick={onPick} />
              ))}
            </ul>
          </>
        )}
      </div>
      <div className="queue-foot" aria-hidden="true">
        <span>
          <kbd>j</kbd>
          <kbd>k</kbd> move
        </span>
        <span>
          <kbd>↵</kbd> open
        </span>
        <span>
          <kbd>b</kbd> bytes
        </span>
        <span>
          <kbd>?</kbd> all keys
        </span>
      </div>
    </section>
  );
}

function Loading(): ReactNode {
  return (
    <div role="status">
      <span className="sr">The queue is being fetched.</span>
      {([80, 95, 65, 80] as const).map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same.
        <div className="row ghost-row" key={index}>
          <Ghosts lines={[35, width, 50]} />
        </div>
      ))}
    </div>
  );
}

function Empty({ isBusy }: { isBusy: boolean }): ReactNode {
  const { me, stats, counts } = useDesk();
  const sandbox = useStore(me, (so) => so?.sandbox);
  const decided = useStore(
    stats,
    (so) => so && so.verdicts.approved + so.verdicts.edited + so.verdicts.rejected + so.verdicts.sentBack,
  );
  const states = useStore(counts, (so) => so);
  const isFirst = states !== undefined && Object.values(states).every((one) => one === 0);
  if (isFirst) {
    return (
      <Blank
        icon="bell"
        title="The desk is open"
        acts={
          sandbox ? (
            <a className="btn go" href={sandbox.github}>
              File an issue
            </a>
          ) : (
            <a className="btn" href="/setup">
              Connect a repository
            </a>
          )
        }
      >
        <p>
          {sandbox
            ? "File an issue on the sandbox page and watch it being sorted and drafted here. Nothing leaves this machine."
            : "As soon as somebody opens an issue in a connected repository, you see it here being sorted and drafted."}
        </p>
      </Blank>
    );
  }
  return (
    <Blank
      icon="bell"
      title="Nothing waits for you"
      acts={
        <>
          <Link className="btn" to="/tasks">
            See all tasks
          </Link>
          {sandbox && (
            <a className="btn plain" href={sandbox.github}>
              File an issue
            </a>
          )}
        </>
      }
    >
      <p>
        {decided ? `${many(decided, "draft")} decided lately. ` : ""}
        {isBusy ? "What is being written below shows up here by itself." : "The next draft shows up here by itself."}
      </p>
    </Blank>
  );
}
