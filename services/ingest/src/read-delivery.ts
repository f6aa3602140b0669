import type { Source } from "@frontdesk/shared/domain/task";
import type { z } from "zod";
import { type Hint, ignored, type Meaning } from "./delivery.ts";
import {
  type AboutComment,
  type AboutIssue,
  type AboutPush,
  aboutComment,
  aboutInstallation,
  aboutIssue,
  aboutPush,
  aboutRemoved,
  aboutRepository,
} from "./payloads.ts";
import { touchesWhatWeRead } from "./touches-what-we-read.ts";

type Reading = (payload: unknown) => Meaning;

/** Our own App's id, where it is known: what it does is none of our business. */
export type Ourselves = { appId?: number | undefined };

/** What a verified delivery means. Every event and action that is not in the table is accepted, and ignored. */
export function readDelivery(event: string, payload: unknown, ourselves: Ourselves): Meaning {
  if (typeof payload !== "object" || payload === null || Array.isArray(payload)) {
    return { is: "malformed", why: "the body is no JSON object" };
  }
  const action = actionOf(payload);
  const name = action === undefined ? event : `${event}.${action}`;
  const reading = READINGS[name];
  if (!reading) return ignored(`${name.slice(0, 100)} changes nothing here`);
  return reading(ourselves)(payload);
}

const thread = reading(aboutIssue, ({ repository, issue }) =>
  isPullRequest(issue)
    ? ignored("a pull request")
    : hint({ type: "thread.changed", thread: { repoId: repository.id, issue: issue.number } }),
);
const access = reading(aboutRepository, (about) => hint({ type: "repository.changed", ...placeOf(about) }));
const installation = reading(aboutInstallation, (about) =>
  hint({ type: "installation.changed", installationId: about.installation.id }),
);

const READINGS: { [name: string]: ((ourselves: Ourselves) => Reading) | undefined } = Object.assign(
  Object.create(null) as object,
  {
    "issues.opened": () => reading(aboutIssue, opened),
    "issues.edited": () => thread,
    "issues.closed": () => thread,
    "issues.reopened": () => thread,
    "issues.deleted": () => thread,
    "issues.locked": () => thread,
    "issues.unlocked": () => thread,
    "issues.transferred": () => thread,
    // Looked up when labels are to be added: GitHub remembers who took which one off, and in what order.
    "issues.labeled": () => () => ignored("labels are looked up when they count"),
    "issues.unlabeled": () => () => ignored("labels are looked up when they count"),
    "issue_comment.created": (ourselves: Ourselves) => reading(aboutComment, (about) => commented(about, ourselves)),
    "issue_comment.edited": (ourselves: Ourselves) => reading(aboutComment, (about) => recommented(about, ourselves)),
    "issue_comment.deleted": (ourselves: Ourselves) => reading(aboutComment, (about) => recommented(about, ourselves)),
    "installation.deleted": () => installation,
    "installation.suspend": () => installation,
    "installation_repositories.removed": () => reading(aboutRemoved, removed),
    "repository.renamed": () => access,
    "repository.transferred": () => access,
    "repository.archived": () => access,
    "repository.unarchived": () => access,
    "repository.deleted": () => access,
    "repository.edited": () => access,
    "repository.privatized": () => access,
    "repository.publicized": () => access,
    push: () => reading(aboutPush, pushed),
  },
);

function opened(about: AboutIssue): Meaning {
  const { issue } = about;
  if (isPullRequest(issue)) return ignored("a pull request");
  if (isBot(issue.user)) return ignored("opened by a bot");
  const source = { ...sourceOf(about, issue), trigger: "opened" as const, objectId: issue.id };
  return { is: "task", source, issue: contentOf(issue) };
}

function commented(about: AboutComment, ourselves: Ourselves): Meaning {
  const { issue, comment } = about;
  const guarded = whyNotOurs(about, ourselves);
  if (guarded) return guarded;
  const source = { ...sourceOf(about, comment), trigger: "comment" as const, objectId: comment.id };
  return { is: "task", source, issue: { ...contentOf(issue), lastHumanCommentId: comment.id } };
}

function recommented(about: AboutComment, ourselves: Ourselves): Meaning {
  const { repository, issue } = about;
  const guarded = whyNotOurs(about, ourselves);
  return guarded ?? hint({ type: "thread.changed", thread: { repoId: repository.id, issue: issue.number } });
}

/** What a bot says is answered by nobody, or two bots would talk for ever; least of all what we said ourselves. */
function whyNotOurs({ issue, comment }: AboutComment, { appId }: Ourselves): Meaning | undefined {
  if (isPullRequest(issue)) return ignored("on a pull request");
  if (isBot(comment.user)) return ignored("written by a bot");
  if (appId !== undefined && comment.performed_via_github_app?.id === appId) return ignored("written by ourselves");
  return undefined;
}

function removed({ installation, repositories_removed }: z.infer<typeof aboutRemoved>): Meaning {
  const hints = repositories_removed.map(({ id, full_name }): Hint => {
    const [owner = "", name = ""] = full_name.split("/");
    return { type: "repository.changed", installationId: installation.id, repo: { id, owner, name } };
  });
  return { is: "hint", hints };
}

function pushed(about: AboutPush): Meaning {
  const { repository, ref, forced, commits } = about;
  if (ref !== `refs/heads/${repository.default_branch}`) return ignored("a push to another branch");
  // What a forced push takes away is in no commit that it names.
  if (!forced && commits && !touchesWhatWeRead(commits))
    return ignored("a push that touches nothing that is read here");
  const owner = repository.owner.login ?? repository.owner.name;
  if (owner === undefined) return { is: "malformed", why: "a push without its repository's owner" };
  return hint({
    type: "repository.changed",
    ...placeOf({ ...about, repository: { ...repository, owner: { login: owner } } }),
  });
}

function reading<S extends z.ZodType>(schema: S, meaning: (about: z.infer<S>) => Meaning): Reading {
  return (payload) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) return meaning(parsed.data);
    const [issue] = parsed.error.issues;
    return { is: "malformed", why: `${issue?.path.join(".").slice(0, 200)}: ${issue?.message.slice(0, 200)}` };
  };
}

function hint(one: Hint): Meaning {
  return { is: "hint", hints: [one] };
}

function actionOf(payload: object): string | undefined {
  return "action" in payload && typeof payload.action === "string" ? payload.action : undefined;
}

function placeOf({ installation, repository }: z.infer<typeof aboutRepository>) {
  const { id, name, owner } = repository;
  return { ...(installation && { installationId: installation.id }), repo: { id, owner: owner.login, name } };
}

type Written = { user: AboutIssue["issue"]["user"]; author_association?: string | undefined };

function sourceOf(about: AboutIssue, { user, author_association }: Written) {
  return {
    ...placeOf(about),
    issue: about.issue.number,
    author: user?.login ?? "ghost",
    // Of others it doesn't say: a member may be hidden from us, a collaborator may be able to read and no more.
    byMaintainer: author_association === "OWNER",
  } satisfies Partial<Source>;
}

function contentOf({ title, body, state = "open" }: AboutIssue["issue"]) {
  return { title, body: body ?? "", state };
}

function isBot(user: Written["user"]): boolean {
  return user?.type === "Bot";
}

function isPullRequest({ pull_request }: AboutIssue["issue"]): boolean {
  return pull_request !== undefined && pull_request !== null;
}
