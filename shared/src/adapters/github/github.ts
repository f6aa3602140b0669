import { z } from "zod";
import type { Repo } from "../../domain/repository.ts";
import { type CodeHost, type Gone, isGone, type WebhookDeliveries } from "../../ports/code-host.ts";
import type { Log } from "../../telemetry/log.ts";
import { addLabels } from "./add-labels.ts";
import { goneBy, isNotThere, parsed } from "./answers.ts";
import { type AppRequests, createAppRequests } from "./app-requests.ts";
import type { Identity } from "./comments.ts";
import { findComment } from "./find-comment.ts";
import { createReader } from "./github-reader.ts";
import { createMint } from "./mint-token.ts";
import { postComment } from "./post-comment.ts";
import { createReadRepository, type ReadRepository } from "./read-repository.ts";
import { createSend } from "./send.ts";
import { createTokenCache, type FetchToken } from "./token-cache.ts";
import { createWebhookDeliveries } from "./webhook-deliveries.ts";

export type GitHubConfig = {
  appId: number;
  /** PEM. */
  privateKey: string;
  baseUrl?: string | undefined;
  now: () => Date;
  log: Log;
};

export type GitHub = {
  codeHost: CodeHost;
  deliveries: WebhookDeliveries;
  /** A fresh one each time, for somebody without the key, who keeps it: good for reading one repository. */
  readToken: FetchToken;
};

/** GitHub, for whoever holds the App's key. */
export function createGitHub({ appId, privateKey, baseUrl, now, log }: GitHubConfig): GitHub {
  const send = createSend({ baseUrl });
  const app = createAppRequests({ appId, privateKey, now }, { send, log });
  const mint = createMint(app);
  const readToken = mint("read");
  const tokens = createTokenCache(mint("write"), { now });
  const repository = createReadRepository({ send, tokens: createTokenCache(readToken, { now }), now });
  const { read } = repository;
  const us = createIdentity(appId, app);
  const reader = createReader({ ...repository, now, us: { appId } });
  /** Every token reads what is public. That the App is still installed there, only a fresh one tells. */
  const uninstalled = async (repo: Repo, signal: AbortSignal) => {
    const token = await readToken(repo, signal);
    return isGone(token) ? token : undefined;
  };
  const goneItself: ReadRepository["goneItself"] = async (repo, signal) =>
    (await uninstalled(repo, signal)) ?? repository.goneItself(repo, signal);

  const codeHost: CodeHost = {
    ...reader,
    repository: async (repo, signal) => (await uninstalled(repo, signal)) ?? reader.repository(repo, signal),
    installation: (id, signal) => readInstallation(id, app, signal),
    findComment: async (source, marker, signal) => findComment(source, marker, { read, us: await us(signal) }, signal),
    postComment: (source, body, signal) => postComment(source, body, { send, tokens, goneItself, log, now }, signal),
    addLabels: (source, labels, signal) =>
      addLabels(source, labels, { read, goneItself, labels: reader.labels, send, tokens, now }, signal),
  };
  return { codeHost, deliveries: createWebhookDeliveries(appId, app), readToken };
}

const appSchema = z.object({ slug: z.string() });

/** A comment says which App made it, but not everywhere: then the name of the App's bot has to. It is asked for once. */
function createIdentity(appId: number, app: AppRequests): (signal: AbortSignal) => Promise<Identity> {
  const request = { method: "GET", path: "/app" } as const;
  let slug: string | undefined;
  return async (signal) => {
    if (slug === undefined) {
      const answer = await app.ask(request, signal);
      if (answer.status !== 200) throw app.unexpected(request, answer);
      slug = parsed(request, answer, appSchema).slug;
    }
    return { appId, slug };
  };
}

const installationSchema = z.object({ suspended_at: z.string().nullish() });

async function readInstallation(id: number, app: AppRequests, signal: AbortSignal): Promise<Gone | undefined> {
  const request = { method: "GET", path: `/app/installations/${id}` } as const;
  const answer = await app.ask(request, signal);
  if (answer.status === 200) {
    return parsed(request, answer, installationSchema).suspended_at ? { gone: "uninstalled" } : undefined;
  }
  if (isNotThere(answer)) return { gone: "uninstalled" };
  const gone = goneBy(answer);
  if (gone) return gone;
  throw app.unexpected(request, answer);
}
