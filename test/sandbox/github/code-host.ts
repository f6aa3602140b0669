import { appendFileSync, existsSync, readFileSync } from "node:fs";
import type { Comment, IssueContent, Source } from "@frontdesk/shared/domain/task";
import type { CodeHost, Gone, PostResult } from "@frontdesk/shared/ports/code-host";

/** Something that happened, as it is remembered. */
type Happening =
  | { kind: "issue"; place: string; issue: IssueContent }
  | { kind: "gone"; place: string }
  | { kind: "comment"; place: string; body: string; id: number; byUs: boolean }
  | { kind: "label"; place: string; label: string };

export type SandboxComment = { id: number; body: string; byUs: boolean };

/** What GitHub may do to a POST: make the comment and lose the answer, answer 500 without having made it, or refuse our token. */
export type PostFault = "lost answer" | "failed" | "bad token";

/**
 * A code host that remembers, for as long as the file it is given. It posts whatever it is told, as often as it is told:
 * that nothing is posted twice is for others to see to.
 */
export function createSandboxCodeHost(file?: string) {
  const happened: Happening[] =
    file && existsSync(file)
      ? readFileSync(file, "utf8")
          .trim()
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
  const faults: PostFault[] = [];
  const remember = (happening: Happening) => {
    happened.push(happening);
    if (file) appendFileSync(file, `${JSON.stringify(happening)}\n`);
  };
  const commentsAt = (place: string): SandboxComment[] =>
    happened.flatMap((it) => (it.kind === "comment" && it.place === place ? [it] : []));
  const lastIssueAt = (place: string) =>
    happened.findLast((it) => (it.kind === "issue" || it.kind === "gone") && it.place === place);
  const addComment = (place: string, body: string, byUs: boolean) => {
    const id = happened.length + 1;
    remember({ kind: "comment", place, body, id, byUs });
    return { id, url: `https://github.example/${place}#issuecomment-${id}` };
  };

  const codeHost: CodeHost = {
    async issue(source) {
      const found = lastIssueAt(placeOf(source));
      if (found?.kind !== "issue") return { gone: "deleted" };
      return found.issue.state === "closed" ? { gone: "closed" } : { issue: found.issue };
    },
    async findComment(source, marker): Promise<Comment | Gone | undefined> {
      const place = placeOf(source);
      if (lastIssueAt(place)?.kind !== "issue") return { gone: "deleted" };
      const found = commentsAt(place).find(({ byUs, body }) => byUs && body.includes(marker));
      return found && { id: found.id, url: `https://github.example/${place}#issuecomment-${found.id}` };
    },
    async postComment(source, body): Promise<PostResult> {
      const fault = faults.shift();
      if (fault === "bad token") return { kind: "refused", refusal: { kind: "token" } };
      if (fault === "failed") return { kind: "unknown", why: "GitHub answered 500" };
      const comment = addComment(placeOf(source), body, true);
      return fault ? { kind: "unknown", why: "the answer was lost" } : { kind: "posted", comment };
    },
    async addLabels(source, labels) {
      for (const label of labels) remember({ kind: "label", place: placeOf(source), label });
    },
  };

  return {
    codeHost,
    faults,
    places: () => [...new Set(happened.map(({ place }) => place))],
    issueAt: (place: string) => {
      const found = lastIssueAt(place);
      return found?.kind === "issue" ? found.issue : undefined;
    },
    commentsAt,
    setIssue: (place: string, issue: IssueContent) => remember({ kind: "issue", place, issue }),
    removeIssue: (place: string) => remember({ kind: "gone", place }),
    addStrangersComment: (place: string, body: string) => void addComment(place, body, false),
  };
}

export type SandboxCodeHost = ReturnType<typeof createSandboxCodeHost>;

export function placeOf({ repo, issue }: Source): string {
  return `${repo.owner}/${repo.name}/issues/${issue}`;
}
