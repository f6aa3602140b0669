import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Permission } from "@frontdesk/shared/ports/code-host";
import { expect, test } from "vitest";
import { createRights } from "./rights.ts";

const REPO = { repo: { id: 1, owner: "acme", name: "webapp" } };
const signal = new AbortController().signal;
const log = { debug() {}, info() {}, warn() {}, error() {}, alert() {} };

/** GitHub, as each person's token finds it. Each question waits for its answer. */
function startRights() {
  const asked: { token: string; answer: PromiseWithResolvers<Permission> }[] = [];
  const rights = createRights({
    people: {
      permission(_repo, token) {
        const answer = Promise.withResolvers<Permission>();
        asked.push({ token, answer });
        return answer.promise;
      },
    },
    tokens: { get: async (id) => id, insteadOf: async () => undefined },
    ...{ log, now: () => new Date(0) },
  });
  const question = async (n: number) => {
    await expect.poll(() => asked.length).toBeGreaterThan(n);
    return asked[n]!;
  };
  return { rights, question, asked };
}

test("who used up their own share of GitHub is not asked about for a while; everybody else is", async () => {
  const { rights, question, asked } = startRights();
  const limited = rights.of("mallory")(REPO, signal);
  (await question(0)).answer.reject(new Unavailable("GitHub has had enough of mallory"));
  expect(await limited).toBe("none");
  expect(await rights.of("mallory")(REPO, signal)).toBe("none");
  expect(asked).toHaveLength(1);

  const grace = rights.of("grace")(REPO, signal);
  const about = await question(1);
  about.answer.resolve("maintain");
  expect([about.token, await grace]).toEqual(["grace", "maintain"]);
});

test("an answer that was asked for earlier and comes later doesn't take the place of a newer one", async () => {
  const { rights, question } = startRights();
  const grace = rights.of("grace");
  const before = grace(REPO, signal);
  const early = await question(0);
  const decided = grace(REPO, signal, { fresh: true });
  (await question(1)).answer.resolve("read");
  expect(await decided).toBe("read");
  early.answer.resolve("maintain");
  expect([await before, await grace(REPO, signal)]).toEqual(["read", "read"]);
});
