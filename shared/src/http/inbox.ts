export type Inbox<T> = {
  /**
   * Waits for a turn, then has it handled. True when that went well, and rejects as the handler does; false when it was
   * not handled, because the inbox closed or `gone` aborted before it was its turn.
   */
  put(item: T, gone: AbortSignal): Promise<boolean>;
  /** Hands nothing more to the handler; resolves when what runs has ended. */
  close(): Promise<void>;
};

/** Hands on so many at a time at most, first come, first served. Without a limit, as many as the server takes. */
export function createInbox<T>(
  handle: (item: T) => Promise<void>,
  concurrency: number = Number.POSITIVE_INFINITY,
): Inbox<T> {
  const waiting = new Set<(isMyTurn: boolean) => void>();
  const idle = Promise.withResolvers<void>();
  let running = 0;
  let isClosed = false;

  const turn = (gone: AbortSignal): boolean | Promise<boolean> => {
    if (running < concurrency) {
      running += 1;
      return true;
    }
    // A promise, not a callback: what follows belongs to who waits, its log context too, not to who calls it.
    const { promise, resolve } = Promise.withResolvers<boolean>();
    waiting.add(resolve);
    gone.addEventListener("abort", () => waiting.delete(resolve) && resolve(false), { once: true });
    return promise;
  };
  const callNext = () => {
    const [next] = waiting;
    if (next !== undefined) {
      waiting.delete(next);
      next(true);
      return;
    }
    running -= 1;
    if (isClosed && running === 0) idle.resolve();
  };

  return {
    async put(item, gone) {
      if (isClosed || gone.aborted || !(await turn(gone))) return false;
      try {
        if (isClosed) return false;
        await handle(item);
        return true;
      } finally {
        callNext();
      }
    },

    async close() {
      isClosed = true;
      for (const leave of waiting) leave(false);
      waiting.clear();
      if (running > 0) await idle.promise;
    },
  };
}
