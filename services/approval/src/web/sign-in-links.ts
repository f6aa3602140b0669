import { MINUTE } from "@frontdesk/shared/domain/limits";
import type { Kind } from "@frontdesk/shared/domain/shared-value";
import { after } from "@frontdesk/shared/domain/time";
import type { SharedValues } from "@frontdesk/shared/ports/shared-values";
import { z } from "zod";
import { randomText, type Secrets } from "./secrets.ts";
import { type Who, YOU } from "./signed-in.ts";
import type { Viewer } from "./viewer.ts";

/** Links that sign somebody in, once. */
export type SignInLinks = {
  /** In this person's name, for the command line or another browser. Undefined for a key: it is nobody. */
  make(viewer: Viewer): Promise<SignInLink | undefined>;
  /** For whoever can read what this process prints, which is who runs it. */
  forThisMachine(): Promise<SignInLink>;
  /** Whom it signs in, if it is good; looking doesn't use it up. */
  look(token: string): Promise<Who | undefined>;
  /** The same, once: of any number that come with it at once, one gets in. */
  use(token: string): Promise<Who | undefined>;
};

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

const whoSchema = z.object({ id: z.string(), name: z.string() });

export function createSignInLinks(
  { url, secrets }: { url: string; secrets: Secrets },
  { values, now }: { values: SharedValues; now: () => Date },
): SignInLinks {
  const keyOf = (token: string) => secrets.tag("sign-in link", token);
  const about = (key: string) => `who comes by the sign-in link ${key}`;
  const whoIn = (key: string, sealed: string) => {
    const text = secrets.open(about(key), sealed);
    return text === undefined ? undefined : whoSchema.parse(JSON.parse(text));
  };
  const make = async ({ id, name }: Who, goodFor: number): Promise<SignInLink> => {
    const token = randomText();
    const key = keyOf(token);
    const until = after(now(), goodFor);
    const who = secrets.seal(about(key), JSON.stringify({ id, name } satisfies Who));
    await values.put(LINKS, key, { value: { who }, expiresAt: until });
    return { link: `${url}${LINK_PATH}/${token}`, until };
  };

  return {
    make: async (viewer) => (viewer.kind === "key" ? undefined : make(viewer, GOOD_FOR)),
    forThisMachine: () => make(YOU, PRINTED_GOOD_FOR),

    async look(token) {
      const key = keyOf(token);
      const found = await values.get(LINKS, key);
      return found && found.usedBy === undefined ? whoIn(key, found.who) : undefined;
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
      return value?.usedBy === mine ? whoIn(key, value.who) : undefined;
    },
  };
}
