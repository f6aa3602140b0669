import { z } from "zod";

/** A point in time: a `Date` in memory and in Firestore, an ISO text in JSON. */
export const timeSchema = z.union([z.date(), z.iso.datetime().transform((text) => new Date(text))]);

export function after(time: Date, milliseconds: number): Date {
  return new Date(time.getTime() + milliseconds);
}

export function earlier(one: Date, other: Date): Date {
  return one <= other ? one : other;
}

export function later(one: Date, other: Date | undefined): Date {
  return other === undefined || one >= other ? one : other;
}
