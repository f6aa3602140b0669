import { MINUTE, SECOND } from "@frontdesk/shared/domain/limits";
import { LIVE_DRAFTS } from "@frontdesk/shared/domain/live-draft";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";

export type LiveDeps = { values: SharedValues; log: Log; now: () => Date };

const EVERY = SECOND;
const KEPT_FOR = 10 * MINUTE;
const LONGEST = 60_000;

export type Live = { show(soFar: string): void; end(): void };

/** Lets people watch a draft being written: the newest state of it, at most once a second. Never fails: it is there to be looked at. */
export function showLive(taskId: string, { values, log, now }: LiveDeps): Live {
  let newest: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    timer = undefined;
    if (newest === undefined) return;
    const text = newest;
    newest = undefined;
    timer = setTimeout(write, EVERY).unref();
    const value = { text: text.slice(0, LONGEST).toWellFormed(), at: now() };
    values
      .put(LIVE_DRAFTS, taskId, { value, expiresAt: after(now(), KEPT_FOR) })
      .catch((error) => log.debug("a draft could not be shown while it is written", { error }));
  };
  return {
    show(soFar) {
      newest = fieldSoFar(soFar, "reply");
      if (!timer) write();
    },
    end() {
      clearTimeout(timer);
      timer = undefined;
      newest = undefined;
    },
  };
}

/** The text of a field in JSON that is still being written, as far as it has come. */
export function fieldSoFar(json: string, name: string): string | undefined {
  const begun = new RegExp(`"${name}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)*)`, "s").exec(json)?.[1];
  if (begun === undefined) return undefined;
  // An escape may be cut in the middle.
  const whole = begun.replace(/\\(u[0-9a-fA-F]{0,3})?$/, "");
  try {
    return JSON.parse(`"${whole.replaceAll("\n", "\\n")}"`) as string;
  } catch {
    return undefined;
  }
}
