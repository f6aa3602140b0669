import { z } from "zod";
import { DAY, MINUTE } from "./limits.ts";

/** What becomes of something that Frontdesk would do: nothing; it is only written down; a person decides; it happens. */
const modeSchema = z.enum(["off", "dry-run", "ask", "automatic"]);
export type Mode = z.infer<typeof modeSchema>;

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day, as in 22:00");
const timeZone = z.string().max(64).refine(isTimeZone, { error: "must be a time zone's name, as in Europe/Berlin" });
/** A path in the repository, or a pattern of paths. */
const glob = z.string().min(1).max(200);
/** JSON Schema would not say by itself which protocol it has to be. */
const address = z
  .url({ protocol: /^https$/ })
  .max(500)
  .meta({ pattern: "^https://" });

/** `.github/frontdesk.yml`, as a repository's owners write it. What they leave out is as safe as it can be. */
export const repoSettingsSchema = z.strictObject({
  reply: modeSchema.default("ask").describe("What becomes of a drafted reply."),
  labels: modeSchema
    .default("ask")
    .describe("What becomes of suggested labels. With ask they are added when the reply is approved."),
  automatic_for: z
    .enum(["insiders", "everybody"])
    .default("insiders")
    .describe(
      "Whose issues automatic holds for. Insiders are those with triage rights or more; all others are asked about.",
    ),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .default(0.7)
    .describe("A reply to something that was sorted with less confidence than this always goes to a person."),
  answer_maintainers: z
    .boolean()
    .default(false)
    .describe("Whether issues that maintainers open themselves are answered."),
  replies_per_thread: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe("After so many replies in a thread nothing more is said there before a maintainer has spoken."),
  quiet_hours: z
    .strictObject({ from: clockTime, to: clockTime, time_zone: timeZone })
    .optional()
    .describe("Nobody is asked and nothing is posted meanwhile."),
  persona: z.string().max(2_000).optional().describe("How replies should sound, in a few sentences."),
  documents: z
    .array(glob)
    .max(50)
    .default(["README.md", "docs/**/*.md"])
    .describe("What replies are drafted from: paths in the repository, or patterns of them."),
  links: z
    .array(address)
    .max(50)
    .default([])
    .describe("Addresses, beside the repository's own, to which a reply may link: all that begins with one of these."),
  budget: z
    .strictObject({
      dollars_per_day: z.number().positive().max(10_000).optional(),
      tasks_per_author_per_day: z.int().min(1).max(1_000).default(10),
    })
    .prefault({})
    .describe("How much may be spent on this repository in a day, and on how many issues and comments of one author."),
});

export type RepoSettings = z.infer<typeof repoSettingsSchema>;

/** The same as JSON Schema, for editors. Which time zones there are it doesn't say. */
export function settingsJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(repoSettingsSchema, { io: "input", target: "draft-7" });
  return { $schema, title: "Frontdesk, for one repository", ...schema };
}

export const SETTINGS_PATH = ".github/frontdesk.yml";

export const DEFAULT_SETTINGS: RepoSettings = repoSettingsSchema.parse({});

/** The settings in force, and what is wrong with what was written, if something is: then the defaults hold. */
export type ReadSettings = { settings: RepoSettings; problem?: string };

/** Settings as parsed from their YAML; undefined where there is no file. */
export function readSettings(written: unknown): ReadSettings {
  // An empty file, or one of comments alone, says nothing.
  const parsed = repoSettingsSchema.safeParse(written ?? {});
  if (parsed.success) return { settings: parsed.data };
  const said = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": "));
  return { settings: DEFAULT_SETTINGS, problem: said.join("; ").slice(0, 1_000) };
}

/** The mode that holds for this author. Automatic never holds for outsiders, unless the owners say so in as many words. */
export function modeFor(mode: Mode, byMaintainer: boolean, { automatic_for }: RepoSettings): Mode {
  return mode === "automatic" && automatic_for === "insiders" && !byMaintainer ? "ask" : mode;
}

/** When the quiet hours end that it is in now; undefined if it is in none. */
export function quietUntil({ quiet_hours }: RepoSettings, now: Date): Date | undefined {
  if (!quiet_hours) return undefined;
  const { from, to, time_zone } = quiet_hours;
  const [begin, end, at] = [minutesIn(from), minutesIn(to), minutesIn(localTime(now, time_zone))];
  const isQuiet = begin <= end ? at >= begin && at < end : at >= begin || at < end;
  if (!isQuiet) return undefined;
  const left = ((end - at) * MINUTE + DAY) % DAY;
  const until = new Date(Math.floor(now.getTime() / MINUTE) * MINUTE + left);
  // The clocks may have been changed in between.
  const off = end - minutesIn(localTime(until, time_zone));
  const corrected = off > 12 * 60 ? off - 24 * 60 : off < -12 * 60 ? off + 24 * 60 : off;
  return new Date(until.getTime() + corrected * MINUTE);
}

function localTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }).format(
    at,
  );
}

function minutesIn(clockTime: string): number {
  const [hours = 0, minutes = 0] = clockTime.split(":").map(Number);
  return hours * 60 + minutes;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
