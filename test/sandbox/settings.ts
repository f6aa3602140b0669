import type { Gemini } from "./gemini/start-gemini.ts";
import type { GitHub } from "./github/start-github.ts";
import { CHANNEL, PEOPLE, PRIVATE_CHANNEL, type Slack } from "./slack/start-slack.ts";

/** What somebody would set who had accounts at these stand-ins. Grace alone may decide in Slack. */
export function settingsFor({ github, slack, gemini }: { github: GitHub; slack: Slack; gemini: Gemini }) {
  return {
    FRONTDESK_GEMINI_URL: gemini.url,
    FRONTDESK_GEMINI_API_KEY: "sandbox",
    FRONTDESK_GITHUB_URL: github.apiUrl,
    FRONTDESK_GITHUB_APP_ID: String(github.app.id),
    FRONTDESK_GITHUB_PRIVATE_KEY: github.app.privateKey,
    FRONTDESK_WEBHOOK_SECRET: github.app.webhookSecret,
    FRONTDESK_SLACK_URL: slack.apiUrl,
    FRONTDESK_SLACK_TOKEN: slack.app.token,
    FRONTDESK_SLACK_SIGNING_SECRET: slack.app.signingSecret,
    FRONTDESK_SLACK_TEAM: slack.app.teamId,
    FRONTDESK_SLACK_USERS: `${PEOPLE.grace}=grace`,
    FRONTDESK_SLACK_CHANNEL: CHANNEL,
    FRONTDESK_SLACK_PRIVATE_CHANNEL: PRIVATE_CHANNEL,
  };
}
