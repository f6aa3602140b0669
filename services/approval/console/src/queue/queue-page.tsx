import { type ReactNode, useCallback, useEffect, useRef } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { focusAfter } from "../focus.ts";
import { useKeys } from "../keys.ts";
import { Blank } from "../parts/banner.tsx";
import { go, taskPath } from "../route.ts";
import { TaskView } from "../task/task-view.tsx";
import { isWaiting, listed, neighbour, select, takeIn } from "./queue.ts";
import { QueueList } from "./queue-list.tsx";

const isWide = () => matchMedia("(min-width: 48.01rem)").matches;

/** The queue at the left, the task at the right; on a phone the list alone, and a task has its own page. */
export function QueuePage(): ReactNode {
  const desk = useDesk();
  const queue = useStore(desk.queue, (so) => so);
  const { selected, loaded } = queue;
  const begun = useRef(false);

  const pick = useCallback(
    (id: string | undefined) => {
      if (!isWide()) return false;
      desk.queue.set((so) => ({ ...so, ...select(so, id) }));
      return true;
    },
    [desk],
  );
  const move = (by: 1 | -1) => {
    const id = neighbour(desk.queue.get(), by);
    if (id === undefined) return;
    focusAfter(() => pick(id), `.queue [data-id="${CSS.escape(id)}"]`);
  };
  const bringIn = () => {
    desk.queue.set((so) => ({ ...so, ...takeIn(so, Date.now()) }));
    document.getElementById("queue-h")?.focus({ preventScroll: false });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    n: bringIn,
    enter: () => selected !== undefined && go(taskPath(selected)),
  });

  // The first one is open when the page is; after that nothing opens by itself.
  useEffect(() => {
    if (!loaded || begun.current) return;
    begun.current = true;
    const first = listed(desk.queue.get()).find(isWaiting);
    if (desk.queue.get().selected === undefined && first) pick(first.id);
  }, [loaded, desk, pick]);

  return (
    <main className="frame" id="main">
      <QueueList onPick={pick} onTakeIn={bringIn} />
      {selected === undefined ? (
        <section className="task" aria-label="No task is open">
          {loaded && neighbour(queue, 1) !== undefined && (
            <Blank icon="list" title="No task is open">
              <p>
                Choose one at the left, or press <kbd>j</kbd>.
              </p>
            </Blank>
          )}
        </section>
      ) : (
        <TaskView key={selected} id={selected} row={queue.rows.get(selected)} />
      )}
    </main>
  );
}
