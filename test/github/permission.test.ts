import { expect, test } from "vitest";
import { countCalls, REPO, repoOf, soon, startHost } from "./start-host.ts";
import { SOURCE, startScripted } from "./start-scripted.ts";

test.each(["read", "triage", "write", "maintain", "admin"] as const)(
  "what a person with the role %s may do",
  async (role) => {
    const { github, codeHost, repo } = await startHost();
    github.addPerson("Hedy-L", { [REPO]: role });
    expect(await codeHost.permission(repo, "hedy-l", soon())).toBe(role);
  },
);

test("a stranger may nothing where it is private, and read where it isn't; nobody may nothing", async () => {
  const { github, codeHost, repo } = await startHost();
  github.createRepo("acme/secret", { private: true });
  expect(await codeHost.permission(repoOf(github, "acme/secret"), "ada", soon())).toBe("none");
  expect(await codeHost.permission(repo, "ada", soon())).toBe("read");
  const calls = countCalls(github, "GET permission");
  expect(await codeHost.permission(repo, "nobody", soon())).toBe("none");
  for (const login of ["..", "", "ada/../grace", "grace?x"])
    expect(await codeHost.permission(repo, login, soon())).toBe("none");
  expect(calls()).toBe(1);
});

test("a role that an organisation made up comes to what GitHub says it comes to", async () => {
  const { codeHost } = await startScripted((_method, path) =>
    path.includes("/permission") ? { status: 200, body: { role_name: "bard", permission: "write" } } : undefined,
  );
  expect(await codeHost.permission(SOURCE, "ada", soon())).toBe("write");
});
