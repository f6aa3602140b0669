import type { Kind } from "../domain/shared-value.ts";

/**
 * Small values that instances share: budgets, the registry of context caches, repo settings, notices, live drafts.
 * Each kind is a collection of its own with a schema of its own. Durability and errors as in `TaskStore`;
 * a write that rejects may have happened all the same, and doing it again is harmless. A stored value that doesn't fit
 * its schema any more makes the read throw.
 */
export interface SharedValues {
  /** The value, or undefined if there is none or it has expired. */
  get<T>(kind: Kind<T>, key: string): Promise<T | undefined>;

  /**
   * Asks `next` what is to become of the value and stores that if nobody stored another one meanwhile; else asks again.
   * `undefined` leaves it as it is. Resolves with the value as it then is. `next` must be pure and may run several times.
   * Where the answer of a commit is lost and another commit follows at once, `next` may be applied twice.
   */
  update<T>(kind: Kind<T>, key: string, next: (value: T | undefined) => Entry<T> | undefined): Promise<Updated<T>>;

  /** Stores the value whatever was there: the last one wins. */
  put<T>(kind: Kind<T>, key: string, entry: Entry<T>): Promise<void>;

  delete(kind: Kind<unknown>, key: string): Promise<void>;

  /** Values of the kind with `dueAt` ≤ now, the longest due first. */
  due<T>(kind: Kind<T>, now: Date, limit: number): Promise<{ key: string; value: T }[]>;

  /** Calls `onValue` with each value stored under the key from the moment the promise resolves; quick ones may be left out, never the newest. It is never called after the returned function was. */
  watch<T>(kind: Kind<T>, key: string, onValue: (value: T) => void): Promise<() => void>;
}

export type Entry<T> = {
  value: T;
  /** When somebody must look at it. */
  dueAt?: Date | undefined;
  /** From then on it is as if it weren't there, and it is removed some time later. */
  expiresAt?: Date | undefined;
};

/** `stored`: whether this update stored something, and what the value is now. */
export type Updated<T> = { stored: boolean; value: T | undefined };
