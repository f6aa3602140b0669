import { KINDS } from "@frontdesk/shared/domain/triage";
import { z } from "zod";

/** What `/v1` says of a task. Made for reading: nothing of it is ever stored, and times are text. */

const time = z.iso.datetime();
const micros = z.int().nonnegative().describe("Millionths of a dollar.");

export const STATES = [
  ...(["received", "triaged", "drafted", "awaiting_approval", "approved", "posting"] as const),
  ...(["posted", "skipped", "rejected", "expired", "cancelled", "parked"] as const),
] as const;

/** A line in a list, and what the live events carry. */
export const taskRowSchema = z.object({
  id: z.string(),
  version: z.int(),
  state: z.enum(STATES),
  parkedFrom: z.enum(STATES).optional(),
  repo: z.string().describe("owner/name"),
  issue: z.int(),
  trigger: z.enum(["opened", "comment"]),
  title: z.string(),
  author: z.string(),
  byMaintainer: z.boolean(),
  why: z
    .string()
    .describe("Why it is where it is, in words: in those of reviewers and services only for who has triage rights."),
  kind: z.enum(KINDS).optional(),
  spam: z.boolean().optional(),
  confidence: z.number().optional(),
  language: z.string().optional(),
  summary: z.string().optional(),
  /** How many passages of the draft have no source; how many redrafts were caused from outside. */
  unverified: z.int(),
  redrafts: z.int(),
  /** The issue has changed since the draft was made, and the difference is shown. */
  differs: z.boolean(),
  createdAt: time,
  updatedAt: time,
  askedAt: time.optional(),
  deadline: time.optional().describe("Until when it can be decided."),
  workedOn: z.enum(["triage", "respond", "ask", "post"]).optional().describe("The step that holds it now."),
  notBefore: time.optional().describe("Deferred until then."),
  decidedBy: z.string().optional(),
});

const citationShown = z.object({
  path: z.string(),
  commit: z.string(),
  fromLine: z.int(),
  toLine: z.int(),
  url: z.string(),
});

const planShown = z.object({
  revision: z.int(),
  digest: z.string(),
  body: z.string().describe("The very bytes that would be posted."),
  bytes: z.int(),
  labels: z.array(z.string()),
  citations: z.array(citationShown),
  unverified: z.array(z.string()).describe("Passages for which no source was found."),
  removed: z.array(z.string()).describe("What cleaning took away."),
  spared: z.string().optional().describe("Why it was made with less than was due."),
});

const issueShown = z.object({
  title: z.string(),
  body: z.string(),
  state: z.enum(["open", "closed"]),
  url: z.string(),
});

export const historyShown = z.object({
  at: time,
  from: z.enum([...STATES, "none"]),
  to: z.enum(STATES),
  by: z.string(),
  transition: z.string().describe("What happened: create, claim, complete, approve …"),
  version: z.int(),
  why: z.string(),
});

/** One call of a model. The texts come with `GET /v1/tasks/{id}/calls/{call}`. */
export const callRowSchema = z.object({
  id: z.string(),
  step: z.enum(["triage", "respond"]),
  purpose: z.string().optional(),
  model: z.string(),
  modelVersion: z.string().optional(),
  ended: z.string().optional(),
  why: z.string().optional(),
  finished: z.boolean(),
  attempt: z.int(),
  at: time,
  latencyMs: z.number(),
  costMicros: micros,
  tokens: z.object({ input: z.int(), cached: z.int(), output: z.int(), thoughts: z.int() }),
});

export const callSchema = callRowSchema.extend({
  rules: z.string().optional().describe("The part that all calls of this kind begin with."),
  material: z.array(z.object({ key: z.string(), commit: z.string().optional(), text: z.string() })),
  prompt: z.string(),
  response: z.string(),
});

/** What the one who asks may do with it, right now. */
export const MAY = ["decide", "redrive", "revive", "confirm", "replay"] as const;

export const taskSchema = taskRowSchema.extend({
  forReaders: z
    .literal(true)
    .optional()
    .describe(
      "You have no triage rights there: `plan` and `guidance` are left out, `missing`, `suggestedLabels` and `calls` are empty, `costMicros` is 0, and `why` says what happened and by whom, without their own words.",
    ),
  content: issueShown,
  missing: z.array(z.string()).describe("What the sorting found missing."),
  suggestedLabels: z.array(z.string()),
  guidance: z.object({ text: z.string(), by: z.string(), at: time }).optional(),
  plan: planShown.optional(),
  draftedOn: issueShown.omit({ url: true }).optional().describe("The issue as it stood when the draft was made."),
  decision: z
    .object({ verdict: z.enum(["approve", "reject"]), by: z.string(), via: z.string(), at: time, digest: z.string() })
    .optional(),
  comment: z.object({ url: z.string() }).optional(),
  /** Parked while posting: from when on "it is not there" can be said. */
  confirmFrom: time.optional(),
  costMicros: micros,
  traceId: z.string(),
  deliveryId: z.string(),
  dueAt: time.optional(),
  nextReminder: time.optional(),
  history: z.array(historyShown),
  calls: z.array(callRowSchema),
  may: z.array(z.enum(MAY)),
});

export const taskPageSchema = z.object({
  tasks: z.array(taskRowSchema),
  next: z.string().optional().describe("Given as `after`, the list goes on. None: that was all."),
});

/** A passage that a draft cites, in its surroundings. `first` is the number of the first of the lines. */
export const passageSchema = z.object({
  path: z.string(),
  commit: z.string(),
  from: z.int(),
  to: z.int(),
  first: z.int(),
  lines: z.array(z.string()),
});

export const liveDraftSchema = z.object({ text: z.string(), at: time });

export type TaskRow = z.infer<typeof taskRowSchema>;
export type TaskShown = z.infer<typeof taskSchema>;
export type TaskPage = z.infer<typeof taskPageSchema>;
export type CallRow = z.infer<typeof callRowSchema>;
export type CallShown = z.infer<typeof callSchema>;
export type HistoryShown = z.infer<typeof historyShown>;
export type LiveDraftShown = z.infer<typeof liveDraftSchema>;
