import { z } from "zod";
import type { Repo, SeenRepository } from "../../domain/repository.ts";
import { type CodeReader, type Gone, isGone } from "../../ports/code-host.ts";
import type { Identity } from "./comments.ts";
import { readFile, readFiles } from "./read-files.ts";
import { readLabels, readLabelsTakenOff } from "./read-labels.ts";
import { createReadPermission } from "./read-permission.ts";
import { createReadRepository, type ReadRepository } from "./read-repository.ts";
import { readThread } from "./read-thread.ts";
import { createSend } from "./send.ts";
import { createTokenCache, type FetchToken } from "./token-cache.ts";

/** Reads GitHub for a service that holds no key: somebody else's tokens are all that it has. */
export function createGitHubReader(config: {
  baseUrl?: string | undefined;
  /** A fresh one each time: they are kept here. */
  readToken: FetchToken;
  now: () => Date;
  /** Without it, no comment is known for ours. */
  us?: Identity;
}): CodeReader {
  const { baseUrl, readToken, now, us = {} } = config;
  const tokens = createTokenCache(readToken, { now });
  return createReader({ ...createReadRepository({ send: createSend({ baseUrl }), tokens, now }), now, us });
}

export function createReader(deps: Pick<ReadRepository, "read"> & { us: Identity; now: () => Date }): CodeReader {
  const { read, us } = deps;
  const permission = createReadPermission(deps);
  return {
    permission,
    thread: (source, signal) => readThread(source, { read, us, permission }, signal),
    repository: (repo, signal) => readRepository(repo, { read }, signal),
    labels: (repo, signal) => readLabels(repo, { read }, signal),
    labelsTakenOff: (source, signal) => readLabelsTakenOff(source, { read }, signal),
    files: (repo, commit, signal) => readFiles(repo, commit, { read }, signal),
    file: (repo, at, signal) => readFile(repo, at, { read }, signal),
  };
}

const repositorySchema = z.object({
  default_branch: z.string(),
  archived: z.boolean(),
  private: z.boolean().optional(),
});
const branchSchema = z.object({ commit: z.object({ sha: z.string() }) });

async function readRepository(
  repo: Repo,
  { read }: Pick<ReadRepository, "read">,
  signal: AbortSignal,
): Promise<SeenRepository | Gone> {
  const found = await read({ repo, path: "", schema: repositorySchema }, signal);
  if (found === undefined || isGone(found)) return found ?? { gone: "uninstalled" };
  const { default_branch: defaultBranch, archived, private: isPrivate } = found.value;
  if (archived) return { gone: "archived" };
  const path = `/branches/${encodeURIComponent(defaultBranch)}`;
  const branch = await read({ repo, path, schema: branchSchema }, signal);
  if (isGone(branch)) return branch;
  return { defaultBranch, head: branch?.value.commit.sha ?? "", ...(isPrivate !== undefined && { isPrivate }) };
}
