import { BUDGETS, BUDGETS_KEPT, type Budget, chargeBudget, giveBack, moneyAgain, takeSlice } from "../domain/budget.ts";
import { after } from "../domain/time.ts";
import type { Entry, SharedValues } from "../ports/shared-values.ts";
import type { Log } from "../telemetry/log.ts";

export type WalletDeps = { values: SharedValues; log: Log; now: () => Date };

/** What this instance holds of one budget: taken from it already, and not spent yet. */
export type Wallet = {
  /** Sets so much aside; false if the budget has not got it any more. */
  take(micros: number): Promise<boolean>;
  /** Of so much that was set aside, so much was spent. Never rejects: the answer has been paid for. */
  settle(reserved: number, spent: number): Promise<void>;
  /**
   * What was spent or is held by others, as far as it can be known, and when, seen from then, there may be more of it.
   * What was set aside here for calls that are running counts in part: few cost the most that they may.
   */
  look(at: Date): Promise<{ usedMicros: number; moneyAgain: Date }>;
};

export type Wallets = {
  open(key: string, size: WalletSize): Wallet;
  /** Gives all back that is not set aside. */
  close(): Promise<void>;
};

/** A slice is what is taken at least, if that much is left, and what is kept at most. */
export type WalletSize = { capMicros: number; sliceMicros: number };

/** `capMicros`: the cap under which it was taken. */
type Held = { free: number; reserved: number; capMicros: number; tail: Promise<unknown> };

const RUNNING_COUNTS = 0.25;

/** What a wallet holds when it is forgotten counts as spent: it is the one that was not used for longest. */
const MOST_WALLETS = 2_000;

export function createWallets({ values, log, now }: WalletDeps): Wallets {
  const held = new Map<string, Held>();

  const entry = (value: Budget | undefined): Entry<Budget> | undefined =>
    value && { value: { ...value, changedAt: now() }, expiresAt: after(now(), BUDGETS_KEPT) };

  /** One after the other: many who find too little must not all go for a slice. */
  const inTurn = <T>(wallet: Held, work: () => Promise<T>): Promise<T> => {
    const turn = wallet.tail.then(work);
    wallet.tail = turn.catch(() => undefined);
    return turn;
  };

  const find = (key: string): Held => {
    const known = held.get(key) ?? { free: 0, reserved: 0, capMicros: 0, tail: Promise.resolve() };
    held.delete(key);
    held.set(key, known);
    for (const oldest of held.keys()) {
      if (held.size <= MOST_WALLETS) break;
      held.delete(oldest);
    }
    return known;
  };

  const takeMore = async (key: string, missing: number, { capMicros, sliceMicros }: WalletSize): Promise<number> => {
    let taken = 0;
    const { stored } = await values.update(BUDGETS, key, (budget) => {
      taken = Math.max(missing, sliceMicros);
      const slice = takeSlice(budget, taken, capMicros);
      if (slice) return entry(slice);
      taken = missing;
      return entry(takeSlice(budget, missing, capMicros));
    });
    return stored ? taken : 0;
  };

  /** Off the wallet first: where nobody knows whether it was given back, it must not be spent here as well. */
  const shrink = async (key: string, wallet: Held, keep: number): Promise<void> => {
    const micros = wallet.free - keep;
    if (micros <= 0) return;
    wallet.free = keep;
    const id = crypto.randomUUID();
    try {
      await values.update(BUDGETS, key, (budget) => entry(giveBack(budget, micros, id)));
    } catch (error) {
      log.warn("a part of the budget could not be given back, and counts as spent", { key, micros, error });
    }
  };

  /** Somebody was charged more than the most that was thought possible. What can't be written down now is owed here. */
  const charge = async (key: string, wallet: Held): Promise<void> => {
    const micros = -wallet.free;
    try {
      await values.update(BUDGETS, key, (budget) => entry(chargeBudget(budget, micros)));
      wallet.free += micros;
    } catch (error) {
      log.error("what a call cost could not be charged yet", { key, micros, error });
    }
  };

  return {
    open: (key, size) => ({
      take(micros) {
        const wallet = find(key);
        return inTurn(wallet, async () => {
          // What was taken when there was more has to be taken again.
          if (size.capMicros < wallet.capMicros) await shrink(key, wallet, 0);
          wallet.capMicros = size.capMicros;
          if (wallet.free < micros) wallet.free += await takeMore(key, micros - wallet.free, size);
          if (wallet.free < micros) return false;
          wallet.free -= micros;
          wallet.reserved += micros;
          return true;
        });
      },

      settle(reserved, spent) {
        const wallet = find(key);
        return inTurn(wallet, async () => {
          wallet.reserved = Math.max(0, wallet.reserved - reserved);
          wallet.free += reserved - spent;
          if (wallet.free < 0) await charge(key, wallet);
          else await shrink(key, wallet, size.sliceMicros);
        });
      },

      async look(at) {
        const budget = await values.get(BUDGETS, key);
        const { free, reserved } = held.get(key) ?? { free: 0, reserved: 0 };
        const own = Math.max(0, free) + reserved * (1 - RUNNING_COUNTS);
        const usedMicros = Math.max(0, (budget?.takenMicros ?? 0) - own);
        return { usedMicros, moneyAgain: moneyAgain(budget, at) };
      },
    }),

    async close() {
      await Promise.all([...held].map(([key, wallet]) => inTurn(wallet, () => shrink(key, wallet, 0))));
      held.clear();
    },
  };
}
