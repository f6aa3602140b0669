import { createReadTokenRouter, type ReadTokenDeps } from "@frontdesk/approval/desk/read-token";
import { createGitHubReader } from "@frontdesk/shared/adapters/github/github-reader";
import { createReadTokenClient } from "@frontdesk/shared/adapters/github/read-token-client";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { createApp } from "@frontdesk/shared/http/app";
import { serve } from "@frontdesk/shared/http/serve";
import { createTokenVerifier } from "@frontdesk/shared/http/verify-token";
import { createLogger } from "@frontdesk/shared/telemetry/log";
import { describe, expect, onTestFinished, test } from "vitest";
import { startTokenIssuer } from "../sandbox/pubsub/token-issuer.ts";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";
import { SOURCE } from "./start-scripted.ts";

const GIVEN = { token: "ghs_0123456789abcdefghij", expiresAt: new Date("2026-03-02T10:00:00Z") };

/** Desk, as far as it gives read tokens, and Google, as far as it says who asks. */
async function startDesk(readToken: ReadTokenDeps["readToken"] = async () => GIVEN) {
  const issuer = await startTokenIssuer("https://desk.test");
  onTestFinished(() => issuer.close());
  const lines: string[] = [];
  const log = createLogger({ service: "approval", format: "json", level: "debug", write: (line) => lines.push(line) });
  const asked: unknown[] = [];
  const router = createReadTokenRouter({
    ...{ verify: createTokenVerifier(issuer.trust), log },
    readToken(repo, signal) {
      asked.push(repo);
      return readToken(repo, signal);
    },
  });
  const server = await serve(createApp([router], { log }), { port: 0, log, timeouts: { grace: 0 } });
  onTestFinished(() => server.close());
  const idToken = async () => issuer.token();
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/internal/read-token`, {
      ...{ method: "POST", body },
      headers: { authorization: `Bearer ${issuer.token()}`, "content-type": "application/json", ...headers },
    });
  return {
    issuer,
    lines,
    asked,
    post,
    url: server.url,
    idToken,
    client: createReadTokenClient({ url: server.url, idToken }),
  };
}

test("a service without the key reads by a token that desk gave it, and asks for one once", async () => {
  const { github, readToken, now, source } = await startHost();
  const { client, asked, lines } = await startDesk(readToken);
  const reader = createGitHubReader({ baseUrl: github.apiUrl, readToken: client, now, us: { appId: github.app.id } });
  const minted = countCalls(github, "POST token");
  const { sha: commit } = github.push(REPO, { "a.md": "A" });
  expect(await reader.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
  expect(await reader.file(source, { path: "a.md", commit }, soon())).toEqual({ text: "A" });
  const { installationId, repo } = source;
  expect(asked).toEqual([{ installationId, repo }]);
  expect(minted()).toBe(1);
  for (const { id } of github.state.all("tokens")) expect(lines.join()).not.toContain(id);
});

test("a token that GitHub turns down is asked for again, and desk gives another one", async () => {
  const { github, readToken, now, source } = await startHost();
  const { client, asked } = await startDesk(readToken);
  const reader = createGitHubReader({ baseUrl: github.apiUrl, readToken: client, now });
  await reader.thread(source, soon());
  github.expireTokens();
  expect(await reader.thread(source, soon())).toMatchObject({ issue: { title: "It crashes" } });
  expect(asked).toHaveLength(2);
  github.uninstall(github.installationId);
  expect(await reader.thread(source, soon())).toEqual({ gone: "uninstalled" });
});

test("a token, with its time, or what became of the repository; without an installation, too", async () => {
  const { client, asked } = await startDesk();
  const { installationId: _, repo } = SOURCE;
  expect(await client({ repo }, soon())).toEqual(GIVEN);
  expect(asked).toEqual([{ repo }]);
  const gone = await startDesk(async () => ({ gone: "uninstalled" }));
  expect(await gone.client(SOURCE, soon())).toEqual({ gone: "uninstalled" });
});

describe("C66: nobody else gets one", () => {
  test.each<[string, number, (desk: Awaited<ReturnType<typeof startDesk>>) => string]>([
    ["no token", 401, () => ""],
    ["one for another service", 401, ({ issuer }) => `Bearer ${issuer.token({ aud: "https://triage.test" })}`],
    ["an expired one", 401, ({ issuer }) => `Bearer ${issuer.token({ iat: 1, exp: 2 })}`],
    ["a forged one", 401, ({ issuer }) => `Bearer ${issuer.forgedToken()}`],
    ["somebody else's", 403, ({ issuer }) => `Bearer ${issuer.token({ email: "eve@evil.test" })}`],
  ])("%s", async (_name, status, authorization) => {
    const desk = await startDesk();
    const response = await desk.post(JSON.stringify({ repo: SOURCE.repo }), { authorization: authorization(desk) });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toContain("application/problem+json");
    expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
    expect(desk.asked).toEqual([]);
    const client = createReadTokenClient({ url: desk.url, idToken: async () => authorization(desk).slice(7) });
    await expect(client(SOURCE, soon())).rejects.toThrow(`it answered ${status}`);
  });
});

test.each([
  ["no JSON", "{", 400],
  ["nothing", "", 400],
  ["no repository", "{}", 400],
  ["a repository without a number", JSON.stringify({ repo: { owner: "acme", name: "webapp" } }), 400],
  ["a number that is a text", JSON.stringify({ repo: { ...SOURCE.repo, id: "5" } }), 400],
  ["more than is asked for", JSON.stringify({ repo: SOURCE.repo, permissions: { issues: "write" } }), 400],
  ["too much", JSON.stringify({ repo: { ...SOURCE.repo, name: "x".repeat(5_000) } }), 413],
])("a body with %s is refused", async (_name, body, status) => {
  const { post, asked } = await startDesk();
  expect((await post(body)).status).toBe(status);
  expect(asked).toEqual([]);
});

test("the token stands in the answer, which nobody keeps, and in no line of the log", async () => {
  const { post, lines } = await startDesk();
  const response = await post(JSON.stringify({ installationId: 7, repo: SOURCE.repo }));
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({ token: GIVEN.token, expiresAt: "2026-03-02T10:00:00.000Z" });
  expect(lines.join()).not.toContain(GIVEN.token);
});

test("where GitHub gives desk none, desk says 503, and the client Unavailable", async () => {
  const { client, post } = await startDesk(() => Promise.reject(new Unavailable("GitHub is away")));
  expect((await post(JSON.stringify({ repo: SOURCE.repo }))).status).toBe(503);
  await expect(client(SOURCE, soon())).rejects.toThrow("desk gave no read token for acme/webapp: it answered 503");
  await expect(client(SOURCE, soon())).rejects.toBeInstanceOf(Unavailable);
});

test("nobody is at desk, or there is no word for who we are: Unavailable", async () => {
  const { idToken, url } = await startDesk();
  const away = createReadTokenClient({ url: "http://127.0.0.1:9", idToken });
  await expect(away(SOURCE, soon())).rejects.toBeInstanceOf(Unavailable);
  const nobody = createReadTokenClient({ url, idToken: () => Promise.reject(new Error("no metadata server")) });
  await expect(nobody(SOURCE, soon())).rejects.toThrow("no metadata server");
});

test("a client gives up when its signal aborts, with its reason", async () => {
  const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>();
  const { client } = await startDesk((_repo, signal) => {
    asked();
    return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  });
  const giveUp = new AbortController();
  const rejected = expect(client(SOURCE, giveUp.signal)).rejects.toBe("enough");
  await isAsked;
  giveUp.abort("enough");
  await rejected;
});
