import { describe, expect, test } from "vitest";
import { soon } from "./start-host.ts";
import { type Answer, SOURCE, startScripted } from "./start-scripted.ts";

const URL = "https://github.test/acme/webapp/issues/3#issuecomment-9";
const says = (message: string) => ({ message, documentation_url: "https://docs.github.com/rest" });

async function answered(answer: Answer, repo: Answer = { status: 200, body: {} }) {
  const { codeHost, callsTo } = await startScripted((method, path) => {
    if (method === "POST" && path.endsWith("/comments")) return answer;
    return path === "/repositories/5" ? repo : undefined;
  });
  const result = await codeHost.postComment(SOURCE, "Hello", soon());
  expect(callsTo("POST", "/comments")).toHaveLength(1);
  return result;
}

describe("unknown, and sent once", () => {
  test.each<[string, Answer]>([
    ["201 with half a body", { status: 201, body: '{"id":9,"html_url":"https://git' }],
    ["201 with no body", { status: 201, body: "" }],
    ["201 with another one", { status: 201, body: [] }],
    ["200", { status: 200, body: { id: 9, html_url: URL } }],
    ["202", { status: 202 }],
    ["204", { status: 204, body: "" }],
    ["a redirect", { status: 307, headers: { location: "/repositories/6/issues/1/comments" } }],
    ["a redirect that others turn into a read", { status: 301, headers: { location: "/elsewhere" } }],
    ["304", { status: 304, body: "" }],
    ["400", { status: 400, body: says("Problems parsing JSON") }],
    ["408", { status: 408, body: says("Request Timeout") }],
    ["421, after which fetch itself would send it again", { status: 421, body: says("Misdirected Request") }],
    ["a proxy's 401", { status: 401, headers: { "content-type": "text/html" }, body: "<h1>Who are you?</h1>" }],
    ["a proxy's 403", { status: 403, headers: { "content-type": "text/html" }, body: "<h1>No</h1>" }],
    ["a proxy's 404", { status: 404, headers: { "content-type": "text/html" }, body: "<h1>Where?</h1>" }],
    ["a proxy's 422", { status: 422, body: "no JSON" }],
    ["an error that octokit itself can't read", { status: 422, body: '{"message":"No","errors":[90071992547409930]}' }],
    ["500 in JSON", { status: 500, body: says("rate limit exceeded") }],
  ])("%s", async (_name, answer) => {
    expect(await answered(answer)).toMatchObject({ kind: "unknown" });
  });

  test("an answer that is cut in the middle", async () => {
    const headers = { "content-length": "1000", "content-type": "application/json" };
    const { codeHost, callsTo } = await startScripted((method, path, request) => {
      if (method === "POST" && path.endsWith("/comments")) setImmediate(() => request.socket.destroy());
      return method === "POST" && path.endsWith("/comments") ? { status: 201, headers, body: '{"id":9' } : undefined;
    });
    expect(await codeHost.postComment(SOURCE, "Hello", soon())).toMatchObject({ kind: "unknown" });
    expect(callsTo("POST", "/comments")).toHaveLength(1);
  });
});

describe("C41: refused, because it is gone", () => {
  test.each<[string, string, Answer]>([
    ["410", "deleted", { status: 410, body: says("This issue was deleted") }],
    ["404", "deleted", { status: 404, body: says("Not Found") }],
    ["locked", "locked", { status: 403, body: says("Unable to create comment because issue is locked.") }],
    ["archived", "archived", { status: 403, body: says("Repository was archived so is read-only.") }],
    ["suspended", "uninstalled", { status: 403, body: says("This installation has been suspended") }],
    [
      "archived, and with the last call that the limit allowed",
      "archived",
      {
        status: 403,
        headers: { "x-ratelimit-remaining": "0" },
        body: says("Repository was archived so is read-only."),
      },
    ],
  ])("%s", async (_name, how, answer) => {
    expect(await answered(answer)).toEqual({ kind: "refused", refusal: { kind: "gone", how } });
  });

  test.each<[string, string, Answer]>([
    ["can't be found either", "uninstalled", { status: 404, body: says("Not Found") }],
    ["can't be looked at", "deleted", { status: 502 }],
  ])("404, and the repository %s", async (_name, how, repo) => {
    const result = await answered({ status: 404, body: says("Not Found") }, repo);
    expect(result).toEqual({ kind: "refused", refusal: { kind: "gone", how } });
  });
});

describe("C40: refused for a limit", () => {
  test.each<[string, Answer]>([
    ["the wording alone", { status: 403, body: says("You have exceeded a secondary rate limit.") }],
    ["the old wording", { status: 403, body: says("You have triggered an abuse detection mechanism.") }],
    ["nothing left, alone", { status: 403, headers: { "x-ratelimit-remaining": "0" }, body: says("No.") }],
    ["a pause alone", { status: 403, headers: { "retry-after": "5" }, body: says("Wait.") }],
    ["a proxy's 429", { status: 429, headers: { "content-type": "text/html" }, body: "<h1>Whoa there!</h1>" }],
    [
      "comments that follow too quickly",
      {
        status: 422,
        body: { ...says("Validation Failed"), errors: [{ message: "was submitted too quickly after another" }] },
      },
    ],
  ])("%s", async (_name, answer) => {
    const before = Date.now();
    const result = await answered(answer);
    expect(result).toEqual({ kind: "refused", refusal: { kind: "limit", until: expect.any(Date) } });
    const { until } = (result as { refusal: { until: Date } }).refusal;
    expect(until.getTime()).toBeGreaterThanOrEqual(before + 5_000);
  });

  test.each(["soon", "-5", "1e9", "99999999999999"])("a pause of %s says nothing: a minute", async (pause) => {
    const now = new Date("2026-03-02T09:00:00Z");
    const { codeHost } = await startScripted(
      (_method, path) =>
        path.endsWith("/comments")
          ? { status: 429, headers: { "retry-after": pause }, body: says("Too many") }
          : undefined,
      () => now,
    );
    const until = new Date("2026-03-02T09:01:00Z");
    expect(await codeHost.postComment(SOURCE, "Hello", soon())).toEqual({
      ...{ kind: "refused", refusal: { kind: "limit", until } },
    });
  });
});

test.each<[string, Answer]>([
  ["Resource not accessible by integration", { status: 403, body: says("Resource not accessible by integration") }],
  ["User is blocked", { status: 403, body: says("User is blocked") }],
  ["body is bad", { status: 422, body: { ...says("Validation Failed"), errors: [{ message: "body is bad" }] } }],
])("refused as invalid, in GitHub's words: %s", async (words, answer) => {
  const why = expect.stringContaining(words);
  expect(await answered(answer)).toEqual({ kind: "refused", refusal: { kind: "invalid", why } });
});

test("refused for its token", async () => {
  const answer = { status: 401, body: says("Bad credentials") };
  expect(await answered(answer)).toEqual({ kind: "refused", refusal: { kind: "token" } });
});

test("every request says who we are, and the comment is sent in one piece", async () => {
  const { codeHost, calls } = await startScripted((method, path) =>
    method === "POST" && path.endsWith("/comments") ? { status: 201, body: { id: 9, html_url: URL } } : undefined,
  );
  expect(await codeHost.postComment(SOURCE, "Hello", soon())).toMatchObject({ kind: "posted" });
  expect(calls.map(({ path, method }) => `${method} ${path}`)).toEqual([
    "POST /app/installations/7/access_tokens",
    "POST /repositories/5/issues/3/comments",
  ]);
  for (const { headers } of calls) expect(headers["user-agent"]).toMatch(/^frontdesk\b/);
  expect(calls[1]).toMatchObject({
    body: '{"body":"Hello"}',
    headers: { authorization: "Bearer ghs_scripted", "content-length": "16", "content-type": "application/json" },
  });
});
