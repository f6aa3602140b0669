/** What is measured in turns: A B C, C B A, A B C, … so that what disturbs the machine for a while disturbs all of them. */
export type Contenders<M> = { [name: string]: () => Promise<M> };

/** The measurements of each, in the order of the rounds. Before them, each runs once unmeasured. */
export async function inRounds<C extends Contenders<unknown>>(
  contenders: C,
  rounds: number,
): Promise<{ [K in keyof C]: Awaited<ReturnType<C[K]>>[] }> {
  const names = Object.keys(contenders);
  const measured = Object.fromEntries(names.map((name) => [name, [] as unknown[]]));
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const measurement = await contenders[name]!();
      if (round >= 0) measured[name]!.push(measurement);
    }
  }
  return measured as { [K in keyof C]: Awaited<ReturnType<C[K]>>[] };
}

export type Spread = { median: number; min: number; max: number };

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: quantile(sorted, 0.5), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** Round by round: two that ran right after each other met the same disturbance. */
export function ratios(these: readonly number[], those: readonly number[]): number[] {
  return these.map((value, round) => value / those[round]!);
}

/** Of values in ascending order. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
