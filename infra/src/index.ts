import * as gcp from "@pulumi/gcp";
import { runtime } from "@pulumi/pulumi";
import { createAccounts } from "./accounts.ts";
import { createAlerts } from "./alerts.ts";
import { enableApis } from "./apis.ts";
import { createBudget } from "./budget.ts";
import { createChannels } from "./channels.ts";
import { createClock } from "./clock.ts";
import { createDatabase } from "./database.ts";
import { createImages } from "./images.ts";
import { createLogMetrics } from "./log-metrics.ts";
import { partsOf, placeOf } from "./parts.ts";
import { grantRights } from "./rights.ts";
import { createSecrets } from "./secrets.ts";
import { createServices } from "./services.ts";
import { readSettings } from "./settings.ts";
import { createViews } from "./views.ts";

// All of Frontdesk on Google Cloud. What each service is, is the table in parts.ts; the rest makes resources of it.

const settings = readSettings(runtime.allConfig());
const { number: projectNumber } = await gcp.organizations.getProject({ projectId: settings.project });
const place = placeOf(settings, projectNumber);
const { urls } = place;
const parts = partsOf(place);

const apis = enableApis();
const accounts = createAccounts(settings, apis);
const secrets = createSecrets(parts, { settings, accounts, apis });
const database = createDatabase(settings, apis);
const rights = grantRights(parts, { settings, accounts, database });
const images = createImages(settings, apis);
const services = createServices(parts, { settings, accounts, secrets, images, apis, rights });

createChannels({ settings, projectNumber, urls, accounts, services, apis });
createClock({ settings, urls, accounts, services, apis });

const metrics = createLogMetrics(settings, apis);
const channel = createAlerts(settings, apis, Object.values(metrics));
createViews(settings, apis);
createBudget(settings, { projectNumber, channel, apis });

export const webhookUrl = `${urls.ingest}/webhooks/github`;
export const consoleUrl = parts.web.env.FRONTDESK_CONSOLE_URL;
export const registry = images.registry;
/** What runs now, by digest: for a deployment that changes something else. */
export const deployedImages = images.by;
export const pasteIntoTheGitHubApp = {
  "Webhook URL": webhookUrl,
  "Homepage URL": consoleUrl,
  "Callback URL": `${consoleUrl}/sign-in/github/callback`,
};
export const pasteIntoTheSlackApp = { "Interactivity request URL": `${consoleUrl}/slack/interactions` };
export const logs = `https://console.cloud.google.com/logs/query?project=${settings.project}`;
export const tasks = `https://console.cloud.google.com/firestore/databases/${settings.name}/data/panel/tasks?project=${settings.project}`;
