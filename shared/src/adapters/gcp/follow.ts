import {
  type DocumentReference,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  Timestamp,
} from "@google-cloud/firestore";
import { Unavailable } from "../../domain/errors.ts";
import { MINUTE, SECOND } from "../../domain/limits.ts";
import type { Log } from "../../telemetry/log.ts";
import type { Heard, Requests, Target } from "./requests.ts";

/** One document, or all that are committed from a time on; by Firestore's own clock, which reading any document tells. */
export type Followed =
  | { document: DocumentReference }
  | { committedSince: (client: Firestore, time: Timestamp) => Query; clock: DocumentReference };

export type FollowDeps = { requests: Requests; log: Log; pace?: Pace | undefined };

/** Milliseconds. A listener remembers all it has ever heard of, so it is renewed now and then. */
export type Pace = { renewEvery: number; patience: number; firstPause: number; longestPause: number };
const PACE: Pace = {
  renewEvery: 5 * MINUTE,
  patience: 10 * SECOND,
  firstPause: SECOND / 10,
  longestPause: 30 * SECOND,
};

/** A commit gets its time a moment before it can be seen, so a new listener begins this much before the old one ended. */
const OVERLAP_SECONDS = 60;

/**
 * Gives each document that is written from the moment on at which the promise resolves: never an older version after a
 * newer one, none twice, and the last one also of what is written while a listener is lost or renewed. Ends when the
 * returned function is called.
 */
export async function follow(
  what: Followed,
  onDocument: (snapshot: DocumentSnapshot) => void,
  { requests, log, pace = PACE }: FollowDeps,
): Promise<() => void> {
  const began = await timeOf(requests, "clock" in what ? what.clock : what.document);
  let heardUntil = began;
  /** When each document was written that was heard of and may be heard of again. */
  const heard = new Map<string, Timestamp>();
  let isFollowing = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopListening = () => {};
  const { promise: begun, resolve, reject } = Promise.withResolvers<void>();

  const setTimer = (then: () => void, milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(then, milliseconds);
    timer.unref();
  };
  const onBegun = () => {
    isFollowing = true;
    failures = 0;
    resolve();
    if ("clock" in what) setTimer(listen, pace.renewEvery);
    else clearTimeout(timer);
  };
  const onLost = (error: Error) => {
    stopListening();
    if (!isFollowing) return reject(error);
    const pause = Math.min(pace.firstPause * 2 ** failures, pace.longestPause);
    failures += 1;
    log.warn("a watch was lost and begins again", { error, pause });
    setTimer(listen, pause * (0.5 + Math.random() / 2));
  };
  const onSnapshot = ({ documents, readTime }: Heard) => {
    for (const document of documents) {
      const { updateTime, ref } = document;
      const last = heard.get(ref.path) ?? began;
      if (!updateTime || updateTime <= last) continue;
      heard.set(ref.path, updateTime);
      if (isFollowing) onDocument(document);
    }
    heardUntil = readTime;
  };
  const listen = () => {
    stopListening();
    for (const [path, at] of heard) if (at.seconds < heardUntil.seconds - 2 * OVERLAP_SECONDS) heard.delete(path);
    setTimer(() => onLost(new Unavailable("Firestore gives nothing to a new listener")), pace.patience);
    let isFirst = true;
    const onHeard = (snapshot: Heard) => {
      onSnapshot(snapshot);
      if (isFirst) onBegun();
      isFirst = false;
    };
    try {
      stopListening = requests.listen(targetOf(what, heardUntil), onHeard, onLost);
    } catch (error) {
      onLost(error as Error);
    }
  };
  const stop = () => {
    isFollowing = false;
    clearTimeout(timer);
    stopListening();
    requests.closing.removeEventListener("abort", stop);
  };

  requests.closing.addEventListener("abort", stop);
  try {
    listen();
    await begun;
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}

async function timeOf(requests: Requests, clock: DocumentReference): Promise<Timestamp> {
  const [snapshot] = await requests.get(clock);
  return (snapshot as NonNullable<typeof snapshot>).readTime;
}

function targetOf(what: Followed, heardUntil: Timestamp): Target {
  if ("document" in what) return (client) => client.doc(what.document.path);
  const { seconds, nanoseconds } = heardUntil;
  return (client) => what.committedSince(client, new Timestamp(seconds - OVERLAP_SECONDS, nanoseconds));
}
