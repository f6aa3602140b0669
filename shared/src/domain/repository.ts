import { z } from "zod";
import type { Kind } from "./shared-value.ts";
import type { Source } from "./task.ts";

/**
 * A repository as it is addressed. Its number stays when it is renamed; its name is for people. The installation is the
 * one that a webhook told: it may be another one since.
 */
export type Repo = Pick<Source, "installationId" | "repo">;

/** What was last seen of a repository: what is read from it (settings, documents, forms) is read at this commit. */
export const REPOSITORIES: Kind<SeenRepository> = {
  name: "repositories",
  schema: z.object({ defaultBranch: z.string(), head: z.string(), isPrivate: z.boolean().optional() }),
};

/** `isPrivate`: not everybody may read it. Where that isn't known, it counts as private. */
export type SeenRepository = { defaultBranch: string; head: string; isPrivate?: boolean | undefined };

/** By number: a repository that was renamed is the same one. */
export function repositoryKey({ repo }: Repo): string {
  return String(repo.id);
}
