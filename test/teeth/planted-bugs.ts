/** A bug as somebody might write it: in this file, instead of this text, that one. These suites must see it. */
export type PlantedBug = {
  name: string;
  file: string;
  instead: string;
  write: string;
  suites: string[];
  /** Where the suites run on Google's emulators; those are "fast" that don't. */
  project?: "emulators";
};

const CONTRACT = "test/contract/sqlite-backend";
const DOCUMENTS = "test/contract/firestore-documents";
const DOMAIN = "test/domain";
const CRASHES = "test/chaos/c01";
const DELIVERY = "test/chaos/delivery";
const POSTING = "test/chaos/posting";
const SPENDING = "test/models/spending";
const ANSWERS = "test/models/odd-answers";

export const PLANTED_BUGS: PlantedBug[] = [
  {
    name: "no dedupe: an event that comes again makes its task anew",
    file: "shared/src/adapters/sqlite/statements.ts",
    instead: "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    write:
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET document = excluded.document, version = 1",
    suites: [CONTRACT],
  },
  {
    name: "no marker look-up before posting",
    file: "services/approval/src/desk/post-reply.ts",
    instead: "if (found) return",
    write: "if (found && found.url === '') return",
    suites: [POSTING],
  },
  {
    name: "no compare-and-set: the last writer wins",
    file: "shared/src/adapters/sqlite/statements.ts",
    instead: "WHERE id = ? AND version = ?",
    write: "WHERE id = ? AND version >= ? - 1000000",
    suites: [CONTRACT],
  },
  {
    name: "the lease is not checked when work is completed",
    file: "shared/src/domain/work.ts",
    instead: "task.lease.token === held.lease.token && task.state === held.state",
    write: "task.state === held.state",
    suites: [DOMAIN, DELIVERY],
  },
  {
    name: "a claim takes a task that somebody holds",
    file: "shared/src/domain/work.ts",
    instead: "task.lease && task.lease.until > at.now",
    write: "task.lease && task.lease.until < at.now",
    suites: [DELIVERY],
  },
  {
    name: "the input is not looked at: a draft made before an edit is kept",
    file: "shared/src/domain/work.ts",
    instead: "if (task.inputRevision === held.inputRevision) return next(task);",
    write: "if (task.version > 0) return next(task);",
    suites: [DOMAIN, DELIVERY],
  },
  {
    name: "the digest is not checked: an old button approves a new draft",
    file: "shared/src/domain/decide.ts",
    instead: "task.plan.digest !== seen",
    write: "task.plan.digest === ''",
    suites: [DOMAIN],
  },
  {
    name: "the signature is not checked: who writes the database can approve",
    file: "services/approval/src/desk/post-reply.ts",
    instead: "if (!isDecided || !isSigned(decided, decision, decisionKey))",
    write: 'if (!isDecided || isSigned(decided, decision, ""))',
    suites: [POSTING],
  },
  {
    name: "a claim in posting posts",
    file: "services/approval/src/desk/on-reply-approved.ts",
    instead: 'task.state === "approved" ? postReply(task, deps, signal) : lookForComment(task, deps, signal)',
    write:
      'task.state !== "approved" && !(await deps.codeHost.postComment(task.source, task.plan.body, signal)) ? lookForComment(task, deps, signal) : postReply(task as never, deps, signal)',
    suites: [POSTING, CRASHES],
  },
  {
    name: "a POST whose answer is lost is sent again",
    file: "services/approval/src/desk/post-reply.ts",
    instead: "return codeHost.postComment(",
    write:
      "const first = await codeHost.postComment(source, plan.body, signal);\n  if (first.kind !== 'unknown') return first;\n  return codeHost.postComment(",
    suites: [POSTING],
  },
  {
    name: "the sweep does nothing",
    file: "shared/src/steps/sweep.ts",
    instead: "page < MOST_PAGES",
    write: "page < MOST_PAGES - 50",
    suites: [DELIVERY, CRASHES],
  },
  {
    name: "a task that enters a state has nothing due",
    file: "shared/src/domain/change.ts",
    instead: "later(after(at.now, ANNOUNCE_AFTER), notBefore)",
    write: "after(at.now, 10 ** 13)",
    suites: [DOMAIN, DELIVERY],
  },
  {
    name: "a commit whose answer was lost counts as a lost race",
    file: "shared/src/ports/compare-and-set.ts",
    instead: "if (await cell.isCommitted(wanted)) return true;",
    write: "if (!(await cell.isCommitted(wanted))) throw cause;\n    return false;",
    suites: [CONTRACT],
  },
  {
    name: "a parked task keeps its decision when the issue is edited",
    file: "shared/src/domain/outside.ts",
    instead: 'return rest(task, "parked", { parkedFrom: "triaged", triage: task.triage, plan: task.plan });',
    write: "return task;",
    suites: [DOMAIN],
  },
  {
    name: "a budget is passed when many take from it at once",
    file: "shared/src/domain/budget.ts",
    instead: "takenMicros <= capMicros",
    write: "takenMicros <= capMicros * 2",
    suites: [DOMAIN, CONTRACT],
  },
  {
    name: "the most that a call may cost is not set aside before it is sent",
    file: "shared/src/model/wallets.ts",
    instead: "if (wallet.free < micros) return false;",
    write: "",
    suites: [SPENDING],
  },
  {
    name: "what a model answers is not held against the schema",
    file: "shared/src/model/read-answer.ts",
    instead: "return parsed.success ?",
    write: "if (!parsed.success) return { value: json as T };\n  return parsed.success ?",
    suites: [ANSWERS],
  },
  {
    name: "a sender that overslept sends all the same",
    file: "shared/src/domain/post.ts",
    instead: "return after(now, SEND_MARGIN) <= intent.leaseUntil;",
    write: "return after(now, SEND_MARGIN) <= intent.leaseUntil || true;",
    suites: [DOMAIN],
  },
  {
    name: "a task parks before its last look",
    file: "shared/src/domain/post.ts",
    instead: "if (lookedAt >= lastLook(intent))",
    write: "if (lookedAt >= intent.leaseUntil)",
    suites: [DOMAIN],
  },
  {
    name: "commits are not synced",
    file: "shared/src/adapters/sqlite/write-batches.ts",
    instead: "PRAGMA synchronous = FULL",
    write: "PRAGMA synchronous = NORMAL",
    suites: ["test/durability", CONTRACT],
  },
  {
    name: "an announcement is made only for tasks that were never held",
    file: "shared/src/steps/announce.ts",
    instead: "const isHeld = task.lease !== undefined && task.lease.until > now;",
    write: "const isHeld = task.lease !== undefined;",
    suites: [CRASHES],
  },
  {
    name: "cleaning is skipped: what the model wrote is posted",
    file: "services/respond/src/finish-reply.ts",
    instead: "[cleaned.text.trimEnd(), sourcesLine",
    write: "[written.reply, sourcesLine",
    suites: ["test/hostile/pipeline"],
  },
  {
    name: "a reviewer's edit is not cleaned",
    file: "services/approval/src/clean-edit.ts",
    instead: 'body: text.trim() === "" ? "" : text + ours,',
    write: "body: written + ours + text.slice(0, 0),",
    suites: ["test/hostile/edits"],
  },
  {
    name: "Firestore: a commit is conditional on nothing: the last writer wins",
    file: "shared/src/adapters/gcp/task-documents.ts",
    // Either of the two would be enough, so neither is missed alone.
    instead: "lastWritten: before && lastWritten.get(before) },\n    { create:",
    write: "lastWritten: undefined },\n    { set:",
    suites: [DOCUMENTS],
    project: "emulators",
  },
  {
    name: "rights are not asked anew at a decision",
    file: "services/approval/src/web/v1/decide-on-task.ts",
    instead: "viewer.permission(task.source, signal, { fresh: true })",
    write: "viewer.permission(task.source, signal)",
    suites: ["test/web/security-rights", "test/web/v1-deciding"],
  },
  {
    name: "what comes from a page that isn't ours may change something",
    file: "services/approval/src/web/check-change.ts",
    instead: 'return origin === url && site === "same-origin";',
    write: 'return origin !== undefined && url !== "" && site !== "none";',
    suites: ["test/web/security"],
  },
  {
    name: "the signature of a click in Slack is not checked",
    file: "services/approval/src/web/slack/slack-signature.ts",
    instead: "const isSame = given.length === expected.length && timingSafeEqual(given, expected);",
    write: "const isSame = given.length === expected.length || timingSafeEqual(given, given);",
    suites: ["test/slack/who-may-click", "test/slack/clicks"],
  },
  {
    name: "an outage counts as an attempt",
    file: "shared/src/domain/work.ts",
    instead: "const timing = { attempts: uncounted(task), notBefore: next, dueAt: next, outageSince };",
    write: "const timing = { notBefore: next, dueAt: next, outageSince };",
    suites: ["test/chaos/github-away"],
  },
];
