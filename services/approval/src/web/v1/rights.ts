import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Task } from "@frontdesk/shared/domain/task";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import { YOU } from "../signed-in.ts";
import { hasAtLeast, type Viewer } from "../viewer.ts";

/** What one viewer may do, asked once for each repository. */
export type Rights = {
  in(repo: Repo): Promise<Permission>;
  maySee(repo: Repo): Promise<boolean>;
  /** As far as is known: whoever does decide is asked about anew. */
  mayDecide(repo: Repo): Promise<boolean>;
  /** Begins to ask about these, so that nobody has to wait for one after the other. */
  prepare(tasks: readonly Task[]): void;
  /** Aborts when nobody waits for what is asked any more. */
  signal: AbortSignal;
};

export function rightsOf(viewer: Viewer, signal: AbortSignal): Rights {
  const asked = new Map<number, Promise<Permission>>();
  const permission = (repo: Repo) => {
    const known = asked.get(repo.repo.id) ?? viewer.permission(repo, signal);
    asked.set(repo.repo.id, known);
    return known;
  };
  return {
    in: permission,
    maySee: async (repo) => hasAtLeast(await permission(repo), "read"),
    mayDecide: async (repo) => hasAtLeast(await permission(repo), "triage"),
    prepare(tasks) {
      // Whoever needs it gets to know how it ended.
      for (const { source } of tasks) permission(source).catch(() => undefined);
    },
    signal,
  };
}

/** On one's own machine there is nobody from whom anything would have to be kept. */
export function seesEverything(viewer: Viewer): boolean {
  return viewer.id === YOU.id;
}
