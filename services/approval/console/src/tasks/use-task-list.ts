import type { TaskPage } from "@frontdesk/approval/api/task-shown";
import { useCallback, useEffect, useRef, useState } from "react";
import { whyOf } from "../data/api.ts";
import { useDesk } from "../data/desk.ts";
import { type Filters, queryOf } from "./filters.ts";
import { type Pages, withNews, withPage } from "./merge-pages.ts";

const PAGE = 50;
const NOTHING: Pages = { pages: [] };
/** Pages that leave at one go: thousands of rows at once would hold up whoever is typing. */
const LEAVE_AT_ONCE = 20;

export type TaskList = Pages & {
  loading: boolean;
  problem: string | undefined;
  more(): void;
  again(): void;
  fresh: number;
};

/** The tasks that the filters leave, page by page, each kept up with what happens to it. */
export function useTaskList(filters: Filters): TaskList {
  const { api, followRows } = useDesk();
  const [list, setList] = useState<Pages>(NOTHING);
  const [loading, setLoading] = useState(true);
  const [problem, setProblem] = useState<string>();
  const [fresh, setFresh] = useState(0);
  const [round, setRound] = useState(0);
  const current = useRef<AbortController>(undefined);
  const shown = useRef(list);
  shown.current = list;
  const query = queryOf(filters).toString();

  const fetchPage = useCallback(
    (after: string | undefined) => {
      current.current?.abort();
      const own = new AbortController();
      current.current = own;
      const takeIn = (page: TaskPage): void => {
        if (own.signal.aborted) return;
        const isLong = after === undefined && shown.current.pages.length > LEAVE_AT_ONCE;
        setList((so) =>
          isLong
            ? { ...so, pages: so.pages.slice(0, -LEAVE_AT_ONCE) }
            : withPage(after === undefined ? NOTHING : so, page),
        );
        if (isLong) requestAnimationFrame(() => takeIn(page));
        else setLoading(false);
      };
      setLoading(true);
      const wanted = new URLSearchParams(query);
      wanted.set("limit", String(PAGE));
      if (after !== undefined) wanted.set("after", after);
      api.tasks(wanted, own.signal).then(
        (page) => {
          if (own.signal.aborted) return;
          setProblem(undefined);
          takeIn(page);
        },
        (error: unknown) => {
          if (own.signal.aborted) return;
          setProblem(whyOf(error));
          setLoading(false);
        },
      );
    },
    [api, query],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same anew.
  useEffect(() => {
    setFresh(0);
    fetchPage(undefined);
    return () => current.current?.abort();
  }, [fetchPage, round]);

  useEffect(
    () =>
      followRows((row) => {
        setList((so) => withNews(so, row));
        if (row.version === 1) setFresh((so) => so + 1);
      }),
    [followRows],
  );

  return { ...list, loading, problem, fresh, more: () => fetchPage(list.next), again: () => setRound((so) => so + 1) };
}
