import { Unavailable } from "@frontdesk/shared/domain/errors";
import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { SeenThread } from "@frontdesk/shared/domain/thread";
import { after } from "@frontdesk/shared/domain/time";
import { type Gone, isGone } from "@frontdesk/shared/ports/code-host";
import { expect, test } from "vitest";
import { countCalls, REPO, soon, startHost } from "./start-host.ts";

test.each([
  ["read", false],
  ["triage", true],
  ["write", true],
  ["maintain", true],
  ["admin", true],
] as const)(
  "a comment by somebody with the role %s is a maintainer's: %s, whoever may see the membership",
  async (role, is) => {
    for (const isHiddenMember of [false, true]) {
      const { github, codeHost, source } = await startHost();
      github.addPerson("hedy", { [REPO]: role }, { isHiddenMember });
      github.comment(REPO, 1, "I see.", "hedy");
      expect(maintainersIn(await codeHost.thread(source, soon()))).toEqual(is ? ["hedy"] : []);
    }
  },
);

test("an owner's comment is a maintainer's, and a bot's is nobody's: neither is asked about", async () => {
  const { github, codeHost, source } = await startHost();
  const calls = countCalls(github, "GET permission");
  github.comment(REPO, 1, "I see.", "acme");
  await codeHost.postComment(source, "Hello", soon());
  expect(maintainersIn(await codeHost.thread(source, soon()))).toEqual(["acme"]);
  expect(calls()).toBe(0);
});

test("each is asked about once in five minutes, however much they say and however often it is looked at", async () => {
  const clock = { now: new Date() };
  const { github, codeHost, source, repo } = await startHost({ now: () => clock.now });
  const calls = countCalls(github, "GET permission");
  for (const author of ["ada", "grace", "ada", "grace"]) github.comment(REPO, 1, "And?", author);
  for (let looks = 0; looks < 3; looks++) await codeHost.thread(source, soon());
  expect(await codeHost.permission(repo, "Grace", soon())).toBe("maintain");
  expect(calls()).toBe(2);
  github.addPerson("grace", { [REPO]: "read" });
  clock.now = after(clock.now, 5 * MINUTE);
  expect(maintainersIn(await codeHost.thread(source, soon()))).toEqual([]);
  expect(calls()).toBe(4);
});

test("of a crowd the ten who spoke last are asked about; of the others, what GitHub says of itself is taken", async () => {
  const { github, codeHost, source } = await startHost();
  const calls = countCalls(github, "GET permission");
  github.addPerson("hedy", { [REPO]: "write" }, { isHiddenMember: true });
  github.comment(REPO, 1, "I see.", "grace");
  for (let n = 0; n < 30; n++) github.comment(REPO, 1, "Me too.", `stranger-${n}`);
  github.comment(REPO, 1, "Fixed.", "hedy");
  expect(maintainersIn(await codeHost.thread(source, soon()))).toEqual(["grace", "hedy"]);
  expect(calls()).toBe(10);
});

test("where GitHub can't be asked the thread can't be read, and the failure is not kept", async () => {
  const { github, codeHost, source } = await startHost();
  github.comment(REPO, 1, "I see.", "grace");
  github.faults.add({ on: "GET permission", fault: { kind: "secondary limit", retryAfter: 30 } });
  await expect(codeHost.thread(source, soon())).rejects.toBeInstanceOf(Unavailable);
  expect(maintainersIn(await codeHost.thread(source, soon()))).toEqual(["grace"]);
});

function maintainersIn(seen: SeenThread | Gone): string[] {
  if (isGone(seen)) throw new Error(`it is ${seen.gone}`);
  return seen.comments.flatMap(({ author, byMaintainer }) => (byMaintainer ? [author] : []));
}
