import type { Log } from "@frontdesk/shared/telemetry/log";
import type { Neighbours } from "../look/frame.ts";
import type { Account, App, Installation, Repo, State } from "./state.ts";

/** What all parts of the stand-in share. */
export type World = {
  state: State;
  now: () => Date;
  log: Log;
  /** Where it can be reached: known when it listens. */
  url: string;
  /** The sandbox's other pages: known when they are there. */
  neighbours: Neighbours;
  /** Tells every App that has to know, by webhook. */
  emit(happening: Happening): void;
};

export type Happening = {
  event: string;
  action?: string;
  by: Account;
  /** Whose installations are told; or the one installation that this is about. */
  about: { repo: Repo } | { installation: Installation };
  payload: { [field: string]: unknown };
};

/** A person, or the bot of an App. A person may act through an App, and that shows. */
export type Actor = { account: Account; app: App | null };

export function apiUrlOf(world: Pick<World, "url">): string {
  return `${world.url}/api/v3`;
}

/** GitHub's dates have no milliseconds. */
export function stamp(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
