import type { Log } from "./log.ts";

const nothing = () => undefined;

/** For whoever wants to have nothing logged. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, alert: nothing };
