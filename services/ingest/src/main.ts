import { readGitHubConfig, webhookSecretsIn } from "@frontdesk/shared/adapters/github-config";
import { runService } from "@frontdesk/shared/adapters/run-service";
import { createIngest } from "./ingest.ts";

await runService("ingest", process.env, ({ backend, meters, log, now }) => {
  const settings = readGitHubConfig(process.env);
  const { tasks, bus } = backend;
  const secrets = webhookSecretsIn(settings);
  return { listener: createIngest({ tasks, bus, meters, log, now, secrets, ourselves: settings }) };
});
