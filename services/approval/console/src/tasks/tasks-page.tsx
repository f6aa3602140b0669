import { type ReactNode, useEffect, useState } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { useLoaded } from "../data/use-loaded.ts";
import { Banner, Blank } from "../parts/banner.tsx";
import { Icon } from "../parts/icon.tsx";
import { Ghosts, Link } from "../parts/small.tsx";
import { go, route } from "../route.ts";
import { count, many, stateWords } from "../text/words.ts";
import { countOf, type Filters, filtersOf, isIn, narrowing, pathWith, TABS } from "./filters.ts";
import { TaskTable } from "./task-table.tsx";
import { useTaskList } from "./use-task-list.ts";

const KINDS = ["bug", "question", "feature", "docs", "other"];
const STATES = TABS.flatMap(({ states }) => [...states]);

export function TasksPage(): ReactNode {
  const filters = filtersOf(useStore(route, (so) => so.query));
  const { counts } = useDesk();
  const states = useStore(counts, (so) => so);
  const list = useTaskList(filters);
  const shown = list.pages.reduce((sum, rows) => sum + rows.length, 0);
  const tab = TABS.find((one) => isIn(one, filters));
  const isNarrowed = filters.q !== "" || narrowing(filters).length > 0;
  const total = states && tab && !isNarrowed ? countOf(tab, states) : undefined;
  const set = (change: Partial<Filters>) => go(pathWith({ ...filters, ...change }), { replace: true });
  return (
    <main className="page" id="main">
      <div className="page-head">
        <h1 tabIndex={-1}>All tasks</h1>
        <span className="meta" role="status">
          {total === undefined ? `${many(shown, "task")}${list.next ? " and more" : ""}` : many(total, "task")}, newest
          first
        </span>
      </div>
      <nav className="tabs" aria-label="By state">
        {TABS.map((one) => (
          <Link
            key={one.name}
            to={pathWith({ ...filters, state: one.states.join(",") })}
            aria-current={isIn(one, filters) ? "true" : undefined}
          >
            {one.name} {states && <span>{count(countOf(one, states))}</span>}
          </Link>
        ))}
      </nav>
      <FilterForm filters={filters} onSet={set} />
      {list.fresh > 0 && (
        <button type="button" className="arrived" onClick={list.again}>
          <Icon name="up" />
          {many(list.fresh, "new task")}
        </button>
      )}
      {list.problem !== undefined && (
        <Banner
          tone="stop"
          icon="warn"
          end={
            <button type="button" className="btn small" onClick={list.again}>
              Try again
            </button>
          }
        >
          <b>The tasks could not be fetched.</b> {list.problem}
        </Banner>
      )}
      {shown > 0 && <TaskTable pages={list.pages} />}
      {shown === 0 && list.loading && (
        <div className="loading" role="status">
          <span className="sr">The tasks are being fetched.</span>
          <Ghosts lines={[95, 80, 95, 65, 80]} />
        </div>
      )}
      {shown === 0 && !list.loading && list.problem === undefined && <NothingFound filters={filters} />}
      {shown > 0 && (
        <div className="more">
          {list.next !== undefined && (
            <button
              type="button"
              className="btn"
              aria-disabled={list.loading}
              onClick={() => list.loading || list.more()}
            >
              {list.loading ? "Loading…" : "Load more"}
            </button>
          )}
          <span>
            {list.next === undefined
              ? `That is all: ${count(shown)}`
              : `${count(shown)}${total === undefined ? "" : ` of ${count(total)}`} shown`}
          </span>
        </div>
      )}
    </main>
  );
}

function FilterForm({ filters, onSet }: { filters: Filters; onSet(change: Partial<Filters>): void }): ReactNode {
  const { api } = useDesk();
  const repos = useLoaded((signal) => api.repos(signal), "repos").value?.repos ?? [];
  return (
    <search>
      <form className="filters" onSubmit={(event) => event.preventDefault()}>
        <div className="search">
          <Icon name="search" />
          <label className="sr" htmlFor="find">
            Find
          </label>
          <Typed
            id="find"
            type="search"
            placeholder="Issue number, task id, or words in the title"
            value={filters.q}
            onValue={(q) => onSet({ q })}
          />
        </div>
        <label className="sr" htmlFor="by-state">
          State
        </label>
        <select
          className="field"
          id="by-state"
          value={STATES.includes(filters.state as never) ? filters.state : ""}
          onChange={(event) => onSet({ state: event.target.value })}
        >
          <option value="">{filters.state.includes(",") ? "These states" : "Any state"}</option>
          {STATES.map((state) => (
            <option key={state} value={state}>
              {stateWords(state)}
            </option>
          ))}
        </select>
        <label className="sr" htmlFor="by-repo">
          Repository
        </label>
        <select
          className="field"
          id="by-repo"
          value={filters.repo}
          onChange={(event) => onSet({ repo: event.target.value })}
        >
          <option value="">Any repository</option>
          {filters.repo !== "" && !repos.some(({ repo }) => repo === filters.repo) && <option>{filters.repo}</option>}
          {repos.map(({ repo }) => (
            <option key={repo}>{repo}</option>
          ))}
        </select>
        <label className="sr" htmlFor="by-kind">
          Kind
        </label>
        <select
          className="field"
          id="by-kind"
          value={filters.kind}
          onChange={(event) => onSet({ kind: event.target.value })}
        >
          <option value="">Any kind</option>
          {KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
        <label className="sr" htmlFor="by-author">
          Author
        </label>
        <Typed
          id="by-author"
          type="text"
          placeholder="Any author"
          value={filters.author}
          onValue={(author) => onSet({ author })}
        />
      </form>
    </search>
  );
}

const AFTER_TYPING = 250;

/** Looks when the typing pauses, not with each letter. */
function Typed({
  value,
  onValue,
  ...rest
}: {
  id: string;
  type: string;
  placeholder: string;
  value: string;
  onValue(value: string): void;
}): ReactNode {
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    setText(value);
  }
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => onValue(text), AFTER_TYPING);
    return () => clearTimeout(timer);
  }, [text, value, onValue]);
  return (
    <input
      className="field"
      {...rest}
      value={text}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
    />
  );
}

function NothingFound({ filters }: { filters: Filters }): ReactNode {
  const { me } = useDesk();
  const sandbox = useStore(me, (so) => so?.sandbox);
  const on = [...narrowing(filters), ...(filters.state === "" ? [] : filters.state.split(",").map(stateWords))];
  if (filters.q === "" && on.length === 0) {
    return (
      <Blank
        icon="bell"
        title="No task yet"
        acts={
          sandbox && (
            <a className="btn" href={sandbox.github}>
              File an issue
            </a>
          )
        }
      >
        <p>The first issue that is opened makes the first task.</p>
      </Blank>
    );
  }
  return (
    <Blank
      icon="search"
      title={filters.q === "" ? "No task matches" : `No task matches “${filters.q}”`}
      acts={
        <button type="button" className="btn" onClick={() => go(pathWith(on.length > 0 ? { q: filters.q } : {}))}>
          {on.length > 0 ? "Clear the filters" : "Show all"}
        </button>
      }
    >
      {on.length > 0 && (
        <p>
          Filters on: <b>{on.join(", ")}</b>.
        </p>
      )}
    </Blank>
  );
}
