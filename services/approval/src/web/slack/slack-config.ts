import { type Environment, form, type Given, readSettings } from "@frontdesk/shared/settings/read-settings";
import { z } from "zod";

export type SlackConfig = {
  /** The bot's. */
  token: string;
  signingSecret: string;
  team: string;
  channels: { public: string; private?: string | undefined };
  /** By their id in Slack, the GitHub login under which they decide. */
  users: ReadonlyMap<string, string>;
  /** A stand-in's, instead of Slack's own. */
  apiUrl?: string | undefined;
};

const USER = /^([UW][A-Z0-9]{2,20})=([a-zA-Z\d](?:[a-zA-Z\d-]{0,38}))$/;

/** How a setting that is a secret is wrong is said without its value. */
const settingsSchema = z.object({
  FRONTDESK_SLACK_TOKEN: z
    .string()
    .regex(
      /^xoxb-[\w-]+$/,
      "FRONTDESK_SLACK_TOKEN is no bot token: set it to the one that begins with xoxb-, on the App's page “OAuth & Permissions”.",
    )
    .optional(),
  FRONTDESK_SLACK_SIGNING_SECRET: z
    .string()
    .regex(
      /^\S{16,}$/,
      "FRONTDESK_SLACK_SIGNING_SECRET is no signing secret: set it to the one on the App's page “Basic Information”.",
    )
    .optional(),
  FRONTDESK_SLACK_TEAM: form(/^[TE][A-Z0-9]{2,20}$/, "a workspace's id, as in T0123ABCD"),
  FRONTDESK_SLACK_CHANNEL: form(/^[CG][A-Z0-9]{2,20}$/, "a channel's id, as in C0123ABCD (not its name)"),
  FRONTDESK_SLACK_PRIVATE_CHANNEL: form(/^[CG][A-Z0-9]{2,20}$/, "a channel's id, as in C0123ABCD (not its name)"),
  FRONTDESK_SLACK_USERS: z.string().optional(),
  FRONTDESK_SLACK_URL: form(
    /^(https:\/\/[\w.-]+|http:\/\/(127\.0\.0\.1|localhost))(:\d+)?(\/[\w./-]*)?$/,
    "an https address, or an http one of this machine",
  ),
});

const NEEDED = {
  FRONTDESK_SLACK_TOKEN: "the bot token, on the App's page “OAuth & Permissions”",
  FRONTDESK_SLACK_SIGNING_SECRET: "the signing secret, on the App's page “Basic Information”",
  FRONTDESK_SLACK_TEAM: "the workspace's id, as in T0123ABCD",
  FRONTDESK_SLACK_CHANNEL: "the id of the channel to ask in, as in C0123ABCD",
  FRONTDESK_SLACK_USERS: "who may decide, as in U0123ABCD=octocat,U0456EFGH=grace",
} as const;

/**
 * Undefined: nothing of Slack is set, and it isn't used. What is missing of half of it, or wrong, is said as `readSettings`
 * does.
 */
export function readSlackConfig(environment: Environment): SlackConfig | undefined {
  if (Object.keys(settingsSchema.shape).every((name) => !environment[name])) return undefined;
  const settings = readSettings(settingsSchema, environment, problemsOf);
  const { FRONTDESK_SLACK_TOKEN: token = "", FRONTDESK_SLACK_SIGNING_SECRET: signingSecret = "" } = settings;
  const { FRONTDESK_SLACK_TEAM: team = "", FRONTDESK_SLACK_CHANNEL: channel = "" } = settings;
  const { FRONTDESK_SLACK_PRIVATE_CHANNEL: hidden, FRONTDESK_SLACK_URL: apiUrl } = settings;
  const { users } = usersIn(settings.FRONTDESK_SLACK_USERS ?? "");
  return { token, signingSecret, team, channels: { public: channel, private: hidden }, users, apiUrl };
}

function problemsOf(given: Given<keyof z.infer<typeof settingsSchema>>): string[] {
  const missing = Object.entries(NEEDED)
    .filter(([name]) => given[name as keyof typeof NEEDED] === undefined)
    .map(([name, what]) => `${name} is missing: Slack needs all of its settings. Set it to ${what}.`);
  return [...missing, ...usersIn(given.FRONTDESK_SLACK_USERS ?? "").problems];
}

function usersIn(text: string): { users: Map<string, string>; problems: string[] } {
  const problems: string[] = [];
  const users = new Map<string, string>();
  for (const entry of text.split(",").map((part) => part.trim())) {
    if (entry === "") continue;
    const [, user, login] = USER.exec(entry) ?? [];
    if (user === undefined || login === undefined) {
      problems.push(
        `FRONTDESK_SLACK_USERS has "${entry.slice(0, 80)}", but each must be a member's id in Slack and a GitHub login, as in U0123ABCD=octocat.`,
      );
    } else if (users.has(user)) problems.push(`FRONTDESK_SLACK_USERS has ${user} twice: take one of them away.`);
    else users.set(user, login);
  }
  if (text !== "" && users.size === 0 && problems.length === 0) {
    problems.push(
      "FRONTDESK_SLACK_USERS names nobody: then nobody could decide in Slack. Set it as in U0123ABCD=octocat.",
    );
  }
  return { users, problems };
}
