import {
  BUDGETS,
  BUDGETS_KEPT,
  budgetKey,
  findTooSmall,
  type SpendingLevel,
  spendingLevel,
  tomorrow,
} from "../domain/budget.ts";
import { SETTINGS_PATH } from "../domain/repo-settings.ts";
import { after } from "../domain/time.ts";
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

  /** Says, once a day of each budget, that one call may cost more than all of it: until somebody raises it, it waits in vain. */
  alert(no: NoMoney): Promise<void>;

  /** Gives back what nobody here will spend. */
  close(): Promise<void>;
};

/** To be settled once, with what the call did cost. Not settling it is harmless, and costs what was reserved. */
export type Reservation = { settle(micros: number): Promise<void> };

/** `until`: when there may be money again. `tooSmall`: the key of a budget of which all is less than the call may cost. */
export type NoMoney = { until: Date; why: string; tooSmall?: string };

export type Allowed = { level: "all" } | { level: Exclude<SpendingLevel, "all">; why: string; until: Date };

/** One of a task's three budgets, on one day. `part` of it is taken at once, so that few have to write to it. */
type Scope = { key: string; whose: string; setting: string; capMicros: number; part: number };

const ALL: Allowed = { level: "all" };

export function createBudgets(caps: Caps, deps: WalletDeps): Budgets {
  const wallets = createWallets(deps);
  const walletOf = ({ key, capMicros, part }: Scope) =>
    wallets.open(key, { capMicros, sliceMicros: Math.floor(capMicros * part) });

  const levelOf = async (scope: Scope, at: Date): Promise<Allowed> => {
    const { usedMicros, moneyAgain } = await walletOf(scope).look(at);
    const level = spendingLevel(usedMicros, scope.capMicros);
    if (level === "all") return ALL;
    const percent = usedMicros < scope.capMicros ? Math.floor((100 * usedMicros) / scope.capMicros) : 100;
    return { level, why: `${percent} % of ${scope.whose} for today are spent`, until: moneyAgain };
  };

  return {
    async level(task) {
      const at = deps.now();
      const levels = await Promise.all(scopesOf(task, caps, at).map((scope) => levelOf(scope, at)));
      return levels.find(({ level }) => level === "labels") ?? levels.find(({ level }) => level === "fast") ?? ALL;
    },

    async reserve(task, micros) {
      const at = deps.now();
      const held: Wallet[] = [];
      const settle = async (spent: number) => {
        await Promise.all(held.map((wallet) => wallet.settle(micros, spent)));
      };
      for (const scope of scopesOf(task, caps, at)) {
        const wallet = walletOf(scope);
        const isThere = await wallet.take(micros).catch(async (error) => {
          await settle(0);
          throw error;
        });
        if (isThere) {
          held.push(wallet);
          continue;
        }
        await settle(0);
        if (micros > scope.capMicros) return tooSmall(scope, micros, at);
        const { moneyAgain } = await wallet.look(at);
        return { until: moneyAgain, why: `not enough is left of ${scope.whose} for today` };
      }
      return { settle };
    },

    async alert({ why, tooSmall: key }) {
      if (key === undefined) return;
      const { stored } = await deps.values.update(BUDGETS, key, (budget) => {
        const value = findTooSmall(budget);
        return value && { value, expiresAt: after(deps.now(), BUDGETS_KEPT) };
      });
      if (stored) deps.log.alert("a budget is too small for one call", { budget: key, why });
    },

    close: wallets.close,
  };
}

/** The author's first: what one flood has no money for must not take it from everybody. */
function scopesOf({ repo, author, repoMicros }: TaskAsking, caps: Caps, at: Date): Scope[] {
  const most = Math.min(caps.repoMicros, caps.allMicros);
  const isOwners = repoMicros !== undefined && repoMicros < most;
  const ofAll = "FRONTDESK_BUDGET_DOLLARS_PER_DAY";
  const ofRepo = caps.repoMicros < caps.allMicros ? "FRONTDESK_BUDGET_DOLLARS_PER_REPO" : ofAll;
  return [
    {
      key: budgetKey(`author ${author.toLowerCase()}`, at),
      whose: "the author's budget",
      setting: `FRONTDESK_BUDGET_DOLLARS_PER_AUTHOR or, where that is not set, ${ofAll}`,
      capMicros: caps.authorMicros,
      part: 0,
    },
    {
      key: budgetKey(`repo ${repo}`, at),
      whose: "the repository's budget",
      setting: isOwners ? `\`dollars_per_day\` in ${SETTINGS_PATH}` : ofRepo,
      capMicros: isOwners ? repoMicros : most,
      part: 0.05,
    },
    { key: budgetKey("all", at), whose: "Frontdesk's budget", setting: ofAll, capMicros: caps.allMicros, part: 0.02 },
  ];
}

/** By tomorrow somebody may have raised it. */
function tooSmall({ key, whose, setting, capMicros }: Scope, micros: number, at: Date): NoMoney {
  const why = `one call may cost $${micros / 1e6}, and ${whose} is $${capMicros / 1e6} a day: raise ${setting}`;
  return { until: tomorrow(at), why, tooSmall: key };
}
