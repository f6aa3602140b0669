import { REPOSITORIES, type Repo, repositoryKey } from "@frontdesk/shared/domain/repository";
import { type CodeReader, isGone } from "@frontdesk/shared/ports/code-host";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";

export type Channels = {
  public: string;
  /** For what not everybody may read. None: that is not told in Slack at all. */
  private?: string | undefined;
};

export type ChannelDeps = {
  values: Pick<SharedValues, "get">;
  /** Where GitHub can be asked. Elsewhere what was last seen has to do. */
  codeHost?: Pick<CodeReader, "repository"> | undefined;
};

const LOOK_WITHIN = 10_000;

/**
 * Where people are told of a task of this repository; undefined: nowhere. Whoever asks a person has looked at the
 * repository right before, and what it saw is kept for some minutes. What nobody knows counts as private.
 */
export async function channelFor(
  repo: Repo,
  channels: Channels,
  { values, codeHost }: ChannelDeps,
  signal: AbortSignal,
): Promise<string | undefined> {
  let isPrivate = (await values.get(REPOSITORIES, repositoryKey(repo)))?.isPrivate;
  if (isPrivate === undefined && codeHost) {
    const seen = await codeHost.repository(repo, AbortSignal.any([signal, AbortSignal.timeout(LOOK_WITHIN)]));
    if (!isGone(seen)) isPrivate = seen.isPrivate;
  }
  return isPrivate === false ? channels.public : channels.private;
}
