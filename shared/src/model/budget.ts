import { budgetKey, type SpendingLevel, spendingLevel } from "../domain/budget.ts";
import type { TaskAsking } from "../ports/model.ts";
import { createWallets, type Wallet, type WalletDeps } from "./wallets.ts";

/** In millionths of a dollar for a day: of everything, of one repository, of one author. */
export type Caps = { allMicros: number; repoMicros: number; authorMicros: number };

export type Budgets = {
  /** What may still be done for this task, what keeps it from more, and until when. */
  level(task: TaskAsking): Promise<Allowed>;

  /**
   * Sets the most that a call may cost aside, in each of the three budgets or in none. Whatever is not settled counts as
   * spent.
   */
  reserve(task: TaskAsking, micros: number): Promise<Reservation | NoMoney>;

  /** Gives back what nobody here will spend. */
  close(): Promise<void>;
};

/** To be settled once, with what the call did cost. Not settling it is harmless, and costs what was reserved. */
export type Reservation = { settle(micros: number): Promise<void> };

/** `until`: when there may be money again. Never, where the call may cost more than the whole budget. */
export type NoMoney = { until?: Date; why: string };

export type Allowed = { level: "all" } | { level: Exclude<SpendingLevel, "all">; why: string; until: Date };

/** One of a task's three budgets, on one day. `part` of it is taken at once, so that few have to write to it. */
type Scope = { key: string; whose: string; capMicros: number; part: number };

const ALL: Allowed = { level: "all" };

export function createBudgets(caps: Caps, deps: WalletDeps): Budgets {
  const wallets = createWallets(deps);
  const walletOf = ({ key, capMicros, part }: Scope) =>
    wallets.open(key, { capMicros, sliceMicros: Math.floor(capMicros * part) });

  const levelOf = async (scope: Scope): Promise<Allowed> => {
    const { usedMicros, moneyAgain } = await walletOf(scope).look();
    const level = spendingLevel(usedMicros, scope.capMicros);
    if (level === "all") return ALL;
    const percent = Math.min(100, Math.floor((100 * usedMicros) / Math.max(scope.capMicros, 1)));
    return { level, why: `${percent} % of ${scope.whose} for today are spent`, until: moneyAgain };
  };

  return {
    async level(task) {
      const levels = await Promise.all(scopesOf(task, caps, deps.now()).map(levelOf));
      return levels.find(({ level }) => level === "labels") ?? levels.find(({ level }) => level === "fast") ?? ALL;
    },

    async reserve(task, micros) {
      const at = deps.now();
      const held: Wallet[] = [];
      for (const scope of scopesOf(task, caps, at)) {
        const wallet = walletOf(scope);
        if (await wallet.take(micros)) {
          held.push(wallet);
          continue;
        }
        await Promise.all(held.map((one) => one.settle(micros, 0)));
        return whyNot(scope, micros, (await wallet.look()).moneyAgain);
      }
      return {
        async settle(spent) {
          await Promise.all(held.map((wallet) => wallet.settle(micros, spent)));
        },
      };
    },

    close: wallets.close,
  };
}

/** The author's first: what one flood has no money for must not take it from everybody. */
function scopesOf({ repo, author, repoMicros }: TaskAsking, caps: Caps, at: Date): Scope[] {
  const ofRepo = Math.min(caps.repoMicros, repoMicros ?? caps.repoMicros, caps.allMicros);
  return [
    {
      key: budgetKey(`author ${author.toLowerCase()}`, at),
      whose: "the author's budget",
      capMicros: caps.authorMicros,
      part: 0,
    },
    { key: budgetKey(`repo ${repo}`, at), whose: "the repository's budget", capMicros: ofRepo, part: 0.05 },
    { key: budgetKey("all", at), whose: "Frontdesk's budget", capMicros: caps.allMicros, part: 0.02 },
  ];
}

function whyNot({ whose, capMicros }: Scope, micros: number, until: Date): NoMoney {
  if (micros <= capMicros) return { until, why: `not enough is left of ${whose} for today` };
  return { why: `one call may cost ${dollars(micros)}, and ${whose} is ${dollars(capMicros)} a day` };
}

function dollars(micros: number): string {
  return `$${(micros / 1e6).toFixed(2)}`;
}
