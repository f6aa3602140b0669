import type { TaskPage, TaskRow } from "@frontdesk/approval/api/task-shown";

/** A list as far as it was fetched. Pages stay apart, so that one more touches none of those before. */
export type Pages = { pages: readonly (readonly TaskRow[])[]; next?: string | undefined };

/** A task that moved between two fetches comes twice: it stays where it was first. */
export function withPage({ pages }: Pages, page: TaskPage): Pages {
  const known = new Set(pages.flatMap((rows) => rows.map(({ id }) => id)));
  return { pages: [...pages, page.tasks.filter(({ id }) => !known.has(id))], next: page.next };
}

/** With what happened to one of them, where it stands. What is in none of the pages is left to the next fetch. */
export function withNews(so: Pages, row: TaskRow): Pages {
  const at = so.pages.findIndex((rows) => rows.some(({ id }) => id === row.id));
  if (at < 0) return so;
  const isOld = so.pages[at]?.some(({ id, version }) => id === row.id && version >= row.version);
  if (isOld) return so;
  return {
    ...so,
    pages: so.pages.map((rows, index) => (index === at ? rows.map((one) => (one.id === row.id ? row : one)) : rows)),
  };
}
