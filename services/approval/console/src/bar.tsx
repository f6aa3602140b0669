import { type ReactNode, useEffect } from "react";
import { type Desk, useDesk } from "./data/desk.ts";
import { preferences } from "./data/preferences.ts";
import { useStore } from "./data/store.ts";
import { Icon, Mark } from "./parts/icon.tsx";
import { Kbd, Link, Meter } from "./parts/small.tsx";
import { dollars } from "./text/words.ts";

const current = (path: string, to: string) =>
  (to === "/" ? path === "/" : path.startsWith(to)) || (to === "/" && path.startsWith("/tasks/"));
const isAt = (path: string, to: string) =>
  current(path, to) && !(to === "/tasks" && path !== "/tasks") ? "page" : undefined;

export function Bar({ path, onFind, account }: { path: string; onFind(): void; account: ReactNode }): ReactNode {
  const { me } = useDesk();
  const sandbox = useStore(me, (so) => so?.sandbox);
  return (
    <header className="bar">
      <Link className="brand" to="/">
        <Mark />
        Frontdesk
      </Link>
      <nav className="bar-nav" aria-label="Main">
        <Link to="/" aria-current={isAt(path, "/")}>
          Waiting for you <WaitingTag />
        </Link>
        <Link to="/tasks" aria-current={isAt(path, "/tasks")}>
          All tasks
        </Link>
        <Link to="/health" aria-current={isAt(path, "/health")}>
          Health <ParkedNote />
        </Link>
        {sandbox && (
          <a className="away" href={sandbox.github}>
            Sandbox issues
          </a>
        )}
        {sandbox && (
          <a className="away" href={sandbox.slack}>
            Sandbox Slack
          </a>
        )}
      </nav>
      <div className="bar-end">
        <LineMark />
        <Spend />
        <button className="find" type="button" onClick={onFind}>
          <Icon name="search" />
          <span className="word">Find a task</span> <Kbd>/</Kbd>
        </button>
        <ThemeSwitch />
        {account}
      </div>
    </header>
  );
}

export function TabBar({ path }: { path: string }): ReactNode {
  if (path.startsWith("/tasks/")) return null;
  return (
    <nav className="tabbar" aria-label="Main">
      <Link to="/" aria-current={isAt(path, "/")}>
        <Icon name="bell" />
        Waiting
        <WaitingTag />
      </Link>
      <Link to="/tasks" aria-current={isAt(path, "/tasks")}>
        <Icon name="list" />
        All tasks
      </Link>
      <Link to="/health" aria-current={isAt(path, "/health")}>
        <Icon name="pulse" />
        Health
      </Link>
    </nav>
  );
}

function WaitingTag(): ReactNode {
  const { counts } = useDesk();
  const waiting = useStore(counts, (so) => so?.awaiting_approval);
  return waiting === undefined ? null : <span className={waiting > 0 ? "tag" : "tag none"}>{waiting}</span>;
}

function ParkedNote(): ReactNode {
  const { counts } = useDesk();
  const parked = useStore(counts, (so) => so?.parked ?? 0);
  return parked > 0 && <span className="note-count">{parked} parked</span>;
}

function LineMark(): ReactNode {
  const { line } = useDesk();
  const is = useStore(line, (so) => so.is);
  const words = { live: "Live", connecting: "Connecting", lost: "Not live" }[is];
  return (
    <span className={`live ${is}`} title={words}>
      <i aria-hidden="true" />
      <span className="word">{words}</span>
    </span>
  );
}

function Spend(): ReactNode {
  const desk = useDesk();
  const spend = useStore(desk.stats, (so) => so?.spend);
  useEffect(() => followCosts(desk), [desk]);
  if (!spend) return null;
  const { todayMicros, budgetMicros } = spend;
  // Who may not know what anything costs is told of nothing, and of no budget.
  if (todayMicros === 0 && budgetMicros === undefined) return null;
  return (
    <Link className="spend" to="/health">
      <span>
        <b>{dollars(todayMicros, 2)}</b>
        {budgetMicros ? ` of ${dollars(budgetMicros, 2)}` : ""} today
      </span>
      {budgetMicros ? <Meter share={todayMicros / budgetMicros} width={56} /> : null}
    </Link>
  );
}

/** What a call cost is in the day's sum within 10 s of its end. */
const SUMMED_WITHIN = 11_000;

/** Fetches the day's sum when something that was opened here has come to cost something else. */
function followCosts({ api, stats, tasks }: Desk): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = tasks.store.get();
  const load = () => void api.stats("24h").then((answer) => stats.set(() => answer), UNTIL_THE_NEXT);
  const stop = tasks.store.follow(() => {
    const known = before;
    before = tasks.store.get();
    const hasChanged = [...before].some(([id, { task }]) => {
      const had = known.get(id)?.task;
      return had !== undefined && task !== undefined && had.costMicros !== task.costMicros;
    });
    if (!hasChanged) return;
    clearTimeout(timer);
    timer = setTimeout(load, SUMMED_WITHIN);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** It is asked for every minute anyway. */
const UNTIL_THE_NEXT = () => undefined;

/** From what is seen now to the other; "as the system" is in the account menu. */
function ThemeSwitch(): ReactNode {
  const flip = () => {
    const { theme } = preferences.get();
    const isDark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
    preferences.set((so) => ({ ...so, theme: isDark ? "light" : "dark" }));
  };
  return (
    <button className="btn plain icon" type="button" aria-label="Light or dark" onClick={flip}>
      <Icon name="theme" />
    </button>
  );
}
