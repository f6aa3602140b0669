import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { AccountMenu } from "./account/account-menu.tsx";
import { KeysDialog } from "./account/keys-dialog.tsx";
import { Bar, TabBar } from "./bar.tsx";
import { useDesk } from "./data/desk.ts";
import { useStore } from "./data/store.ts";
import { useKeys } from "./keys.ts";
import { LineBanner } from "./line-banner.tsx";
import { Blank } from "./parts/banner.tsx";
import { Boundary } from "./parts/boundary.tsx";
import { Link } from "./parts/small.tsx";
import { QueuePage } from "./queue/queue-page.tsx";
import { go, route } from "./route.ts";
import { TaskPage } from "./task/task-page.tsx";
import { TasksPage } from "./tasks/tasks-page.tsx";

const HealthPage = lazy(async () => {
  await import("./health/sure-of-language.ts");
  return import("./health/health-page.tsx");
});
const SetupPage = lazy(() => import("./setup/setup-page.tsx"));
const ApiKeysDialog = lazy(() => import("./account/api-keys.tsx"));

export function App(): ReactNode {
  const { path } = useStore(route, (so) => so);
  const [dialog, setDialog] = useState<"keys" | "api keys">();
  useKeys({
    "g w": () => go("/"),
    "g t": () => go("/tasks"),
    "g h": () => go("/health"),
    "/": find,
    "?": () => setDialog("keys"),
  });
  useTitle(path);
  useFocusOnArrival(path);
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <Bar path={path} onFind={find} account={<AccountMenu onDialog={setDialog} />} />
      <LineBanner />
      <Boundary key={path}>
        <Suspense fallback={<main id="main" className="page" aria-busy="true" />}>{pageAt(path)}</Suspense>
      </Boundary>
      <TabBar path={path} />
      {dialog === "keys" && <KeysDialog onClose={() => setDialog(undefined)} />}
      {dialog === "api keys" && (
        <Suspense>
          <ApiKeysDialog onClose={() => setDialog(undefined)} />
        </Suspense>
      )}
      <Said />
    </>
  );
}

function pageAt(path: string): ReactNode {
  if (path === "/") return <QueuePage />;
  if (path === "/tasks") return <TasksPage />;
  if (path === "/health") return <HealthPage />;
  if (path === "/setup") return <SetupPage />;
  const id = /^\/tasks\/([^/]+)$/.exec(path)?.[1];
  if (id !== undefined) return <TaskPage id={decoded(id)} />;
  return (
    <main className="page" id="main">
      <Blank
        first
        icon="search"
        title="There is no such page"
        acts={
          <Link to="/" className="btn">
            Waiting for you
          </Link>
        }
      >
        <p>{path} leads nowhere.</p>
      </Blank>
    </main>
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** To the one place where things are found. */
function find(): void {
  go("/tasks");
  requestAnimationFrame(() => document.getElementById("find")?.focus());
}

/** How many wait is in the title, whatever page is open. */
function useTitle(path: string): void {
  const { counts, queue } = useDesk();
  const waiting = useStore(counts, (so) => so?.awaiting_approval ?? 0);
  const id = path.startsWith("/tasks/") ? decoded(path.slice("/tasks/".length)) : undefined;
  const row = useStore(queue, (so) => (id === undefined ? undefined : so.rows.get(id)));
  const page = row
    ? `#${row.issue} ${row.title}`
    : (id ??
      { "/": "Waiting for you", "/tasks": "All tasks", "/health": "Health", "/setup": "Set up" }[path] ??
      "Not found");
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${page} · Frontdesk`;
  }, [waiting, page]);
}

/** Frames in which a page that is loaded when it is first wanted has to show its heading. */
const ARRIVES_WITHIN = 120;

/** A new page is read from its heading, not from wherever the focus was left; unless something in it was asked for. */
function useFocusOnArrival(path: string): void {
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    let frame = 0;
    const arrive = (left: number) => {
      const heading = document.querySelector<HTMLElement>("main h1[tabindex]");
      // A page that makes room for one that is being loaded is still there, hidden.
      if (!heading?.checkVisibility() && left > 0) {
        frame = requestAnimationFrame(() => arrive(left - 1));
        return;
      }
      if (!heading?.closest("main")?.contains(document.activeElement)) heading?.focus({ preventScroll: true });
    };
    frame = requestAnimationFrame(() => arrive(ARRIVES_WITHIN));
    return () => cancelAnimationFrame(frame);
  }, [path]);
}

/** The one place that speaks up by itself. */
function Said(): ReactNode {
  const { said } = useDesk();
  const words = useStore(said, (so) => so);
  return (
    <div className="sr" role="status" aria-live="polite">
      {words}
    </div>
  );
}
