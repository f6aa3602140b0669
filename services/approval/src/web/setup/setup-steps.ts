import { z } from "zod";

const stepSchema = z.object({
  name: z.string(),
  state: z.enum(["done", "now", "next", "optional"]),
  says: z.string(),
  /** When what it says came to be. */
  at: z.string().optional(),
  /** Where the step is done, when that is elsewhere. */
  link: z.string().optional(),
});

export type SetupStep = z.infer<typeof stepSchema>;

/** How far setting up has come, and what the browser sends to GitHub to have the App made. */
export const setupSchema = z.object({
  steps: z.array(stepSchema),
  /** A form with the manifest goes to `action`. Without both, something that was given is wrong. */
  manifest: z.unknown().optional(),
  action: z.string().optional(),
  wrong: z.object({ organisation: z.string(), address: z.string() }).partial().optional(),
  /** For whoever has no public address: lets GitHub reach the webhook's port, and nothing else of this machine. */
  tunnel: z.string(),
});

export type SetupShown = z.infer<typeof setupSchema>;

/** What was found when a part was tried. `says` is what a person reads behind the state. */
export type Finding = { isDone: boolean; says: string; at?: string; link?: string };

/** In the order in which they are done. */
export type Findings = { gemini: Finding; app: Finding; installed: Finding; webhook: Finding; slack: Finding };

const NAMES: { [part in keyof Findings]: string } = {
  gemini: "Gemini",
  app: "GitHub App",
  installed: "Install it",
  webhook: "Webhook",
  slack: "Slack",
};

/** The first part that is not done is what comes now. Slack never holds anybody up. */
export function stepsOf(findings: Findings): SetupStep[] {
  const parts = Object.keys(NAMES) as (keyof Findings)[];
  const now = parts.find((part) => part !== "slack" && !findings[part].isDone);
  return parts.map((part) => {
    const { isDone, says, at, link } = findings[part];
    const open = part === "slack" ? "optional" : part === now ? "now" : "next";
    return {
      name: NAMES[part],
      state: isDone ? "done" : open,
      says,
      ...(at !== undefined && { at }),
      ...(link !== undefined && { link }),
    };
  });
}
