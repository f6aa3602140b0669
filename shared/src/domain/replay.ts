import { z } from "zod";
import { DAY, MINUTE } from "./limits.ts";
import { notesSchema } from "./plan.ts";
import type { Kind } from "./shared-value.ts";
import { after, timeSchema } from "./time.ts";
import { triageSchema } from "./triage.ts";

/** The call that answered. Prompt and response are kept with the task's other calls, as a replay's. */
const answeringSchema = z.object({
  call: z.string(),
  model: z.string(),
  /** What all calls for it cost, in millionths of a dollar. */
  costMicros: z.number().int().nonnegative(),
});

const sortingSchema = z.object({ triage: triageSchema, by: answeringSchema });

const replyOfReplaySchema = z.object({
  labels: z.array(z.string()),
  /** As it would be posted, but for the hidden marker. */
  body: z.string(),
  notes: notesSchema.optional(),
  /** At which the repository's documents and forms were read. */
  commit: z.string(),
  /** Missing where the repository's own form said what to ask, without a model. */
  by: answeringSchema.optional(),
});

const begun = {
  askedBy: z.string(),
  at: timeSchema,
};

/**
 * What Frontdesk would make of a recorded task today, under the present prompts, settings and documents: to be shown
 * beside what the task says was answered then. The task knows nothing of it.
 */
const replaySchema = z.discriminatedUnion("state", [
  z.object({ ...begun, state: z.literal("asked") }),
  z.object({ ...begun, state: z.literal("sorted"), sorting: sortingSchema }),
  z.object({
    ...{ ...begun, state: z.literal("done"), sorting: sortingSchema },
    reply: replyOfReplaySchema.optional(),
    /** Why there would be no reply. */
    why: z.string().optional(),
  }),
  z.object({ ...begun, state: z.literal("failed"), sorting: sortingSchema.optional(), why: z.string() }),
]);

export type Replay = z.infer<typeof replaySchema>;
export type ReplayIn<S extends Replay["state"]> = Extract<Replay, { state: S }>;

/** By the task's id: the newest one, for some days. */
export const REPLAYS: Kind<Replay> = { name: "replays", schema: replaySchema };

const KEPT_FOR = 7 * DAY;
/** Longer than both of its steps may work. */
const TAKES_AT_MOST = 6 * MINUTE;

export function replayEntry(replay: Replay): { value: Replay; expiresAt: Date } {
  return { value: replay, expiresAt: after(replay.at, KEPT_FOR) };
}

/** Until when nobody can begin another one, because this one may still be under way. */
export function underWayUntil(replay: Replay | undefined): Date | undefined {
  const isOver = replay === undefined || replay.state === "done" || replay.state === "failed";
  return isOver ? undefined : after(replay.at, TAKES_AT_MOST);
}

/** A replay's name, which tells it from all others of its task. */
export function replayName({ askedBy, at }: Pick<Replay, "askedBy" | "at">): string {
  return `${at.toISOString()} ${askedBy}`;
}

export function failedReplay(replay: Replay, why: string): ReplayIn<"failed"> {
  const { askedBy, at } = replay;
  return { askedBy, at, state: "failed", why, ...("sorting" in replay && { sorting: replay.sorting }) };
}
