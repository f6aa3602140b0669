import { spread } from "./rounds.ts";

/** A bench prints what it finds for people, and says how it stands against its bars. It is given what follows its name. */
export type Bench = (print: (text: string) => void, args: string[]) => Promise<Verdict[]>;

export type Verdict = { name: string; value: number; unit: string; bar: string; ok: boolean };

export function atLeast(name: string, value: number, unit: string, bar: number): Verdict {
  return { name, value: rounded(value), unit, bar: `>= ${bar}`, ok: value >= bar };
}

export function atMost(name: string, value: number, unit: string, bar: number): Verdict {
  return { name, value: rounded(value), unit, bar: `<= ${bar}`, ok: value <= bar };
}

/** Three digits that count, and no fraction of a large number. */
function rounded(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Columns under their headings, numbers to the right. */
export function table(headings: string[], rows: (string | number)[][]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => (typeof cell === "number" ? shown(cell) : cell)));
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  ");
  return cells.map(line).join("\n");
}

function shown(value: number): string {
  return rounded(value).toLocaleString("en-US");
}

/** The median, and the lowest and highest behind it. */
export function withSpread(values: readonly number[]): string {
  const { median, min, max } = spread(values);
  return `${shown(median)} (${shown(min)}–${shown(max)})`;
}
