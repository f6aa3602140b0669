const AT_ONCE = 8;

/** What the work makes of each, in this order, a few at once. Who leaves the loop early has no more begun. */
export async function* inBatches<T, R>(all: readonly T[], work: (one: T) => Promise<R>): AsyncGenerator<R> {
  for (let start = 0; start < all.length; start += AT_ONCE) {
    yield* await Promise.all(all.slice(start, start + AT_ONCE).map(work));
  }
}
