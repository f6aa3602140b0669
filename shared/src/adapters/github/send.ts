import { Octokit, RequestError } from "octokit";
import { Unavailable } from "../../domain/errors.ts";
import { SECOND } from "../../domain/limits.ts";
import { silentLog } from "../../telemetry/silent-log.ts";
import { parseExactly } from "./parse-exactly.ts";

export type Request = {
  method: "GET" | "POST";
  /** Below the API's address, its parts encoded. */
  path: string;
  /** An installation's token, or the App's JWT. */
  token: string;
  body?: object;
};

export type Answer = {
  status: number;
  headers: { readonly [name: string]: string | number | undefined };
  /** Undefined where it is no JSON. */
  body: unknown;
};

/**
 * Sends one request, exactly once, and resolves with whatever GitHub answered: a refusal is an answer, too, and so is a
 * redirect, which is never followed. Rejects with the signal's reason, or with `Unavailable` where no whole answer came.
 */
export type Send = (request: Request, signal: AbortSignal) => Promise<Answer>;

/** A read that hangs is an outage like any other, and must not take all the time of whoever reads. */
const ANSWERED_WITHIN = 10 * SECOND;

/** A tree of a hundred thousand files has 7 MB; nothing that is asked for has more. */
const MOST_BYTES = 25 * 1024 * 1024;

/** GitHub's own API, unless another one is named: an Enterprise Server's is at `https://HOST/api/v3`. */
export function createSend({ baseUrl }: { baseUrl?: string | undefined }): Send {
  const octokit = new Octokit({
    ...(baseUrl !== undefined && { baseUrl }),
    userAgent: "frontdesk",
    // It would send a comment again that GitHub may have made already: https://github.com/probot/probot/issues/921
    retry: { enabled: false },
    throttle: { enabled: false },
    // What there is to say about an answer, whoever asked says.
    log: silentLog,
  });

  return async ({ method, path, token, body }, signal) => {
    signal.throwIfAborted();
    // What is posted has a deadline of its own: where it was cut, nobody knows what became of it.
    const limited = method === "GET" ? AbortSignal.any([signal, AbortSignal.timeout(ANSWERED_WITHIN)]) : signal;
    try {
      const { data: sent, headers: described } = body ? streamed(body) : {};
      const { status, headers, data } = await octokit.request({
        ...{ method, url: path, ...(sent && { data: sent }) },
        headers: { ...described, authorization: `Bearer ${token}` },
        request: { signal: limited, redirect: "manual", parseSuccessResponseBody: false },
      });
      return { status, headers, body: parseExactly(await textOf(data)) };
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof RequestError && error.response) {
        const { headers, data } = error.response;
        return { status: error.status, headers, body: data };
      }
      // Of octokit's errors the cause alone: they carry the whole request.
      const cause = error instanceof RequestError ? error.cause : error;
      const why = error instanceof Error ? error.message : String(error);
      throw new Unavailable(`GitHub gave no answer to ${method} ${path}: ${why}`, { cause });
    }
  };
}

/**
 * Node's fetch sends a request again by itself when it is answered with 421, unless its body is a stream. The length is
 * said so that it is not sent in chunks.
 */
function streamed(body: object) {
  const bytes = new Blob([JSON.stringify(body)]);
  return {
    data: bytes.stream(),
    headers: { "content-type": "application/json", "content-length": String(bytes.size) },
  };
}

async function textOf(data: unknown): Promise<string> {
  if (!(data instanceof ReadableStream)) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of data as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
