import type { TaskRow } from "@frontdesk/approval/api/task-shown";

/** Less than this until nothing can be decided any more: before everything else, the soonest first. */
const SOON = 4 * 3_600_000;

const KIND_ORDER = ["bug", "question", "docs", "feature", "other"];

export function expiresSoon({ deadline }: Pick<TaskRow, "deadline">, now: number): boolean {
  return deadline !== undefined && new Date(deadline).getTime() - now < SOON;
}

/** Most urgent first: what is about to expire, then by what it is about, then the newest. */
export function byUrgency(rows: readonly TaskRow[], now: number): TaskRow[] {
  return rows
    .map((row) => ({ row, rank: rankOf(row, now) }))
    .sort((a, b) => {
      for (const [index, value] of a.rank.entries()) {
        const other = b.rank[index] ?? 0;
        if (value !== other) return value - other;
      }
      return a.row.id.localeCompare(b.row.id);
    })
    .map(({ row }) => row);
}

function rankOf(row: TaskRow, now: number): number[] {
  const newestFirst = -new Date(row.askedAt ?? row.createdAt).getTime();
  if (expiresSoon(row, now)) return [0, new Date(row.deadline ?? 0).getTime()];
  return [1, KIND_ORDER.indexOf(row.kind ?? "other"), newestFirst];
}
