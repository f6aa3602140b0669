import { z } from "zod";
import { approvalSchema, rejectionSchema } from "./decision.ts";
import { planSchema } from "./plan.ts";
import { taskIdSchema } from "./task-id.ts";
import { timeSchema } from "./time.ts";
import { triageSchema } from "./triage.ts";

/** The GitHub object that wants an answer, and where it stands. Never changes, but for what triage learns of the author. */
const sourceSchema = z.object({
  /** Unknown where a repository's own webhook told us: found by the repository's name, then. */
  installationId: z.number().int().optional(),
  repo: z.object({ id: z.number().int(), owner: z.string(), name: z.string() }),
  issue: z.number().int().positive(),
  trigger: z.enum(["opened", "comment"]),
  /** GitHub's id of the issue or comment: two deliveries are the same event exactly if this is the same. */
  objectId: z.number().int(),
  author: z.string(),
  /** Whether the author answers for the repository. A webhook says so only of an owner; triage asks GitHub. */
  byMaintainer: z.boolean(),
  /** Of the delivery that made the task. Not covered by the signature, so for reading only. */
  deliveryId: z.string(),
});

/** The issue as last seen. A difference here, never a time stamp, is what an edit is. */
export const issueSchema = z.object({
  title: z.string(),
  body: z.string(),
  state: z.enum(["open", "closed"]),
  lastHumanCommentId: z.number().int().optional(),
  /** What that comment says. Only a look knows: before the first one, and of older tasks, it isn't there. */
  lastHumanCommentHash: z.string().optional(),
});

/** The right to work on a task until a time. `token` is the version that granted it, so a later lease has a higher one. */
const leaseSchema = z.object({
  step: z.enum(["triage", "respond", "ask", "post"]),
  token: z.number().int(),
  until: timeSchema,
});

/** Set by the commit that precedes the POST: the point of no return. */
const intentSchema = z.object({
  digest: z.string(),
  at: timeSchema,
  leaseUntil: timeSchema,
  /** How often we have looked for the comment in vain. */
  looks: z.number().int().nonnegative(),
});

/** A question put to a person. */
const askSchema = z.object({
  askedAt: timeSchema,
  deadline: timeSchema,
  nextReminder: timeSchema,
  /** The issue as it stood when the draft was made, where it has changed since and no redraft is left. */
  draftedOn: issueSchema.optional(),
});

const commentSchema = z.object({ url: z.string(), id: z.number().int().optional() });
const guidanceSchema = z.object({ text: z.string(), by: z.string(), at: timeSchema });

/** What every task has, whatever its state. */
const core = {
  schema: z.literal(1),
  id: taskIdSchema,
  /** Rises by one with every commit; every commit is conditional on it. */
  version: z.number().int().positive(),
  /** New and random with every commit, set by the store: how a writer whose answer was lost knows its own commit. */
  commitId: z.string(),
  source: sourceSchema,
  issue: issueSchema,
  /** Rises when what the models were given changes. */
  inputRevision: z.number().int().nonnegative(),
  redrafts: z.number().int().nonnegative(),
  guidance: guidanceSchema.optional(),
  /** Why the task is where it is, for people. */
  why: z.string(),
  /** The W3C trace that the webhook began. */
  traceparent: z.string(),
  createdAt: timeSchema,
  updatedAt: timeSchema,
  /** Since when it rests for good, as one that is parked doesn't; until its texts are stripped. */
  restedAt: timeSchema.optional(),
};

/** What a moving task has besides: something is due at `dueAt`, whatever happens until then. */
const moving = {
  dueAt: timeSchema,
  /** Claims in this state since it was entered. */
  attempts: z.number().int().nonnegative(),
  /** Announcements by the sweep since the last transition. */
  announcements: z.number().int().nonnegative(),
  /** No claim earlier than this. */
  notBefore: timeSchema.optional(),
  lease: leaseSchema.optional(),
  /** Since when what every task needs has been away, as far as this one has seen. */
  outageSince: timeSchema.optional(),
};

/** What a task has gained by each of the states in which something is yet to be done. */
const triaged = {
  triage: triageSchema,
  /** The draft that is to be replaced, if there was one. */
  plan: planSchema.optional(),
};
const drafted = { ...triaged, plan: planSchema };
const asked = { ...drafted, ask: askSchema };
const decided = { ...drafted, decision: approvalSchema };
const approved = {
  ...decided,
  /** How often GitHub has turned down our credentials for this one. */
  refusals: z.number().int().nonnegative().optional(),
};
const posting = { ...approved, intent: intentSchema };

/** What a task that ended early keeps, to be read. */
const ended = { triage: triageSchema.optional(), plan: planSchema.optional() };

const parked = { ...core, state: z.literal("parked") };

export const taskSchema = z.discriminatedUnion("state", [
  z.object({ ...core, ...moving, state: z.literal("received") }),
  z.object({ ...core, ...moving, state: z.literal("triaged"), ...triaged }),
  z.object({ ...core, ...moving, state: z.literal("drafted"), ...drafted }),
  z.object({ ...core, ...moving, state: z.literal("awaiting_approval"), ...asked }),
  z.object({ ...core, ...moving, state: z.literal("approved"), ...approved }),
  z.object({ ...core, ...moving, state: z.literal("posting"), ...posting }),
  z.object({ ...core, state: z.literal("posted"), ...decided, comment: commentSchema }),
  z.object({ ...core, state: z.literal("skipped"), ...ended }),
  z.object({ ...core, state: z.literal("rejected"), ...drafted, decision: rejectionSchema }),
  z.object({ ...core, state: z.literal("expired"), ...drafted }),
  z.object({
    ...{ ...core, state: z.literal("cancelled"), ...ended },
    decision: approvalSchema.optional(),
    cancelledBy: z.string(),
  }),
  z.discriminatedUnion("parkedFrom", [
    z.object({ ...parked, parkedFrom: z.literal("received") }),
    z.object({ ...parked, parkedFrom: z.literal("triaged"), ...triaged }),
    z.object({ ...parked, parkedFrom: z.literal("drafted"), ...drafted }),
    z.object({ ...parked, parkedFrom: z.literal("approved"), ...approved }),
    z.object({ ...parked, parkedFrom: z.literal("posting"), ...posting }),
  ]),
]);

export type Task = z.infer<typeof taskSchema>;
export type State = Task["state"];
export type TaskIn<S extends State> = Extract<Task, { state: S }>;

/** Somebody or something will act on these, at `dueAt` at the latest. */
export type MovingTask = Extract<Task, { dueAt: Date }>;
export type MovingState = MovingTask["state"];
/** The moving states that a service works on; in the remaining one a person does. */
export type WorkedState = Exclude<MovingState, "awaiting_approval">;
export type WorkedTask = TaskIn<WorkedState>;
export type RestingState = Exclude<State, MovingState>;

export type Source = z.infer<typeof sourceSchema>;
export type IssueContent = z.infer<typeof issueSchema>;
export type Lease = z.infer<typeof leaseSchema>;
export type Step = Lease["step"];
export type Intent = z.infer<typeof intentSchema>;
export type Ask = z.infer<typeof askSchema>;
export type Comment = z.infer<typeof commentSchema>;

/** A task while a worker holds it. */
export type Claimed<T extends MovingTask = WorkedTask> = T & { lease: Lease };

export const MOVING = [
  "received",
  "triaged",
  "drafted",
  "awaiting_approval",
  "approved",
  "posting",
] as const satisfies MovingState[];
export const RESTING = [
  "posted",
  "skipped",
  "rejected",
  "expired",
  "cancelled",
  "parked",
] as const satisfies RestingState[];

export function isMoving(task: Task): task is MovingTask {
  return "dueAt" in task;
}

export function isClaimed<T extends MovingTask>(task: T): task is Claimed<T> {
  return task.lease !== undefined;
}
