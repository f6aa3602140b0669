import { setTimeout } from "node:timers/promises";
import { Unavailable } from "@frontdesk/shared/domain/errors";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import { isTurnedDown, type People, type PersonToken } from "@frontdesk/shared/ports/people";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { unlessAborted } from "@frontdesk/shared/ports/unless-aborted";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { z } from "zod";
import type { Secrets } from "./secrets.ts";
import { entryOf, SIGNED_IN } from "./signed-in.ts";

export type PersonTokens = {
  seal(id: string, token: PersonToken): string;
  /** Undefined for who has to sign in again. */
  get(id: string): Promise<string | undefined>;
  /** The next one, after GitHub turned this one down: it may only have expired. */
  insteadOf(token: string, id: string, signal: AbortSignal): Promise<string | undefined>;
};

export type PersonTokensDeps = {
  values: Pick<SharedValues, "get" | "update">;
  people: Pick<People, "renew">;
  log: Log;
  now: () => Date;
};

const RENEWED_WITHIN = 10 * SECOND;
/**
 * Another instance that was quicker may not have stored the new one yet. Whoever asks about rights waits for 5 s: who has
 * to sign in again hears it within these.
 */
const STORED_WITHIN = 4 * SECOND;
const BETWEEN_LOOKS = SECOND / 5;
const LOOKS = STORED_WITHIN / BETWEEN_LOOKS;

const tokenSchema = z.object({ token: z.string(), refresh: z.string().optional() });
type Kept = z.infer<typeof tokenSchema>;

export function createPersonTokens(secrets: Secrets, { values, people, log, now }: PersonTokensDeps): PersonTokens {
  const renewing = new Map<string, Promise<string | undefined>>();
  const about = (id: string) => `GitHub's token for ${id}`;
  const seal = (id: string, token: PersonToken) => secrets.seal(about(id), JSON.stringify(token));
  const unseal = (id: string, sealed: string | undefined): Kept | undefined => {
    const text = sealed === undefined ? undefined : secrets.open(about(id), sealed);
    return text === undefined ? undefined : tokenSchema.parse(JSON.parse(text));
  };
  const read = async (id: string) => unseal(id, (await values.get(SIGNED_IN, id))?.token);

  /** Whoever has no token any more isn't signed in any more: nothing could be asked in their name. */
  const drop = async (id: string, old: Kept) => {
    log.info("signed out: GitHub does not take the token any more", { who: id });
    await values.update(SIGNED_IN, id, (current) =>
      unseal(id, current?.token)?.token === old.token ? entryOf({ sessions: [] }, now()) : undefined,
    );
    return undefined;
  };

  const renew = async (id: string, old: Kept): Promise<string | undefined> => {
    if (old.refresh === undefined) return drop(id, old);
    const renewed = await people.renew(old.refresh, AbortSignal.timeout(RENEWED_WITHIN));
    if (!isTurnedDown(renewed)) {
      const sealed = seal(id, renewed);
      await values.update(SIGNED_IN, id, (current) =>
        unseal(id, current?.token)?.token === old.token && current
          ? entryOf({ ...current, token: sealed }, now())
          : undefined,
      );
      return renewed.token;
    }
    if (renewed.turnedDown !== "bad_refresh_token") {
      throw new Unavailable(`GitHub renews no token: ${renewed.turnedDown}`);
    }
    const until = after(now(), STORED_WITHIN);
    for (let look = 0; look < LOOKS && now() < until; look++) {
      const current = await read(id);
      if (current?.token !== old.token) return current?.token;
      await setTimeout(BETWEEN_LOOKS);
    }
    return drop(id, old);
  };

  const renewOnce = (id: string, old: Kept, signal: AbortSignal) => {
    const started = renewing.get(id) ?? renew(id, old).finally(() => renewing.delete(id));
    renewing.set(id, started);
    return unlessAborted(started, signal);
  };

  return {
    seal,
    get: async (id) => (await read(id))?.token,
    async insteadOf(token, id, signal) {
      const kept = await read(id);
      return kept?.token === token ? renewOnce(id, kept, signal) : kept?.token;
    },
  };
}
