import type { Context } from "./context.ts";

export type Level = "debug" | "info" | "warn" | "error";

/**
 * One line before it is written: what a transport gets. Message and fields are plain data already, bounded and without
 * secrets. The context stands apart, because transports want it in different places.
 */
export type Entry = {
  level: Level;
  message: string;
  time: Date;
  context: Context & { service: string };
  fields: { [name: string]: unknown };
};
