import { describe, inject } from "vitest";
import type {} from "../reporter.ts";
import type {} from "./once-per-run.ts";

export const NO_EMULATORS = "Google's emulators are not here";

export type Hosts = { firestoreHost: string; pubsubHost: string };

/**
 * A `describe` for what runs on Google's emulators. Where one of those that are named is not there, its tests are
 * skipped, and counted as skipped. Files that use it end in `.emulators.test.ts`: for them the emulators are started.
 */
export function describeOnEmulators<N extends keyof Hosts>(
  needed: readonly N[],
  name: string,
  suite: (hosts: Pick<Hosts, N>) => void,
): void {
  const hosts = Object.fromEntries(needed.map((host) => [host, inject(host)]));
  const isThere = needed.every((host) => hosts[host] !== undefined);
  describe.runIf(isThere)(name, { meta: { missing: NO_EMULATORS } }, () => suite(hosts as Pick<Hosts, N>));
}
