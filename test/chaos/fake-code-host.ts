import { SETTINGS_PATH } from "@frontdesk/shared/domain/repo-settings";
import type { Comment, IssueContent, Source } from "@frontdesk/shared/domain/task";
import { newestSaid, type ThreadComment } from "@frontdesk/shared/domain/thread";
import type { CodeHost, Gone, PostResult } from "@frontdesk/shared/ports/code-host";

/** Something that happened, as it is remembered. */
type Happening =
  | { kind: "issue"; place: string; issue: IssueContent }
  | { kind: "gone"; place: string }
  | ({ kind: "comment"; place: string } & ThreadComment)
  | { kind: "label" | "label taken off"; place: string; label: string };

/**
 * What GitHub may do to a POST: make the comment and lose the answer, answer 500 without having made it, refuse our token,
 * or have had enough of us until then.
 */
export type PostFault = "lost answer" | "failed" | "bad token" | { limit: Date };

/**
 * A code host that remembers. It posts whatever it is told, as often as it is told: that nothing is posted twice is for
 * others to see to.
 */
export function createFakeCodeHost() {
  const happened: Happening[] = [];
  const faults: PostFault[] = [];
  const files = new Map<string, string>();
  let access: Gone | undefined;
  let isArchived = false;
  let lag = 0;
  let settings: { text: string; commit: string } = { text: EVERYTHING_GOES, commit: "0" };
  const remember = (happening: Happening) => void happened.push(happening);
  const commentsAt = (place: string): ThreadComment[] =>
    happened.flatMap((it) => (it.kind === "comment" && it.place === place ? [it] : []));
  const lastIssueAt = (place: string) =>
    happened.findLast((it) => (it.kind === "issue" || it.kind === "gone") && it.place === place);
  const addComment = (place: string, comment: Omit<ThreadComment, "id">) => {
    const id = happened.length + 1;
    remember({ kind: "comment", place, id, ...comment });
    return { id, url: `https://github.example/${place}#issuecomment-${id}` };
  };

  const codeHost: CodeHost = {
    async thread(source) {
      if (access) return access;
      const place = placeOf(source);
      const found = lastIssueAt(place);
      if (found?.kind !== "issue") return { gone: "deleted" };
      if (found.issue.state === "closed") return { gone: "closed" };
      const comments = commentsAt(place);
      return { issue: { ...found.issue, ...newestSaid(comments) }, comments };
    },
    async labelsTakenOff(source) {
      const last = new Map<string, Happening["kind"]>();
      for (const it of happened) if ("label" in it && it.place === placeOf(source)) last.set(it.label, it.kind);
      return [...last].filter(([, kind]) => kind === "label taken off").map(([label]) => label);
    },
    installation: async () => access,
    repository: async () =>
      access ?? (isArchived ? { gone: "archived" } : undefined) ?? { defaultBranch: "main", head: settings.commit },
    permission: async () => "none",
    labels: async () => [{ name: "question", description: "" }],
    files: async () => [...files].map(([path, text]) => ({ path, bytes: text.length })),
    async file(_repo, { path, commit }) {
      const text = path === SETTINGS_PATH ? settings.text : files.get(path);
      return commit === settings.commit && text !== undefined ? { text } : undefined;
    },
    async findComment(source, marker): Promise<Comment | Gone | undefined> {
      const place = placeOf(source);
      if (lastIssueAt(place)?.kind !== "issue") return { gone: "deleted" };
      const found = commentsAt(place).find(({ byUs, body }) => byUs && body.includes(marker));
      if (found && lag-- > 0) return undefined;
      return found && { id: found.id, url: `https://github.example/${place}#issuecomment-${found.id}` };
    },
    async postComment(source, body): Promise<PostResult> {
      const fault = faults.shift();
      if (typeof fault === "object") return { kind: "refused", refusal: { kind: "limit", until: fault.limit } };
      if (fault === "bad token") return { kind: "refused", refusal: { kind: "token" } };
      if (fault === "failed") return { kind: "unknown", why: "GitHub answered 500" };
      const comment = addComment(placeOf(source), { body, ...US });
      return fault ? { kind: "unknown", why: "the answer was lost" } : { kind: "posted", comment };
    },
    async addLabels(source, labels) {
      for (const label of labels) remember({ kind: "label", place: placeOf(source), label });
      return undefined;
    },
  };

  return {
    codeHost,
    faults,
    addFile: (path: string, text: string) => void files.set(path, text),
    /** So many looks don't see yet a comment that is there. */
    lagBehind: (looks: number) => {
      lag = looks;
    },
    /** The owners push another `.github/frontdesk.yml`. */
    setSettings: (text: string) => {
      settings = { text, commit: String(Number(settings.commit) + 1) };
    },
    /** Its issues can still be read. */
    archive: () => {
      isArchived = true;
    },
    /** From now on all of it is out of our reach. */
    lose: (how: Gone["gone"]) => {
      access = { gone: how };
    },
    commentsAt,
    setIssue: (place: string, issue: IssueContent) => remember({ kind: "issue", place, issue }),
    removeIssue: (place: string) => remember({ kind: "gone", place }),
    addComment: (place: string, comment: Partial<Omit<ThreadComment, "id">>) =>
      addComment(place, { ...STRANGER, body: "The same here.", ...comment }),
    editComment: (place: string, id: number, body: string) => {
      for (const it of happened) if (it.kind === "comment" && it.place === place && it.id === id) it.body = body;
    },
    deleteComment: (place: string, id: number) => {
      const index = happened.findIndex((it) => it.kind === "comment" && it.place === place && it.id === id);
      // Its place stays taken, and with it its number.
      happened[index] = { kind: "gone", place: "nowhere" };
    },
    takeLabelOff: (place: string, label: string) => remember({ kind: "label taken off", place, label }),
    labelsAt: (place: string) =>
      happened.flatMap((it) => (it.kind === "label" && it.place === place ? [it.label] : [])),
  };
}

/** The policy of repositories that don't have another one. */
const EVERYTHING_GOES = "{ reply: automatic, labels: automatic, automatic_for: everybody, replies_per_thread: 20 }";

const US = { author: "frontdesk[bot]", byBot: true, byUs: true, byMaintainer: false };
const STRANGER = { author: "eve", byBot: false, byUs: false, byMaintainer: false };

export type FakeCodeHost = ReturnType<typeof createFakeCodeHost>;

export function placeOf({ repo, issue }: Source): string {
  return `${repo.owner}/${repo.name}/issues/${issue}`;
}
