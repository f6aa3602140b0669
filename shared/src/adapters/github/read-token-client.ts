import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import { isGone } from "../../ports/code-host.ts";
import { parseExactly } from "./parse-exactly.ts";
import type { FetchToken } from "./token-cache.ts";

const answerSchema = z.union([
  z.strictObject({ token: z.string().min(1), expiresAt: z.iso.datetime().transform((text) => new Date(text)) }),
  z.strictObject({ gone: z.enum(["closed", "deleted", "locked", "transferred", "archived", "uninstalled"]) }),
]);

/** A read token from desk, which holds the App's key. Asks once: whoever calls does so again when it is time to. */
export function createReadTokenClient(config: {
  /** Desk's, without a path. */
  url: string;
  /** Google's word for who we are, made out to desk. */
  idToken: (signal: AbortSignal) => Promise<string>;
}): FetchToken {
  const url = new URL("/internal/read-token", config.url);
  return async ({ installationId, repo }, signal) => {
    try {
      const token = await config.idToken(signal);
      const response = await fetch(url, {
        ...{ method: "POST", redirect: "error", signal },
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "user-agent": "frontdesk" },
        body: JSON.stringify({ installationId, repo }),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`it answered ${response.status}: ${text.slice(0, 500)}`);
      const answer = answerSchema.safeParse(parseExactly(text));
      // Without what it was given: that may be most of a token.
      if (!answer.success) throw new Error("its answer is not as expected");
      return isGone(answer.data) ? { gone: answer.data.gone } : answer.data;
    } catch (cause) {
      signal.throwIfAborted();
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Unavailable(`desk gave no read token for ${repo.owner}/${repo.name}: ${why}`, { cause });
    }
  };
}
