import { z } from "zod";

/** Who asks, where they are, and how Frontdesk is doing. */

const time = z.iso.datetime();

export const meSchema = z.object({
  kind: z.enum(["person", "key"]),
  /** A GitHub login; on one's own machine, "you". */
  name: z.string(),
  /** Sent back as `x-frontdesk-csrf` with everything that changes something. Keys need none. */
  csrf: z.string().optional(),
  signedInBy: z.enum(["github", "link", "key"]),
  until: time.optional(),
  /** Where the stand-ins are, in the sandbox alone. */
  sandbox: z.object({ github: z.string(), slack: z.string() }).optional(),
  /** What this instance is connected to. */
  web: z.string().describe("Where GitHub's pages are."),
});

export const repoShown = z.object({
  repo: z.string(),
  permission: z.enum(["read", "triage", "write", "maintain", "admin"]),
  /** What is wrong with its policy file; the safe defaults hold meanwhile. */
  settingsProblem: z.string().optional(),
  paused: z.object({ by: z.string(), why: z.string(), at: time }).optional(),
});

export const keyWanted = z.strictObject({
  name: z.string().min(1).max(100),
  repos: z
    .array(z.string())
    .max(200)
    .optional()
    .describe(
      "owner/name of each repository it may read and redrive in. All of them only where this machine is one's own.",
    ),
});

export const keyShown = z.object({
  id: z.string(),
  name: z.string(),
  repos: z.array(z.string()).optional(),
  by: z.string(),
  createdAt: time,
  expiresAt: time.describe("From then on it opens nothing."),
  lastUsedAt: time.optional(),
});
export const keyMade = keyShown.extend({ key: z.string().describe("Shown this once.") });

/** A number over time: one value a bucket, null where there was nothing. */
const series = z.array(z.number().nullable());

export const statsSchema = z.object({
  window: z.enum(["1h", "24h", "7d"]),
  /** The beginnings of the buckets, oldest first. */
  buckets: z.array(time),
  states: z.record(z.string(), z.int()).describe("How many tasks are in each state."),
  received: z.object({ total: z.int(), answered: series, skipped: series }),
  ack: z
    .object({ p50: z.number().nullable(), p99: z.number().nullable(), p50s: series, p99s: series })
    .describe("Milliseconds."),
  draft: z
    .object({ p50: z.number().nullable(), p95: z.number().nullable(), p50s: series, p95s: series })
    .describe("Seconds from the webhook to the draft."),
  decision: z.object({ p50: z.number().nullable(), p50s: series }).describe("Seconds from asking to the decision."),
  oldest: z
    .object({ seconds: z.number(), state: z.string().optional() })
    .describe("What has waited longest for a service."),
  spend: z
    .object({ todayMicros: z.int(), budgetMicros: z.int().optional(), micros: series })
    .describe("Of the repositories where you have triage rights. The budget is left out where there is none."),
  cache: z.object({ share: z.number().nullable(), shares: series }).describe("Of the prompts' tokens."),
  verdicts: z.object({ approved: z.int(), edited: z.int(), sentBack: z.int(), rejected: z.int() }),
  dependencies: z.array(
    z.object({
      name: z.enum(["GitHub", "Gemini", "Slack", "Policy"]),
      state: z
        .enum(["working", "slowed", "failing", "off", "unknown"])
        .describe("unknown: nothing was seen of it in the window, and nothing is claimed."),
      says: z.string(),
    }),
  ),
});

export const countsSchema = z.object({
  states: z
    .record(z.string(), z.int())
    .describe(
      "How many tasks that may be seen are in each state. Who doesn't see everything is told of some seconds ago, and of the newest 2,000 alone: those that wait for a person first.",
    ),
  upTo: z.int().optional().describe("Given where there are more in a state than these, which is as far as is counted."),
});

export const reposSchema = z.object({ repos: z.array(repoShown) });
export const keysSchema = z.object({ keys: z.array(keyShown) });

export const signInLinkSchema = z.object({
  link: z.string().describe("Works once, and only until then. Whoever has it signs in as you."),
  until: time,
});

export type Counts = z.infer<typeof countsSchema>;
export type Me = z.infer<typeof meSchema>;
export type RepoShown = z.infer<typeof repoShown>;
export type KeyShown = z.infer<typeof keyShown>;
export type KeyMade = z.infer<typeof keyMade>;
export type Stats = z.infer<typeof statsSchema>;
