import { createSign, type KeyObject } from "node:crypto";
import { onTestFinished } from "vitest";
import { type GitHub, type GitHubOptions, startGitHub } from "./start-github.ts";
import type { App, Permissions } from "./state.ts";

type Claims = { [name: string]: unknown };
type Call = { token?: string; body?: unknown; headers?: { [name: string]: string }; signal?: AbortSignal };
// biome-ignore lint/suspicious/noExplicitAny: what came over the wire, which the tests then look into.
export type Answer = { status: number; headers: Headers; text: string; body: any };
type Narrow = { repository_ids?: number[]; permissions?: Permissions };

/** The JWT that an App signs for itself, with other claims and another key where the test says so. */
export function jwtOf(app: App, claims: Claims = {}, key: string | KeyObject = app.privateKey, alg = "RS256"): string {
  const now = Math.floor(Date.now() / 1_000);
  const encode = (part: Claims) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const text = `${encode({ alg, typ: "JWT" })}.${encode({ iss: app.id, iat: now - 60, exp: now + 540, ...claims })}`;
  return `${text}.${createSign("RSA-SHA256").update(text).sign(key, "base64url")}`;
}

/** A stand-in for the length of a test, and what talks to it as any client does. */
export async function startCalledGitHub(options: GitHubOptions = {}) {
  const github = await startGitHub(options);
  onTestFinished(() => github.close());
  return { github, ...callsTo(github) };
}

export function callsTo(github: GitHub) {
  const send = (method: string, path: string, { token, body, headers, signal }: Call = {}) =>
    fetch(path.startsWith("http") ? path : `${github.apiUrl}${path}`, {
      method,
      redirect: "manual",
      headers: { ...(token && { authorization: `token ${token}` }), ...(body ? JSON_TYPE : {}), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  const call = async (method: string, path: string, options: Call = {}): Promise<Answer> => {
    const response = await send(method, path, options);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text && json(response) ? JSON.parse(text) : undefined,
    };
  };
  const asApp = (method: string, path: string, body?: unknown) =>
    call(method, path, { token: jwtOf(github.app), body });
  const newToken = async (narrow: Narrow = {}, installationId = github.installationId): Promise<string> =>
    (await asApp("POST", `/app/installations/${installationId}/access_tokens`, narrow)).body.token;
  /** With a token of the installation, made when first needed. */
  let own: Promise<string> | undefined;
  const asBot = async (method: string, path: string, body?: unknown) => {
    own ??= newToken();
    return call(method, path, { token: await own, body });
  };
  return { send, call, asApp, asBot, newToken };
}

function json(response: Response): boolean {
  return /^application\/json/.test(response.headers.get("content-type") ?? "");
}

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };
