import { HOUR, MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { describe, expect, test } from "vitest";
import { type OpenBackend, openForAll } from "../contract/test-backend.ts";
import { createOutsideWorld } from "./outside-world.ts";

/** What GitHub allows us, and how much of it, on any backend. */
export function describeAccess(name: string, open: OpenBackend): void {
  describe(`access on ${name}`, () => {
    const backend = openForAll(() => open());
    const begin = () => createOutsideWorld(backend());

    test("C41: an archived repository, of which nobody has told us: cancelled, though its issues can still be read", async () => {
      const posting = begin();
      const approved = await posting.asked();
      posting.github.archive();
      await posting.post(approved);
      expect(await posting.task(approved)).toMatchObject({ state: "cancelled", cancelledBy: "archived" });
      expect(posting.ours()).toEqual([]);
      const sorting = begin();
      sorting.github.archive();
      const received = await sorting.opened();
      await sorting.triage(received);
      expect(await sorting.task(received)).toMatchObject({ state: "cancelled", cancelledBy: "archived" });
    });

    test("C43: the App is suspended: the installation's tasks are cancelled", async () => {
      const it = begin();
      const opened = await it.asked();
      await it.installationChanged();
      expect((await it.task(opened)).state).toBe("approved");
      it.github.lose("uninstalled");
      await it.installationChanged();
      expect(await it.task(opened)).toMatchObject({ state: "cancelled", cancelledBy: "uninstalled" });
    });

    test("C43: an installation that is gone, of which another one has the repository now: its tasks go on", async () => {
      const it = begin();
      const opened = await it.asked();
      it.github.codeHost.installation = async () => ({ gone: "uninstalled" });
      await it.installationChanged();
      expect((await it.task(opened)).state).toBe("approved");
      await it.post(opened);
      expect((await it.task(opened)).state).toBe("posted");
    });

    test("C40: GitHub's limit is honoured: nobody comments for that account until it says so", async () => {
      const it = begin();
      const opened = await it.asked();
      const until = after(it.now(), 5 * MINUTE);
      it.github.faults.push({ limit: until });
      await it.post(opened);
      expect(await it.task(opened)).toMatchObject({ state: "approved", notBefore: until });
      await expectOthersWait(it, until);
    });

    test.each(["thread", "repository", "findComment", "labelsTakenOff", "addLabels"] as const)(
      "C40: a limit that is met before the comment, by %s, is the account's, too",
      async (call) => {
        const it = begin();
        it.github.setSettings("{ reply: automatic, automatic_for: everybody }");
        const opened = await it.asked();
        const until = it.limit(call, 5 * MINUTE);
        await it.post(opened);
        expect(await it.task(opened)).toMatchObject({ state: "approved", attempts: 0 });
        await expectOthersWait(it, until);
      },
    );

    test("C40: a limit that is met when the comment is looked for is the account's, too", async () => {
      const it = begin();
      const opened = await it.asked();
      it.github.faults.push("failed");
      await it.post(opened);
      it.pass(MINUTE);
      const until = it.limit("findComment", 5 * MINUTE);
      await it.post(opened);
      expect(await it.task(opened)).toMatchObject({ state: "posting" });
      await expectOthersWait(it, until);
    });

    /** Another repository of the same account: its installation is the same, and so is the limit. */
    async function expectOthersWait({ repo }: ReturnType<typeof begin>, until: Date) {
      const other = createOutsideWorld(backend(), repo.owner);
      other.pass(until.getTime() - other.now().getTime() - SECOND);
      const waiting = await other.asked();
      await other.post(waiting);
      expect(await other.task(waiting)).toMatchObject({ state: "approved", attempts: 0 });
      expect(other.ours()).toEqual([]);
      other.pass(HOUR);
      await other.post(waiting);
      expect((await other.task(waiting)).state).toBe("posted");
    }
  });
}
