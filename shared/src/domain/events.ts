import { z } from "zod";
import { taskIdSchema } from "./task-id.ts";

/**
 * What services say to each other: that there may be something to do, never what. The task is the truth and a message
 * is a hint, so an event names a task (or a thread) and the trace it belongs to, and nothing else.
 */
const hint = { v: z.literal(1), traceparent: z.string() };
const ofTask = { ...hint, taskId: taskIdSchema };

export const eventSchema = z.discriminatedUnion("type", [
  z.strictObject({ ...ofTask, type: z.literal("task.received") }),
  z.strictObject({ ...ofTask, type: z.literal("task.triaged") }),
  z.strictObject({ ...ofTask, type: z.literal("reply.drafted") }),
  z.strictObject({ ...ofTask, type: z.literal("reply.approved") }),
  /** Somebody wants to see what would be answered today: see `replay.ts`. The task itself goes nowhere by it. */
  z.strictObject({ ...ofTask, type: z.literal("replay.asked") }),
  z.strictObject({ ...ofTask, type: z.literal("replay.sorted") }),
  /** Something happened on that issue: go and look. */
  z.strictObject({
    ...hint,
    type: z.literal("thread.changed"),
    thread: z.strictObject({ repoId: z.number().int(), issue: z.number().int().positive() }),
  }),
  /** Something happened to the repository, or to what it says of itself. */
  z.strictObject({
    ...hint,
    type: z.literal("repository.changed"),
    installationId: z.number().int().optional(),
    repo: z.strictObject({ id: z.number().int(), owner: z.string(), name: z.string() }),
  }),
  /** Something happened to what we may do for that account. */
  z.strictObject({ ...hint, type: z.literal("installation.changed"), installationId: z.number().int() }),
]);

export type Event = z.infer<typeof eventSchema>;
export type EventType = Event["type"];
export type EventOf<T extends EventType> = Extract<Event, { type: T }>;
export type ReplayEvent = EventOf<"replay.asked" | "replay.sorted">;
/** The events by which one task goes from step to step. */
export type TaskEvent = Exclude<Extract<Event, { taskId: string }>, ReplayEvent>;
export type TaskEventType = TaskEvent["type"];
export type Thread = EventOf<"thread.changed">["thread"];
