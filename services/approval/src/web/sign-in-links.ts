import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after, timeSchema } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";
import { randomText, type Secrets } from "./secrets.ts";
import type { Origin } from "./sessions.ts";
import { type Who, YOU } from "./signed-in.ts";
import type { Viewer } from "./viewer.ts";

/** Links that sign somebody in, once. */
export type SignInLinks = {
  /** In this person's name, for the command line or another browser. Undefined for a key: it is nobody. */
  make(viewer: Viewer): Promise<SignInLink | undefined>;
  /** For whoever can read what this process prints, which is who runs it. */
  forThisMachine(): Promise<SignInLink>;
  /** Whom it signs in, if it is good; looking doesn't use it up. */
  look(token: string): Promise<Came | undefined>;
  /** The same, once: of any number that come with it at once, one gets in. */
  use(token: string): Promise<Came | undefined>;
};

/** `from`: the session that it was made in, without which it is good for nothing. None for one that was printed. */
export type Came = { who: Who; from?: Origin | undefined };

export type SignInLink = { link: string; until: Date };

export const LINK_PATH = "/sign-in/link";

const GOOD_FOR = 5 * MINUTE;
/** It is printed before anybody looks. */
const PRINTED_GOOD_FOR = 10 * MINUTE;

/** By a tag of the token. Who it signs in is sealed: to write the store is not enough to become somebody else. */
const LINKS: Kind<{ who: string; usedBy?: string | undefined }> = {
  name: "sign-in-links",
  schema: z.object({ who: z.string(), usedBy: z.string().optional() }),
};

const cameSchema = z.object({
  who: z.object({ id: z.string(), name: z.string() }),
  from: z.object({ tag: z.string(), until: timeSchema }).optional(),
});

export function createSignInLinks(
  { url, secrets }: { url: string; secrets: Secrets },
  { values, now }: { values: SharedValues; now: () => Date },
): SignInLinks {
  const keyOf = (token: string) => secrets.tag("sign-in link", token);
  const about = (key: string) => `who comes by the sign-in link ${key}`;
  const cameIn = (key: string, sealed: string): Came | undefined => {
    const text = secrets.open(about(key), sealed);
    return text === undefined ? undefined : cameSchema.parse(JSON.parse(text));
  };
  const make = async (came: Came, goodFor: number): Promise<SignInLink> => {
    const token = randomText();
    const key = keyOf(token);
    const until = after(now(), goodFor);
    const who = secrets.seal(about(key), JSON.stringify(came));
    await values.put(LINKS, key, { value: { who }, expiresAt: until });
    return { link: `${url}${LINK_PATH}/${token}`, until };
  };

  return {
    async make({ id, name, session, until }) {
      if (session === undefined || until === undefined) return undefined;
      return make({ who: { id, name }, from: { tag: session, until } }, GOOD_FOR);
    },
    forThisMachine: () => make({ who: YOU }, PRINTED_GOOD_FOR),

    async look(token) {
      const key = keyOf(token);
      const found = await values.get(LINKS, key);
      return found && found.usedBy === undefined ? cameIn(key, found.who) : undefined;
    },

    async use(token) {
      const key = keyOf(token);
      const mine = randomText();
      // Should the answer of the commit be lost and this be asked again, it finds itself.
      const { value } = await values.update(LINKS, key, (current) =>
        current && current.usedBy === undefined
          ? { value: { ...current, usedBy: mine }, expiresAt: after(now(), PRINTED_GOOD_FOR) }
          : undefined,
      );
      return value?.usedBy === mine ? cameIn(key, value.who) : undefined;
    },
  };
}
