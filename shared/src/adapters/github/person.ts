import { z } from "zod";
import { Unavailable } from "../../domain/errors.ts";
import type { Permission } from "../../ports/code-host.ts";
import type { People, PersonToken, TurnedDown } from "../../ports/people.ts";
import { isNotThere, limitedUntil, parsed, unexpected } from "./answers.ts";
import { addressOf } from "./read-repository.ts";
import { type Answer, createSend } from "./send.ts";

export type PeopleConfig = {
  /** Of the REST API. */
  baseUrl: string;
  /** Where people see GitHub, and sign in. */
  web: string;
  /** Of the App itself. */
  clientId: string;
  clientSecret: string;
  now: () => Date;
};

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
export function createPeople({ baseUrl, web, clientId, clientSecret, now }: PeopleConfig): People {
  const send = createSend({ baseUrl });
  const ours = { client_id: clientId, client_secret: clientSecret };
  const tokenUrl = `${web}/login/oauth/access_token`;

  const askForToken = async (fields: { [name: string]: string }, signal: AbortSignal) =>
    tokenIn(await post(tokenUrl, { ...ours, ...fields }, signal));

  const read = (path: string, token: string, signal: AbortSignal) => send({ method: "GET", path, token }, signal);

  return {
    signInUrl({ callback, state, challenge }) {
      const url = new URL(`${web}/login/oauth/authorize`);
      const asked = { client_id: clientId, redirect_uri: callback, state, code_challenge: challenge };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      url.searchParams.set("code_challenge_method", "S256");
      return url.href;
    },

    exchange: ({ code, callback, verifier }, signal) =>
      askForToken({ code, redirect_uri: callback, code_verifier: verifier }, signal),

    renew: (refresh, signal) => askForToken({ grant_type: "refresh_token", refresh_token: refresh }, signal),

    async whoIs(token, signal) {
      const answer = await read("/user", token, signal);
      if (answer.status === 401) return undefined;
      if (answer.status !== 200) throw unexpected(USER, answer, now());
      return parsed(USER, answer, personSchema);
    },

    async permission(repo, token, signal) {
      const path = addressOf(repo);
      const answer = await read(path, token, signal);
      if (answer.status === 401) return undefined;
      if (answer.status === 200) return permissionIn(parsed({ method: "GET", path }, answer, repositorySchema));
      if (isRefused(answer, now())) return "none";
      throw unexpected({ method: "GET", path }, answer, now());
    },
  };
}

const USER = { method: "GET", path: "/user" } as const;

const personSchema = z.object({ id: z.int().positive(), login: z.string().min(1).max(100) });

/**
 * The same that the lists for user tokens have. `/collaborators/{user}/permission` would name the role, but answers only
 * those who may push: nobody with triage would ever hear of it.
 * https://docs.github.com/en/rest/apps/installations#list-repositories-accessible-to-the-user-access-token
 */
const repositorySchema = z.object({
  private: z.boolean(),
  permissions: z
    .object({
      admin: z.boolean().default(false),
      maintain: z.boolean().default(false),
      push: z.boolean().default(false),
      triage: z.boolean().default(false),
      pull: z.boolean().default(false),
    })
    .optional(),
});

function permissionIn({ private: isPrivate, permissions }: z.infer<typeof repositorySchema>): Permission {
  if (permissions?.admin) return "admin";
  if (permissions?.maintain) return "maintain";
  if (permissions?.push) return "write";
  if (permissions?.triage) return "triage";
  return permissions?.pull || !isPrivate ? "read" : "none";
}

/** Not for this person, by GitHub's own word: unseen, blocked, or behind a sign-on of the organisation that is due. */
function isRefused(answer: Answer, now: Date): boolean {
  if (isNotThere(answer) || answer.status === 451) return true;
  return answer.status === 403 && limitedUntil(answer, now) === undefined;
}

const tokenSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
});
/** GitHub says no with 200. */
const refusalSchema = z.object({ error: z.string().min(1).max(100) });

function tokenIn(body: unknown): PersonToken | TurnedDown {
  const refusal = refusalSchema.safeParse(body);
  if (refusal.success) return { turnedDown: refusal.data.error };
  const given = tokenSchema.safeParse(body);
  // Without what it was given: that may be most of a token.
  if (!given.success) throw new Unavailable("GitHub's answer to a sign-in is not as described");
  const { access_token: token, refresh_token: refresh } = given.data;
  return { token, ...(refresh !== undefined && { refresh }) };
}

/** Not the API, and another host. Its errors must not carry what was sent: there are secrets in it. */
async function post(url: string, fields: { [name: string]: string }, signal: AbortSignal): Promise<unknown> {
  try {
    const response = await fetch(url, {
      ...{ method: "POST", redirect: "error", signal, body: new URLSearchParams(fields) },
      headers: { accept: "application/json", "user-agent": "frontdesk" },
    });
    if (response.status !== 200) throw new Error(`it answered ${response.status}`);
    return JSON.parse(await response.text());
  } catch (cause) {
    signal.throwIfAborted();
    const why = cause instanceof SyntaxError ? "its answer is no JSON" : reasonIn(cause);
    throw new Unavailable(`GitHub gave no token at ${url}: ${why}`);
  }
}

function reasonIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
