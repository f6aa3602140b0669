import type { PauseShown } from "@frontdesk/approval/api/actions";
import { useEffect } from "react";
import { many } from "../text/words.ts";
import { useDesk } from "./desk.ts";
import { type Loaded, useLoaded } from "./use-loaded.ts";

const LOOK_EVERY = 30_000;

/** Where posting is paused. Nothing tells when others pause or resume, so it is looked at again. */
export function usePauses(): Loaded<{ pauses: PauseShown[] }> {
  const { api } = useDesk();
  const loaded = useLoaded((signal) => api.pauses(signal), "pauses");
  const { again } = loaded;
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && again(), LOOK_EVERY);
    return () => clearInterval(timer);
  }, [again]);
  return loaded;
}

export function ofEverything(pauses: readonly PauseShown[]): PauseShown | undefined {
  return pauses.find(({ repo }) => repo === undefined);
}

/** "everywhere", "in acme/webapp", "in 3 repositories"; undefined where nothing is paused. */
export function wherePaused(pauses: readonly PauseShown[]): string | undefined {
  if (pauses.length === 0) return undefined;
  if (ofEverything(pauses)) return "everywhere";
  return `in ${pauses.length === 1 ? pauses[0]?.repo : many(pauses.length, "repository", "repositories")}`;
}

/** The pauses that hold back what is in these repositories. */
export function pausesOf(repos: readonly string[], pauses: readonly PauseShown[]): PauseShown[] {
  const everywhere = ofEverything(pauses);
  if (everywhere) return [everywhere];
  return pauses.filter(({ repo }) => repo !== undefined && repos.includes(repo));
}
