import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";

const BACK = "http://127.0.0.1:1/signed-in?keep=1";

async function startSignIn(now?: () => Date) {
  const started = await startCalledGitHub(now ? { now } : {});
  const { github } = started;
  const { clientId: client_id, clientSecret: client_secret } = github.app;
  const form = (path: string, fields: { [name: string]: string }) =>
    fetch(github.url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  const signIn = async (login: string) => {
    const fields = { client_id, redirect_uri: BACK, state: "s&1", login };
    const answer = await form("/login/oauth/authorize", fields);
    return new URL(answer.headers.get("location") ?? "http://nowhere.test");
  };
  const exchange = async (code: string, secret = client_secret) => {
    const body = { client_id, client_secret: secret, code };
    const answer = await started.call("POST", `${github.url}/login/oauth/access_token`, {
      ...{ body, headers: { accept: "application/json" } },
    });
    return answer.body;
  };
  return { ...started, form, signIn, exchange, client_id, client_secret };
}

test("one chooses who to be, and comes back with a code for a token of one's own", async () => {
  const { github, signIn, exchange, call, client_id } = await startSignIn();
  const query = new URLSearchParams({ client_id, redirect_uri: BACK, state: '"><b>' });
  const choice = await (await fetch(`${github.url}/login/oauth/authorize?${query}`)).text();
  expect(choice).toContain("Sign in as ada");
  expect(choice).toContain("Sign in as grace");
  expect(choice).not.toContain("<b>");
  const back = await signIn("grace");
  expect([back.pathname, back.searchParams.get("keep"), back.searchParams.get("state")]).toEqual([
    "/signed-in",
    "1",
    "s&1",
  ]);
  const { access_token: token, token_type } = await exchange(back.searchParams.get("code") ?? "");
  expect(token_type).toBe("bearer");
  expect((await call("GET", "/user", { token })).body).toMatchObject({ login: "grace", type: "User" });
  const path = "/repos/acme/webapp/collaborators/grace/permission";
  expect((await call("GET", path, { token })).body).toMatchObject({ role_name: "maintain" });
});

test("a code is good once, for ten minutes, and for who knows the secret", async () => {
  let time = Date.now();
  const { signIn, exchange } = await startSignIn(() => new Date(time));
  const code = async () => (await signIn("ada")).searchParams.get("code") ?? "";
  const first = await code();
  expect(await exchange(first, "guessed")).toMatchObject({ error: "incorrect_client_credentials" });
  expect(await exchange(first)).toHaveProperty("access_token");
  expect(await exchange(first)).toMatchObject({ error: "bad_verification_code" });
  const second = await code();
  time += 601_000;
  expect(await exchange(second)).toMatchObject({ error: "bad_verification_code" });
});

test("without being asked for JSON, the exchange answers with a form", async () => {
  const { form, signIn, client_id, client_secret } = await startSignIn();
  const code = (await signIn("ada")).searchParams.get("code") ?? "";
  const answer = await form("/login/oauth/access_token", { client_id, client_secret, code });
  expect(new URLSearchParams(await answer.text()).get("access_token")).toMatch(/^ghu_/);
});

test("a person's token does what the person may, and the App shows", async () => {
  const { github, signIn, exchange, call } = await startSignIn();
  github.createRepo("acme/secret", { private: true });
  github.createRepo("acme/without", { private: true, installed: false });
  github.addPerson("ada", { "acme/without": "read" });
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  const { access_token: token } = await exchange((await signIn("ada")).searchParams.get("code") ?? "");
  const posted = await call("POST", "/repos/acme/webapp/issues/1/comments", { token, body: { body: "Hello" } });
  expect(posted.body).toMatchObject({ user: { login: "ada" }, performed_via_github_app: { slug: "frontdesk" } });
  const label = { token, body: { labels: ["bug"] } };
  expect((await call("POST", "/repos/acme/webapp/issues/1/labels", label)).status).toBe(403);
  expect((await call("GET", "/repos/acme/webapp/collaborators/grace/permission", { token })).status).toBe(403);
  expect((await call("GET", "/repos/acme/secret", { token })).status).toBe(404);
  expect((await call("GET", "/repos/acme/without", { token })).status).toBe(404);
});
