import type { Repo } from "@frontdesk/shared/domain/repository";
import type { Gone } from "@frontdesk/shared/ports/code-host";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { newRepo } from "../contract/builders.ts";
import { openModel } from "../contract/model-backend.ts";

/** A repository that people push to, and how often it was asked for what. */
export async function createReadRepo(files: { [path: string]: string } = {}) {
  const clock = { now: new Date("2026-03-02T09:00:00Z") };
  const { values } = await openModel({ now: () => clock.now });
  const repo: Repo = { installationId: 7, repo: newRepo() };
  const commits = [files];
  const asked: string[] = [];
  const warnings: string[] = [];
  let gone: Gone | undefined;
  const at = (commit: string) => commits[Number(commit)] ?? {};
  const codeHost = {
    repository: async () => {
      asked.push("repository");
      return gone ?? { defaultBranch: "main", head: String(commits.length - 1) };
    },
    files: async (_: Repo, commit: string) => {
      asked.push("files");
      return gone ?? Object.entries(at(commit)).map(([path, text]) => ({ path, bytes: Buffer.byteLength(text) }));
    },
    file: async (_: Repo, { path, commit }: { path: string; commit: string }) => {
      asked.push(path);
      const text = at(commit)[path];
      return gone ?? (text === undefined ? undefined : { text });
    },
  };
  return {
    repo,
    asked,
    warnings,
    clock,
    values,
    deps: {
      ...{ codeHost, values, now: () => clock.now },
      log: { ...silentLog, warn: (message: string) => void warnings.push(message) },
    },
    push: (changed: { [path: string]: string }) => void commits.push({ ...commits.at(-1), ...changed }),
    head: () => ({ ...repo, commit: String(commits.length - 1) }),
    lose: (how: Gone["gone"]) => {
      gone = { gone: how };
    },
  };
}
