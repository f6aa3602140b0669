import type { Source } from "../domain/task.ts";
import type { SeenThread } from "../domain/thread.ts";
import { type CodeReader, type Gone, isGone } from "../ports/code-host.ts";
import { type LoadedSettings, loadSettings, type RepoSettingsDeps } from "./load-settings.ts";

export type LookDeps = RepoSettingsDeps & { codeHost: Pick<CodeReader, "thread" | "repository" | "file"> };

/** What every step begins with: the thread as it is now, and what the repository's owners want. */
export async function lookAtThread(
  source: Source,
  deps: LookDeps,
  signal: AbortSignal,
  options: { fresh?: boolean } = {},
): Promise<{ seen: SeenThread; loaded: LoadedSettings } | Gone> {
  const [seen, loaded] = await Promise.all([
    deps.codeHost.thread(source, signal),
    loadSettings(source, deps, signal, options),
  ]);
  if (isGone(seen)) return seen;
  return isGone(loaded) ? loaded : { seen, loaded };
}
