import { createFirestore, endingAt } from "@frontdesk/shared/adapters/gcp/firestore";
import { openFirestore } from "@frontdesk/shared/adapters/gcp/open-firestore";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import type { Task } from "@frontdesk/shared/domain/task";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect, onTestFinished, test } from "vitest";
import { openBreakableLine } from "../emulators/breakable-line.ts";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { eventually } from "../eventually.ts";
import { moment, newChange, newKind, taken } from "./builders.ts";
import { granted } from "./journeys.ts";
import { newProjectId } from "./open-firestore-project.ts";
import { claiming, editing } from "./wishes.ts";

const claims = (task: Task) => claiming("triage")(task, moment());

describeOnEmulators(["firestoreHost"], "Firestore, behind a line that breaks", ({ firestoreHost }) => {
  async function openBehindLine(deadline = 10_000) {
    const line = await openBreakableLine(firestoreHost);
    const projectId = newProjectId();
    const config = { projectId, now: () => new Date(), log: silentLog, deadline };
    const near = openFirestore({ ...config, emulatorHost: line.host });
    const far = openFirestore({ ...config, emulatorHost: firestoreHost });
    onTestFinished(async () => {
      await line.mend();
      await Promise.allSettled([near.close(), far.close()]);
      await line.close();
    });
    return { line, near, far };
  }

  test("a commit goes through where the connection was lost between two requests", async () => {
    const { line, near } = await openBehindLine();
    const { task } = await near.tasks.create(newChange());
    line.cut();
    const claimed = granted(await near.tasks.update(task, claims));
    expect(await near.tasks.get(task.id)).toEqual(claimed.task);
  });

  test.each(["stall", "refuse"] as const)("every request ends at its deadline: %s", async (fault) => {
    const { line, near } = await openBehindLine(300);
    const { task } = await near.tasks.create(newChange());
    await line[fault]();
    const asked: Promise<unknown>[] = [
      near.tasks.get(task.id),
      near.tasks.create(newChange()),
      near.tasks.update(task, claims),
      near.tasks.list({}, { limit: 1 }),
      near.tasks.count(["received"]),
      near.tasks.watch(() => {}),
      near.values.put(newKind(), "today", taken(1)),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: "rejected", reason: expect.any(Unavailable) });
    }
  });

  test("a write that was given up has ended in the client, too: it is not sent again behind the caller's back", async () => {
    const line = await openBreakableLine(firestoreHost);
    const { client } = createFirestore({ projectId: newProjectId(), emulatorHost: line.host });
    onTestFinished(async () => {
      await client.terminate();
      await line.close();
    });
    await client.doc("shared/one").create({ n: 1 });
    await line.refuse();
    const soon = new Date(Date.now() + 300);
    await expect(endingAt(soon, () => client.doc("shared/two").create({ n: 2 }))).rejects.toThrow(/CANCELLED|DEADLINE/);
  });

  test("nothing is connected any more when the store is closed", async () => {
    const { line, near } = await openBehindLine();
    await near.tasks.get("acme.webapp.1.opened");
    await near.tasks.watch(() => {});
    expect(line.connections()).toBeGreaterThan(1);
    await near.close();
    await eventually(() => expect(line.connections()).toBe(0));
  });

  test("watches go on when their connection is lost, and give what was committed meanwhile", async () => {
    const { line, near, far } = await openBehindLine();
    const { task } = await near.tasks.create(newChange());
    const [all, one]: [Task[], Task[]] = [[], []];
    onTestFinished(await near.tasks.watch((seen) => void all.push(seen)));
    onTestFinished(await near.tasks.watch((seen) => void one.push(seen), task.id));

    await line.refuse();
    const edited = granted(await far.tasks.update(task, (now) => editing("It crashes on exit")(now, moment()))).task;
    const { task: created } = await far.tasks.create(newChange());
    await line.mend();

    await eventually(() => expect(one).toEqual([edited]));
    await eventually(() =>
      expect(all.map(({ id, version }) => [id, version]).toSorted()).toEqual(
        [
          [edited.id, 2],
          [created.id, 1],
        ].toSorted(),
      ),
    );
  });
});
