import { getEventListeners } from "node:events";
import { createFirestore } from "@frontdesk/shared/adapters/gcp/firestore";
import { follow } from "@frontdesk/shared/adapters/gcp/follow";
import { queryFor } from "@frontdesk/shared/adapters/gcp/queries";
import { createRequests, type Heard, type Requests } from "@frontdesk/shared/adapters/gcp/requests";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { FieldValue, type Firestore, Timestamp } from "@google-cloud/firestore";
import { expect, onTestFinished, test } from "vitest";
import { describeOnEmulators } from "../emulators/on-emulators.ts";
import { eventually } from "../eventually.ts";
import { newProjectId } from "./open-firestore-project.ts";

const SLOW = { renewEvery: 3_600_000, patience: 10_000, firstPause: 1, longestPause: 10 };
const BUSY = { ...SLOW, renewEvery: 15, patience: 1_000 };

describeOnEmulators(["firestoreHost"], "following documents in Firestore", ({ firestoreHost }) => {
  /** Documents with a number each, and a watch over all of them whose listeners can be made to fail. */
  async function following(pace = SLOW) {
    const line = createFirestore({ projectId: newProjectId(), emulatorHost: firestoreHost });
    const { client } = line;
    const real = createRequests(line);
    onTestFinished(() => real.close());
    const at = (name: string) => client.collection("tasks").doc(name);
    /** The emulator stumbles now and then where listeners come and go this quickly. */
    const write = async (name: string, n: number, committedAt: unknown = FieldValue.serverTimestamp()) => {
      const data = { n, committedAt };
      await eventually(() => real.commit([{ set: at(name), data }]));
    };

    let listeners = 0;
    let fail: (error: Error) => void = () => {};
    let [refusals, mute, stale] = [0, 0, 0];
    const requests: Requests = {
      ...real,
      listen(target, onSnapshot, onError) {
        if (refusals-- > 0) throw new Error("not now");
        listeners += 1;
        let isStale = stale-- > 0;
        const hear = (snapshot: Heard) => {
          if (isStale) onSnapshot({ ...snapshot, documents: [] });
          isStale = false;
          onSnapshot(snapshot);
        };
        const stop = real.listen(target, mute-- > 0 ? () => {} : hear, onError);
        fail = (error) => {
          stop();
          onError(error);
        };
        return stop;
      },
    };
    const seen: { id: string; n: number; written: number }[] = [];
    const committedSince = (asker: Firestore, bound: unknown) => queryFor(asker, "committedTasks", { bound });
    const begin = async () => {
      const stop = await follow(
        { committedSince, clock: at("-") },
        (snapshot) => {
          const { id, updateTime } = snapshot;
          seen.push({
            id,
            n: snapshot.get("n"),
            written: (updateTime?.seconds ?? 0) * 1e6 + (updateTime?.nanoseconds ?? 0) / 1e3,
          });
        },
        { requests, log: silentLog, pace },
      );
      onTestFinished(stop);
      return stop;
    };
    const ofName = (name: string) => seen.filter(({ id }) => id === name);
    return {
      ...{ begin, write, seen, ofName, real },
      listeners: () => listeners,
      break: () => fail(new Error("the stream broke")),
      refuse: (times: number) => {
        refusals = times;
      },
      /** The next listeners first see nothing of what is there. */
      stale: (times: number) => {
        stale = times;
      },
      mute: (times: number) => {
        mute = times;
      },
    };
  }

  test("gives nothing of what was there, however often the listener is renewed or lost", async () => {
    const { begin, write, seen, listeners, stale, break: breakStream } = await following(BUSY);
    await write("old", 1);
    stale(3);
    await begin();
    await eventually(() => expect(listeners()).toBeGreaterThan(4));
    const before = listeners();
    breakStream();
    await eventually(() => expect(listeners()).toBeGreaterThan(before + 1));
    expect(seen).toEqual([]);
  });

  test("across renewals and lost streams, gives each document's last version, none twice and none older after a newer", async () => {
    const { begin, write, seen, ofName, listeners, break: breakStream, refuse } = await following(BUSY);
    await begin();
    for (let n = 1; n <= 150; n++) {
      await Promise.all([write("one", n), write(`only-${n}`, n)]);
      if (n % 40 === 0) refuse(3);
      if (n % 20 === 0) breakStream();
    }
    await eventually(() => expect(ofName("one").at(-1)).toMatchObject({ n: 150 }));
    for (let n = 1; n <= 150; n++) await eventually(() => expect(ofName(`only-${n}`)).not.toEqual([]));
    for (const name of new Set(seen.map(({ id }) => id))) {
      const times = ofName(name).map(({ written }) => written);
      expect(times, name).toEqual([...new Set(times)].toSorted((one, other) => one - other));
    }
    expect(listeners()).toBeGreaterThan(10);
  });

  test("gives what was written while there was no listener", async () => {
    const { begin, write, ofName, break: breakStream, refuse } = await following();
    await begin();
    refuse(5);
    breakStream();
    await write("meanwhile", 1);
    await eventually(() => expect(ofName("meanwhile")).toMatchObject([{ n: 1 }]));
  });

  test("gives a commit that got its time long before it could be seen", async () => {
    const { begin, write, ofName, break: breakStream, refuse } = await following();
    await begin();
    await write("seen", 1);
    await eventually(() => expect(ofName("seen")).toHaveLength(1));
    refuse(5);
    breakStream();
    await write("slow", 1, Timestamp.fromMillis(Date.now() - 30_000));
    await eventually(() => expect(ofName("slow")).toHaveLength(1));
  });

  test("gives up a listener that gives nothing, and takes another", async () => {
    const { begin, write, ofName, break: breakStream, mute } = await following({ ...SLOW, patience: 200 });
    await begin();
    mute(2);
    breakStream();
    await write("unheard", 1);
    await eventually(() => expect(ofName("unheard")).toMatchObject([{ n: 1 }]));
  });

  test("ends for good when it is told to, and when the store is closed", async () => {
    const { begin, write, seen, listeners, break: breakStream, real } = await following(BUSY);
    const stop = await begin();
    await begin();
    expect(getEventListeners(real.closing, "abort")).toHaveLength(2);
    stop();
    expect(getEventListeners(real.closing, "abort")).toHaveLength(1);
    breakStream();
    await eventually(async () => {
      await write("again", listeners());
      expect(seen.length).toBeGreaterThan(0);
    });
    await real.close();
    const [ended, given] = [listeners(), seen.length];
    await expect(real.get()).rejects.toThrow("closed");
    expect([listeners(), seen.length]).toEqual([ended, given]);
  });
});
