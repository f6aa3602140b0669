import { z } from "zod";
import type { Kind } from "./shared-value.ts";
import { timeSchema } from "./time.ts";

/** A draft while it is being written, to be looked at. Never what is posted. */
const liveDraftSchema = z.object({ text: z.string(), at: timeSchema });

export type LiveDraft = z.infer<typeof liveDraftSchema>;

/** By the task's id. */
export const LIVE_DRAFTS: Kind<LiveDraft> = { name: "live", schema: liveDraftSchema };
