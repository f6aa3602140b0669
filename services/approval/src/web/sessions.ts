import { HOUR, MINUTE } from "@frontdesk/shared/domain/limits";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import type { Log } from "@frontdesk/shared/telemetry/log";
import { z } from "zod";
import { randomText, type Secrets } from "./secrets.ts";
import { entryOf, SESSION_LASTS, SIGNED_IN, type SignedIn, type Who } from "./signed-in.ts";

export type Session = {
  who: Who;
  by: "github" | "link";
  until: Date;
  csrf: string;
  /** Under which the store knows it. */
  tag: string;
};

/** A session that another one comes out of, by a link. */
export type Origin = Pick<Session, "tag" | "until">;

export type Sessions = {
  /**
   * `cookie` is the only copy of what makes it. `from` is the session that it comes out of: undefined if that is over, and
   * the new one lasts no longer.
   */
  begin(
    who: Who,
    by: Session["by"],
    given?: { sealedToken?: string | undefined; from?: Origin | undefined },
  ): Promise<{ cookie: string; until: Date } | undefined>;
  /** Undefined for what is forged, over, or was ended, on whatever instance. */
  find(cookie: string): Promise<Session | undefined>;
  /** The same, of one that was found before. */
  isAlive(session: Session): Promise<boolean>;
  end(session: Session): Promise<void>;
  /** All sessions of that person, this one included. */
  endEverywhere(id: string): Promise<void>;
};

const IDLE_FOR = 2 * HOUR;
/** So often at most is it written down that somebody is still there. */
const SEEN_EVERY = 5 * MINUTE;
/** The one that was seen longest ago makes room. */
const MOST_SESSIONS = 20;

const cookieSchema = z.object({
  secret: z.string(),
  id: z.string(),
  name: z.string(),
  by: z.enum(["github", "link"]),
  until: z.number(),
});

/** Who it is stands in the signed cookie, and that it still holds in the store: neither alone lets anybody in. */
export function createSessions(
  secrets: Secrets,
  { values, log, now }: { values: SharedValues; log: Log; now: () => Date },
): Sessions {
  const alive = ({ sessions }: SignedIn) => sessions.filter(({ seenAt }) => now() < after(seenAt, IDLE_FOR));

  const isAlive = async ({ who, tag, until }: Session) => {
    if (now() >= until) return false;
    const signedIn = await values.get(SIGNED_IN, who.id);
    const found = signedIn && alive(signedIn).find((session) => session.tag === tag);
    if (!found) return false;
    if (now() >= after(found.seenAt, SEEN_EVERY)) {
      await values.update(SIGNED_IN, who.id, (current) => {
        if (!current?.sessions.some((session) => session.tag === tag)) return undefined;
        const seen = current.sessions.map((one) => (one.tag === tag ? { ...one, seenAt: now() } : one));
        return entryOf({ ...current, sessions: seen }, now());
      });
    }
    return true;
  };

  return {
    isAlive,

    async begin(who, by, { sealedToken, from } = {}) {
      const secret = randomText();
      const started = now();
      const longest = after(started, SESSION_LASTS);
      const until = from && from.until < longest ? from.until : longest;
      const session = { tag: secrets.tag("session", secret), startedAt: started, seenAt: started };
      if (started >= until) return undefined;
      // In the one commit: nobody signs out everywhere in between.
      const { value } = await values.update(SIGNED_IN, who.id, (current = { sessions: [] }) => {
        const there = alive(current);
        if (from && !there.some(({ tag }) => tag === from.tag)) return undefined;
        const others = there.filter(({ tag }) => tag !== session.tag);
        const newest = others.toSorted((one, other) => Number(one.seenAt) - Number(other.seenAt));
        const sessions = [...newest.slice(1 - MOST_SESSIONS), session];
        const token = sealedToken ?? current.token;
        return entryOf({ sessions, ...(token !== undefined && { token }) }, now());
      });
      if (!value?.sessions.some(({ tag }) => tag === session.tag)) return undefined;
      log.info("signed in", { who: who.id, name: who.name, by });
      const payload = { secret, ...who, by, until: until.getTime() };
      const text = Buffer.from(JSON.stringify(payload satisfies z.infer<typeof cookieSchema>)).toString("base64url");
      return { cookie: `${text}.${secrets.tag("cookie", text)}`, until };
    },

    async find(cookie) {
      const [text = "", tag = ""] = cookie.split(".");
      if (!secrets.isTag("cookie", text, tag)) return undefined;
      const { secret, id, name, by, until } = cookieSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
      const session: Session = {
        ...{ who: { id, name }, by, until: new Date(until) },
        ...{ tag: secrets.tag("session", secret), csrf: secrets.tag("csrf", secret) },
      };
      return (await isAlive(session)) ? session : undefined;
    },

    async end({ who, tag }) {
      await values.update(SIGNED_IN, who.id, (current) =>
        current?.sessions.some((session) => session.tag === tag)
          ? entryOf({ ...current, sessions: current.sessions.filter((session) => session.tag !== tag) }, now())
          : undefined,
      );
    },

    async endEverywhere(id) {
      await values.delete(SIGNED_IN, id);
      log.info("signed out everywhere", { who: id });
    },
  };
}
