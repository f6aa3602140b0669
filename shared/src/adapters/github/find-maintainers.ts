import type { Repo } from "../../domain/repository.ts";
import { type CodeReader, type Gone, isGone, isMaintainer } from "../../ports/code-host.ts";
import type { RawComment } from "./comments.ts";

/** Of those who spoke last: every answer is looked at when it is new, and then its author is among these. */
const MOST_ASKED_ABOUT = 10;

/**
 * Which of these comments are a maintainer's.
 *
 * Their `author_association` doesn't say. It is made for whoever looks, and an App may not look at private memberships,
 * which most are: those maintainers are contributors to it, or nobody. A member or collaborator, on the other hand, may be
 * somebody who can only read. So GitHub is asked what they may do; only of an owner, and of those who spoke long ago, the
 * association is believed.
 * https://docs.github.com/en/graphql/reference/enums#commentauthorassociation
 */
export async function findMaintainers(
  repo: Repo,
  comments: readonly RawComment[],
  { permission }: Pick<CodeReader, "permission">,
  signal: AbortSignal,
): Promise<((comment: RawComment) => boolean) | Gone> {
  const people = comments.flatMap(({ user, author_association: association }) =>
    user && user.type !== "Bot" && association !== "OWNER" ? [user.login] : [],
  );
  const asked = [...new Set(people.toReversed())].slice(0, MOST_ASKED_ABOUT);
  const answers = await Promise.all(asked.map((login) => permission(repo, login, signal)));
  const known = new Map<string, boolean>();
  for (const [index, login] of asked.entries()) {
    const may = answers[index] ?? "none";
    if (isGone(may)) return may;
    known.set(login, isMaintainer(may));
  }
  return ({ user, author_association: said }) => known.get(user?.login ?? "") ?? ASSOCIATED.includes(said);
}

const ASSOCIATED = ["OWNER", "MEMBER", "COLLABORATOR"];
