/** What waits for a handler, first come, first served. */
export type Line<T> = {
  add(item: T): void;
  /** The next one, whenever it comes; undefined once the line is closed. */
  take(): Promise<T | undefined>;
  close(): void;
};

export function createLine<T>(): Line<T> {
  const items: T[] = [];
  const waiting: ((item: T | undefined) => void)[] = [];
  let isClosed = false;
  return {
    add(item) {
      const next = waiting.shift();
      if (next) next(item);
      else items.push(item);
    },
    async take() {
      if (isClosed) return undefined;
      return items.shift() ?? new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      isClosed = true;
      for (const resolve of waiting) resolve(undefined);
    },
  };
}
