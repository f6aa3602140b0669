export type Fifo<T> = { readonly size: number; push(item: T): void; shift(): T | undefined };

/** An array whose front can be taken in constant time. What was taken is let go at once, and can be forgotten while it is young. */
export function createFifo<T>(): Fifo<T> {
  let items: (T | undefined)[] = [];
  let taken = 0;
  return {
    get size() {
      return items.length - taken;
    },
    push(item) {
      items.push(item);
    },
    shift() {
      if (taken === items.length) return undefined;
      const item = items[taken];
      items[taken++] = undefined;
      if (taken > 1_000 && taken * 2 > items.length) {
        items = items.slice(taken);
        taken = 0;
      }
      return item;
    },
  };
}
