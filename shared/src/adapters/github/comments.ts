import { z } from "zod";
import type { ThreadComment } from "../../domain/thread.ts";

export const commentsSchema = z.array(
  z.object({
    id: z.number().int(),
    html_url: z.string(),
    body: z.string().nullish(),
    user: z.object({ login: z.string(), type: z.string() }).nullish(),
    author_association: z.string(),
    performed_via_github_app: z.object({ id: z.number() }).nullish(),
  }),
);

export type RawComment = z.infer<typeof commentsSchema>[number];

/** The App that we are. */
export type Identity = { appId?: number | undefined; slug?: string | undefined };

/** Written by the App itself. What a person wrote by means of it, signed in through it, is that person's. */
export function isBy({ appId, slug }: Identity, { user, performed_via_github_app: app }: RawComment): boolean {
  if (user?.type !== "Bot") return false;
  return (appId !== undefined && app?.id === appId) || (slug !== undefined && user.login === `${slug}[bot]`);
}

export function seenComment(raw: RawComment, us: Identity, byMaintainer: boolean): ThreadComment {
  return {
    id: raw.id,
    author: raw.user?.login ?? GHOST,
    body: raw.body ?? "",
    byBot: raw.user?.type === "Bot",
    byUs: isBy(us, raw),
    byMaintainer,
  };
}

/** Whom GitHub shows in place of an account that was deleted. */
const GHOST = "ghost";
