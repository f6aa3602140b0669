import { createPeople } from "@frontdesk/shared/adapters/github/person";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { serve } from "@frontdesk/shared/http/serve";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";

type Scripted = { status?: number; body: unknown; headers?: { [name: string]: string } };

const REPO = { repo: { id: 7, owner: "acme", name: "webapp" } };
const ROLES = { admin: false, maintain: false, push: false, triage: false, pull: false };
const within = () => AbortSignal.timeout(5_000);

/** A GitHub that answers everything so. */
async function people({ status = 200, body, headers = {} }: Scripted) {
  const asked: string[] = [];
  const { url, close } = await serve(
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const type = typeof body === "string" ? "text/html" : "application/json";
      response.writeHead(status, { "content-type": type, ...headers });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    },
    { port: 0, log: silentLog },
  );
  onTestFinished(close);
  const config = { baseUrl: `${url}/api/v3`, web: url, clientId: "Iv23abc", clientSecret: "the-client-secret" };
  return { asked, people: createPeople({ ...config, now: () => new Date() }) };
}

test.each([
  [
    { private: true, permissions: { ...ROLES, admin: true, maintain: true, push: true, triage: true, pull: true } },
    "admin",
  ],
  [{ private: true, permissions: { ...ROLES, maintain: true, push: true, triage: true, pull: true } }, "maintain"],
  [{ private: true, permissions: { ...ROLES, push: true, triage: true, pull: true } }, "write"],
  [{ private: true, permissions: { ...ROLES, triage: true, pull: true } }, "triage"],
  [{ private: true, permissions: { ...ROLES, pull: true } }, "read"],
  [{ private: true, permissions: ROLES }, "none"],
  [{ private: true }, "none"],
  [{ private: false, permissions: ROLES }, "read"],
  [{ private: false }, "read"],
] as const)("%j is %s", async (body, may) => {
  const { asked, people: github } = await people({ body });
  expect(await github.permission(REPO, "ghu_token", within())).toBe(may);
  expect(asked).toEqual(["GET /api/v3/repositories/7"]);
});

test("what GitHub doesn't show is none; a token that it doesn't take is told apart", async () => {
  const hidden = await people({ status: 404, body: { message: "Not Found" } });
  expect(await hidden.people.permission(REPO, "ghu_token", within())).toBe("none");
  const sso = await people({ status: 403, body: { message: "Resource protected by organization SAML enforcement." } });
  expect(await sso.people.permission(REPO, "ghu_token", within())).toBe("none");
  const revoked = await people({ status: 401, body: { message: "Bad credentials" } });
  expect(await revoked.people.permission(REPO, "ghu_token", within())).toBeUndefined();
  expect(await revoked.people.whoIs("ghu_token", within())).toBeUndefined();
});

test.each([
  { status: 404, body: "<h1>404</h1> a proxy's" },
  { status: 503, body: "<h1>Unicorn!</h1>" },
  { status: 403, body: { message: "API rate limit exceeded" }, headers: { "x-ratelimit-remaining": "0" } },
  { status: 429, body: { message: "Too many" } },
  { status: 200, body: { something: "else" } },
] as Scripted[])("an answer that says nothing is no permission: $status", async (scripted) => {
  const { people: github } = await people(scripted);
  await expect(github.permission(REPO, "ghu_token", within())).rejects.toThrow(Unavailable);
});

test.each([
  { status: 500, body: { error: "oops" } },
  { status: 200, body: "<html>" },
  { status: 200, body: { access_token: 7, refresh_token: "ghr_leaked" } },
  { status: 302, body: {}, headers: { location: "http://127.0.0.1:1/" } },
] as Scripted[])("a sign-in that fails says so without a secret: $body", async (scripted) => {
  const { people: github } = await people(scripted);
  const sent = { code: "the-code", callback: "https://desk.test/back", verifier: "the-verifier" };
  const failed = await github.exchange(sent, within()).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Unavailable);
  const told = `${(failed as Error).message} ${String((failed as Error).cause)}`;
  for (const secret of ["the-client-secret", "the-code", "the-verifier", "ghr_leaked"]) {
    expect(told).not.toContain(secret);
  }
});

test("what GitHub says no with is a value; a token comes with what renews it, if it has an end", async () => {
  const no = await people({ body: { error: "bad_refresh_token", error_description: "…" } });
  expect(await no.people.renew("ghr_old", within())).toEqual({ turnedDown: "bad_refresh_token" });
  const lasting = await people({ body: { access_token: "ghu_1", token_type: "bearer", scope: "" } });
  expect(await lasting.people.renew("ghr_old", within())).toEqual({ token: "ghu_1" });
  const ending = await people({ body: { access_token: "ghu_1", expires_in: 28_800, refresh_token: "ghr_1" } });
  expect(await ending.people.renew("ghr_old", within())).toEqual({ token: "ghu_1", refresh: "ghr_1" });
});
