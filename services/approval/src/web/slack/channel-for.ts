import { REPOSITORIES, type Repo, repositoryKey } from "@frontdesk/shared/domain/repository";
import { type CodeReader, isGone } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { rememberRepository } from "@frontdesk/shared/repo/load-settings";
import type { Log } from "@frontdesk/shared/telemetry/log";

export type Channels = {
  public: string;
  /** For what not everybody may read. None: that is not told in Slack at all. */
  private?: string | undefined;
};

export type ChannelDeps = {
  values: SharedValues;
  /** Where GitHub can be asked. Elsewhere what was last seen has to do. */
  codeHost?: Pick<CodeReader, "repository"> | undefined;
  now: () => Date;
};

const LOOK_WITHIN = 10_000;

/**
 * Where people are told of a task of this repository; undefined: nowhere. Whoever asks a person has looked at the
 * repository right before, and what it saw is kept for some minutes. What nobody knows counts as private.
 */
export async function channelFor(
  repo: Repo,
  channels: Channels,
  deps: ChannelDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await isPrivate(repo, deps, signal)) === false ? channels.public : channels.private;
}

/** Whether what stands in this channel has to go from there. Only what is known moves a message: nobody can take it back. */
export async function mustLeave(
  channel: string,
  repo: Repo,
  channels: Channels,
  deps: ChannelDeps & { log: Log },
  signal: AbortSignal,
): Promise<boolean> {
  if (channel !== channels.public || channel === channels.private) return false;
  try {
    return (await isPrivate(repo, deps, signal)) === true;
  } catch (error) {
    // The message has to go on showing its task, also while GitHub is down.
    deps.log.warn("whether a repository is private now could not be seen", { repo: repo.repo, error });
    return false;
  }
}

/** Undefined: nobody knows. */
async function isPrivate(
  repo: Repo,
  { values, codeHost, now }: ChannelDeps,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const known = (await values.get(REPOSITORIES, repositoryKey(repo)))?.isPrivate;
  if (known !== undefined || !codeHost) return known;
  const seen = await codeHost.repository(repo, AbortSignal.any([signal, AbortSignal.timeout(LOOK_WITHIN)]));
  if (isGone(seen)) return undefined;
  // Many messages of one repository are looked after: GitHub is asked for the first.
  await rememberRepository(repo, seen, { values, now });
  return seen.isPrivate;
}
