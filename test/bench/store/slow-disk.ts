/** What a disk takes to sync, beyond what the one at hand takes. */
const SYNC_TAKES = 5;

const nothing = new Int32Array(new SharedArrayBuffer(4));

/** For `beforeCommit`: blocks the thread that writes, as a sync does. */
export function sleepAsLongAsASync(): void {
  Atomics.wait(nothing, 0, 0, SYNC_TAKES);
}
