import { expect, test } from "vitest";
import { startCalledGitHub } from "./call-github.ts";

const ISSUE = "/acme/webapp/issues/1";
const EVIL = `<script>alert(1)</script>"'&`;

async function startPages() {
  const { github, asBot } = await startCalledGitHub();
  const see = async (path: string) => {
    const answer = await fetch(github.url + path);
    return { status: answer.status, text: await answer.text(), policy: answer.headers.get("content-type") };
  };
  const press = (path: string, fields: { [name: string]: string }) =>
    fetch(github.url + path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields) });
  return { github, asBot, see, press };
}

test("one files an issue on a page, and finds it on the others", async () => {
  const { github, see, press } = await startPages();
  const filed = await press("/acme/webapp/issues", { title: "Login fails", body: "one\r\ntwo", as: "ada" });
  expect([filed.status, filed.headers.get("location")]).toEqual([303, ISSUE]);
  expect(github.issue("acme/webapp", 1)).toMatchObject({ title: "Login fails", body: "one\ntwo" });
  github.label("acme/webapp", 1, ["bug"]);
  expect((await see("/")).text).toContain("1 open, with Frontdesk");
  const list = (await see("/acme/webapp")).text;
  expect(list).toMatch(/<span class="badge open">open<\/span> <a href="\/acme\/webapp\/issues\/1">Login fails<\/a>/);
  expect(list).toContain('<span class="badge">bug</span>');
  expect((await see(ISSUE)).text).toContain("one\ntwo");
  expect((await see("/acme/nothing/issues/1")).status).toBe(404);
});

test("everything that people write is text, and HTML comments are seen by nobody", async () => {
  const { github, asBot, see } = await startPages();
  github.addPerson("<i>eve</i>");
  github.fileIssue({ repo: "acme/webapp", author: "<i>eve</i>", title: EVIL, body: `</textarea>${EVIL}` });
  github.label("acme/webapp", 1, [EVIL]);
  await asBot("POST", `/repos${ISSUE}/comments`, { body: `Seen <!-- frontdesk: acme.1 -->${EVIL}<!-- to the end` });
  for (const path of ["/", "/acme/webapp", ISSUE]) {
    const { text } = await see(path);
    expect(text).not.toContain("<script>");
    expect(text).not.toContain("<i>");
    expect(text).not.toContain("to the end");
    expect(text).not.toContain("acme.1 ");
  }
  const { text } = await see(ISSUE);
  expect(text).toContain("Seen &lt;script&gt;");
  expect(text).toContain('<b>frontdesk</b> <span class="badge">bot</span>');
  expect(github.commentsOn("acme/webapp", 1)[0]?.body).toContain("<!-- frontdesk: acme.1 -->");
});

test("on an issue's page people comment, label, edit, close, reopen and lock", async () => {
  const { github, see, press } = await startPages();
  github.fileIssue({ repo: "acme/webapp", title: "One" });
  await press(`${ISSUE}/comments`, { body: "Me too", as: "grace" });
  expect(github.commentsOn("acme/webapp", 1)).toMatchObject([{ author: "grace", body: "Me too", byApp: false }]);
  expect((await see(ISSUE)).text).toContain('<b>grace</b> <span class="badge">maintain</span>');
  await press(`${ISSUE}/label`, { label: "needs: info" });
  expect(github.labelsOn("acme/webapp", 1)).toEqual(["needs: info"]);
  await press(`${ISSUE}/unlabel`, { label: "needs: info" });
  expect(github.labelsOn("acme/webapp", 1)).toEqual([]);
  await press(`${ISSUE}/edit`, { title: "Two", body: "Three", as: "ada" });
  await press(`${ISSUE}/change`, { change: "close", as: "grace" });
  await press(`${ISSUE}/change`, { change: "lock", as: "grace" });
  expect(github.issue("acme/webapp", 1)).toMatchObject({ title: "Two", body: "Three", state: "closed", locked: true });
  const refused = await press(`${ISSUE}/comments`, { body: "Still", as: "ada" });
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining("issue is locked")]);
  await press(`${ISSUE}/change`, { change: "reopen", as: "grace" });
  await press(`${ISSUE}/change`, { change: "unlock", as: "grace" });
  expect(github.issue("acme/webapp", 1)).toMatchObject({ state: "open", locked: false });
  expect((await press(`${ISSUE}/comments`, { body: "Who?", as: "nobody" })).status).toBe(422);
});
