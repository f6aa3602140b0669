import { SECOND } from "@frontdesk/shared/domain/limits";
import type { Repo } from "@frontdesk/shared/domain/repository";
import { authorize } from "@frontdesk/shared/http/authorize";
import { sendProblem } from "@frontdesk/shared/http/problem";
import type { VerifyToken } from "@frontdesk/shared/http/verify-token";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { orUnavailable } from "@frontdesk/shared/ports/unless-aborted";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { json, type RequestHandler, Router } from "express";
import { z } from "zod";

export type ReadTokenDeps = {
  /** Lets pass the services that may read, and nobody else. */
  verify: VerifyToken;
  /** A fresh one each time: whoever asks keeps his, and asks again only when it is used up or turned down. */
  readToken: (repo: Repo, signal: AbortSignal) => Promise<{ token: string; expiresAt: Date } | Gone>;
  log: Log;
};

/** A number and two names. */
const LARGEST_BODY = 4 * 1024;
const WITHIN = 10 * SECOND;

const repoSchema = z.strictObject({
  installationId: z.int().positive().optional(),
  repo: z.strictObject({ id: z.int().positive(), owner: z.string().min(1).max(100), name: z.string().min(1).max(100) }),
});

/** How services without the App's key come by a token: good for reading one repository, for an hour, and no more. */
export function createReadTokenRouter({ verify, readToken, log }: ReadTokenDeps): Router {
  const give: RequestHandler = async (request, response) => {
    const repo = repoSchema.safeParse(request.body);
    if (!repo.success) {
      sendProblem(response, 400, z.prettifyError(repo.error));
      return;
    }
    const { installationId, ...rest } = repo.data;
    const asked = { ...rest, ...(installationId !== undefined && { installationId }) };
    const token = await within(WITHIN, (signal) => readToken(asked, signal));
    response.setHeader("cache-control", "no-store");
    if (isGone(token)) response.json({ gone: token.gone });
    else response.json({ token: token.token, expiresAt: token.expiresAt.toISOString() });
  };

  const router = Router();
  const refused = "a read token was asked for by somebody who gets none";
  router.post(
    "/internal/read-token",
    authorize(verify, { log, refused }),
    json({ limit: LARGEST_BODY, inflate: false }),
    give,
  );
  return router;
}

function within<T>(milliseconds: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(milliseconds);
  return orUnavailable(work(late), late, `GitHub gave no token within ${milliseconds / SECOND} s`);
}
