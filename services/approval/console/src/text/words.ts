/** Numbers and times as people read them: with units, never more exact than they are of use. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function duration(milliseconds: number): string {
  if (milliseconds < SECOND) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59.95 * SECOND) return `${(milliseconds / SECOND).toFixed(1)} s`;
  return longDuration(milliseconds);
}

/** In two units at the most. */
export function longDuration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms > 0 && ms < SECOND) return "under 1 s";
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return two(ms, MINUTE, "min", SECOND, "s");
  if (ms < DAY) return two(ms, HOUR, "h", MINUTE, "min");
  return two(ms, DAY, "d", HOUR, "h");
}

/** How long ago, or how long from now, in words that are true for a minute. */
export function roughly(milliseconds: number): string {
  const ms = Math.abs(milliseconds);
  if (ms < MINUTE) return "just now";
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return two(ms, HOUR, "h", MINUTE, "min");
  return two(ms, DAY, "d", HOUR, "h");
}

function two(ms: number, big: number, bigName: string, small: number, smallName: string): string {
  const rest = Math.floor((ms % big) / small);
  return `${Math.floor(ms / big)} ${bigName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const exactClock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const whole = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

/** The hour today, the weekday this week, the day before that. */
export function whenShort(time: string, now: number): string {
  const at = new Date(time);
  if (at.toDateString() === new Date(now).toDateString()) return clock.format(at);
  return (Math.abs(now - at.getTime()) < 6 * DAY ? weekday : day).format(at).replace(",", "");
}

export const whenExact = (time: string): string => exactClock.format(new Date(time));
export const whenWhole = (time: string): string => whole.format(new Date(time));

export function dollars(micros: number, digits = 4): string {
  return `$${(micros / 1e6).toFixed(digits)}`;
}

export const count = (value: number): string => value.toLocaleString("en-US");
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** "1 task", "2 tasks". */
export function many(value: number, one: string, more = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

export const stateWords = (state: string): string => state.replaceAll("_", " ");

/** Where somebody decided. */
export function doorOf(via: string): string {
  return via === "slack" ? "in Slack" : via === "console" ? "in the console" : `by ${via}`;
}

const languages = new Intl.DisplayNames("en", { type: "language", fallback: "code" });

/** "Portuguese" for "pt"; what is no such code stays as it is. */
export function languageName(code: string): string {
  try {
    return languages.of(code) ?? code;
  } catch {
    return code;
  }
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length;
