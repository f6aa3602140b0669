import { createGitHub } from "@frontdesk/shared/adapters/github/github";
import type { Source } from "@frontdesk/shared/domain/task";
import { after } from "@frontdesk/shared/domain/time";
import type { CodeHost } from "@frontdesk/shared/ports/code-host";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { onTestFinished } from "vitest";
import { type GitHubOptions, startGitHub } from "../sandbox/github/start-github.ts";

export const REPO = "acme/webapp";

/** Long enough for whatever ends by itself. */
export const soon = () => AbortSignal.timeout(15_000);

/** The stand-in with one open issue, and the adapter with its App's key, over HTTP; and with a clock that is so far off. */
export async function startHost({ off = 0, ...options }: GitHubOptions & { off?: number } = {}) {
  const github = await startGitHub(options);
  onTestFinished(() => github.close());
  const { id: appId, privateKey } = github.app;
  const theirs = options.now ?? (() => new Date());
  const now = () => after(theirs(), off);
  const open = (baseUrl = github.apiUrl) => createGitHub({ appId, privateKey, baseUrl, now, log: silentLog });
  github.fileIssue({ repo: REPO, title: "It crashes", body: "At once." });
  return { github, ...open(), open, now, source: sourceOn(github), repo: repoOf(github) };
}

type GitHub = Awaited<ReturnType<typeof startGitHub>>;

/** The issue as a task would have it from its webhook. */
function sourceOn(github: GitHub, more: Partial<Source> = {}): Source {
  return {
    ...{ ...repoOf(github), issue: 1, trigger: "opened", objectId: 1, author: "ada" },
    ...{ byMaintainer: false, deliveryId: "1", ...more },
  };
}

export function repoOf({ repo, installationId }: GitHub, name = REPO) {
  const [owner = "", short = ""] = name.split("/");
  return { installationId, repo: { id: repo(name).id, owner, name: short } };
}

/** Counts the calls that it names, and leaves them as they are. */
export function countCalls({ faults }: GitHub, on: Parameters<GitHub["faults"]["add"]>[0]["on"]): () => number {
  const most = 10_000;
  // Only reads of comments see any of it, if it is those that are counted.
  const counter = faults.add({ on, fault: { kind: "stale" }, times: most });
  return () => most - counter.left();
}

/** Everything that only reads an issue. */
export const READS: [name: string, read: (host: CodeHost, source: Source, signal: AbortSignal) => Promise<unknown>][] =
  [
    ["thread", (host, source, signal) => host.thread(source, signal)],
    ["labelsTakenOff", (host, source, signal) => host.labelsTakenOff(source, signal)],
    ["findComment", (host, source, signal) => host.findComment(source, "<!-- x -->", signal)],
  ];
