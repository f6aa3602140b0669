import type { Log } from "@frontdesk/shared/telemetry/log";

const nothing = () => undefined;

/** For tests that don't look at what is logged. */
export const silentLog: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing, alert: nothing };
