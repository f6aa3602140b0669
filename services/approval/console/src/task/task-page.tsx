import { type ReactNode, useEffect } from "react";
import { useDesk } from "../data/desk.ts";
import { useStore } from "../data/store.ts";
import { useKeys } from "../keys.ts";
import { neighbour, select } from "../queue/queue.ts";
import { go, taskPath } from "../route.ts";
import { TaskView } from "./task-view.tsx";

/** One task on its own page, with the timeline at its left. */
export function TaskPage({ id }: { id: string }): ReactNode {
  const { queue } = useDesk();
  const row = useStore(queue, (so) => so.rows.get(id));
  useEffect(() => queue.set((so) => (so.selected === id ? so : { ...so, ...select(so, id) })), [queue, id]);
  const move = (by: 1 | -1) => {
    const next = neighbour(queue.get(), by);
    if (next !== undefined && next !== id) go(taskPath(next));
  };
  useKeys({ j: () => move(1), k: () => move(-1), escape: () => go("/") });
  return (
    <main className="task-page" id="main">
      <TaskView key={id} id={id} row={row} page />
    </main>
  );
}
