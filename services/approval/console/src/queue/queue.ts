import type { TaskRow } from "@frontdesk/approval/api/task-shown";
import { byUrgency } from "./urgency.ts";

/**
 * What waits, and what is about to. Nothing moves under the pointer: `order` changes only when a person moves on or
 * asks for what has arrived.
 */
export type Queue = {
  rows: ReadonlyMap<string, TaskRow>;
  /** The tasks in the list, in the order in which they were put there. Some may be decided by now. */
  order: readonly string[];
  /** Waiting, and not in the list yet. */
  arrived: readonly string[];
  selected: string | undefined;
};

export const emptyQueue: Queue = { rows: new Map(), order: [], arrived: [], selected: undefined };

export const isWaiting = (row: TaskRow): boolean => row.state === "awaiting_approval";
/** On its way to a person, without one. */
export const isBeingWritten = (row: TaskRow): boolean => ["received", "triaged", "drafted"].includes(row.state);

/** With all that the server knows of. What is in the list already stays where it is; a queue that was empty is filled. */
export function withRows(queue: Queue, rows: readonly TaskRow[], now: number): Queue {
  const known = rows.reduce((so, row) => withRow(so, row, now), queue);
  return queue.order.length === 0 ? takeIn(known, now) : known;
}

/** With what has happened to one task. An older version than the one we have is old news. */
export function withRow(queue: Queue, row: TaskRow, now: number): Queue {
  const had = queue.rows.get(row.id);
  if (had && had.version > row.version) return queue;
  const rows = new Map(queue.rows).set(row.id, row);
  const isListed = queue.order.includes(row.id);
  const isArrived = queue.arrived.includes(row.id);
  const kept = isListed || isWaiting(row) || isBeingWritten(row);
  if (!kept && queue.selected !== row.id) rows.delete(row.id);
  if (isListed) return { ...queue, rows };
  const arrived = queue.arrived.filter((id) => id !== row.id);
  if (!isWaiting(row)) return { ...queue, rows, arrived };
  const next = { ...queue, rows, arrived: isArrived ? queue.arrived : [...arrived, row.id] };
  // Whoever watched it being written finds it in the list; and nothing can move in a list that has nothing in it.
  if (queue.selected === row.id || queue.order.length === 0) return takeIn(next, now);
  return next;
}

/** The list anew: what is decided leaves, what has arrived comes in, the most urgent first. */
export function takeIn(queue: Queue, now: number): Queue {
  const waiting = [...queue.rows.values()].filter((row) => isWaiting(row) || row.id === keptOf(queue));
  return tidied({ ...queue, order: byUrgency(waiting, now).map(({ id }) => id), arrived: [] });
}

/** Someone moves on: what was decided meanwhile leaves the list, but for the one that is now looked at. */
export function select(queue: Queue, id: string | undefined): Queue {
  if (queue.selected === id) return queue;
  const order = queue.order.filter((one) => one === id || waits(queue, one));
  return tidied({ ...queue, selected: id, order });
}

/** The one `by` places further down in the list, as it stands before anything leaves it. */
export function neighbour(queue: Queue, by: 1 | -1): string | undefined {
  const listed = [...queue.order, ...beingWritten(queue).map(({ id }) => id)];
  const at = queue.selected === undefined ? -1 : listed.indexOf(queue.selected);
  if (at < 0) return listed[0];
  return listed[Math.min(listed.length - 1, Math.max(0, at + by))];
}

export function listed(queue: Queue): TaskRow[] {
  return queue.order.flatMap((id) => queue.rows.get(id) ?? []);
}

export function beingWritten(queue: Queue): TaskRow[] {
  return [...queue.rows.values()]
    .filter((row) => isBeingWritten(row) && !queue.order.includes(row.id))
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt));
}

const waits = (queue: Queue, id: string): boolean => {
  const row = queue.rows.get(id);
  return row !== undefined && isWaiting(row);
};

/** What is looked at stays in the list, decided or not, if that is where it was. */
function keptOf(queue: Queue): string | undefined {
  return queue.selected !== undefined && queue.order.includes(queue.selected) ? queue.selected : undefined;
}

function tidied(queue: Queue): Queue {
  const rows = new Map(
    [...queue.rows].filter(
      ([id, row]) => queue.order.includes(id) || queue.selected === id || isWaiting(row) || isBeingWritten(row),
    ),
  );
  return { ...queue, rows };
}
