import { repoName } from "../../domain/repo-name.ts";
import type { Cleaning } from "./cleaning.ts";
import type { RemovedKind } from "./removed.ts";

/** A stretch of text, as it is read, on which GitHub or a bot would act. */
export type Action = { from: number; to: number; kind: RemovedKind };

const ADDRESS = /(?:[a-z][a-z0-9+.-]{0,20}:\/\/|www\.|(?:mailto|xmpp):(?=\S))[^\s<>|`]*/giu;
const EMAIL = /[\w.+-]{1,64}[@＠﹫][\w-]{1,63}(?:\.[\w-]{1,63})+/g;
const COMMIT = /(?<![\w.-])([\w.-]{1,100}(?:\/[\w.-]{1,100})?)@[0-9a-f]{7,40}(?!\w)/gi;
const ISSUE = /(?<![\w.-])([\w.-]{1,100}(?:\/[\w.-]{1,100})?)#\d+/g;
const MENTION = /(?<![A-Za-z0-9_])[@＠﹫][A-Za-z0-9][\w-]{0,99}(?:\/[\w.-]{1,100})?/g;

/** What the words alone do, wherever they stand. Those of the repository itself are left alone. */
export function findActions(text: string, { repo, addressFor }: Pick<Cleaning, "repo" | "addressFor">): Action[] {
  const own = repoName(repo);
  const actions: Action[] = [];
  const find = (pattern: RegExp, kind: RemovedKind, spared: (match: RegExpExecArray) => boolean) => {
    for (const match of text.matchAll(pattern)) {
      if (!spared(match)) actions.push({ from: match.index, to: match.index + match[0].length, kind });
    }
  };
  find(
    ADDRESS,
    "link",
    ([address]) =>
      address.startsWith("https://") && addressFor(address.replace(/[.,;:!?'")\]*_~]+$/, "")) !== undefined,
  );
  find(EMAIL, "link", () => false);
  find(COMMIT, "reference", ([, where = ""]) => where.toLowerCase() === own);
  find(ISSUE, "reference", ([, where = ""]) => where.toLowerCase() === own);
  find(MENTION, "mention", () => false);
  return actions;
}
