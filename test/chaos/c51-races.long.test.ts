import { type Decided, decide, type Verdict } from "@frontdesk/approval/decide";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, test } from "vitest";
import { storeTaskIn } from "../contract/journeys.ts";
import { openSqliteForTest } from "../contract/sqlite-backend.ts";
import { openForTest } from "../contract/test-backend.ts";
import { SIGNING_KEY } from "../contract/wishes.ts";

const RACES = 10_000;
const AT_ONCE = 100;
const VERDICTS: { [by: string]: Verdict } = {
  grace: { say: "approve" },
  linus: { say: "reject", reason: "no" },
  ada: { say: "approve with edit", body: "Look under Settings." },
};

test("C51: 10,000 races between approve, reject and an edit: one winner each, and the losers are told who", async () => {
  const { tasks, bus } = await openForTest(() => openSqliteForTest());
  const wins = new Map<string, number>();
  const race = async (n: number) => {
    const task = (await storeTaskIn(tasks, "awaiting_approval")) as TaskIn<"awaiting_approval">;
    const now = () => task.updatedAt;
    const deps = { tasks, bus, now, log: silentLog, decisionKey: SIGNING_KEY, clean: (body: string) => body };
    const people = Object.keys(VERDICTS);
    // Nobody begins first more often than others.
    const order = people.map((_, index) => people[(index + n) % people.length] as string);
    const said = await Promise.all(
      order.map((by) => {
        const verdict = VERDICTS[by] as Verdict;
        return decide({ taskId: task.id, digest: task.plan.digest, verdict, by, via: "console" }, deps);
      }),
    );
    const winner = winnerOf(order, said);
    wins.set(winner, (wins.get(winner) ?? 0) + 1);
    const decisions = (await tasks.history(task.id)).filter(({ by }) => by in VERDICTS);
    expect(decisions).toMatchObject([{ by: winner }]);
  };
  for (let n = 0; n < RACES; n += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => race(n + index)));
  }
  expect([...wins.values()].reduce((sum, won) => sum + won)).toBe(RACES);
  expect([...wins.keys()].toSorted()).toEqual(["ada", "grace", "linus"]);
});

function winnerOf(order: readonly string[], said: readonly Decided[]): string {
  const winners = order.filter((_, index) => said[index]?.is === "decided");
  expect(winners).toHaveLength(1);
  const [winner = ""] = winners;
  for (const one of said) {
    if (one.is !== "decided")
      expect(one).toMatchObject({ is: "refused", why: expect.stringContaining(`by ${winner}`) });
  }
  return winner;
}
