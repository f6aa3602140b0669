import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import { SECOND } from "@frontdesk/shared/domain/limits";
import { PubSub } from "@google-cloud/pubsub";
import { onTestFinished } from "vitest";
import { startChild } from "../durability/child.ts";
import type { Hosts } from "../emulators/on-emulators.ts";
import { startGemini } from "../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../sandbox/github/start-github.ts";
import { type PushFront, startPushFront } from "../sandbox/pubsub/push-front.ts";
import { startTokenIssuer } from "../sandbox/pubsub/token-issuer.ts";

const SERVICES = ["ingest", "triage", "respond", "approval"] as const;
export type ServiceName = (typeof SERVICES)[number];

const ACCOUNTS = {
  pusher: "pusher@frontdesk.iam.gserviceaccount.com",
  triage: "triage@frontdesk.iam.gserviceaccount.com",
  scheduler: "scheduler@frontdesk.iam.gserviceaccount.com",
};
const AUDIENCE = "https://frontdesk.test";
const PREFIX = "frontdesk.";

/**
 * Frontdesk as it is on Google Cloud: each service a process, between them Google's own emulators, beside them GitHub.
 * What Google Cloud has and its emulators don't (signed pushes, identity tokens, a scheduler) stands in for itself.
 */
export async function createCloudWorld(hosts: Hosts) {
  const projectId = `e2e-${randomUUID().slice(-12)}`;
  const issuer = await startTokenIssuer(AUDIENCE);
  onTestFinished(() => issuer.close());
  const github = await startGitHub();
  onTestFinished(() => github.close());
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const metadata = await startMetadata((audience) => issuer.token({ aud: audience, email: ACCOUNTS.triage }));
  const fronts = await openChannels(hosts, projectId, () => issuer.token({ email: ACCOUNTS.pusher }));

  const common = {
    ...{ FRONTDESK_BACKEND: "gcp", GOOGLE_CLOUD_PROJECT: projectId, FRONTDESK_TOPIC_PREFIX: PREFIX, PORT: "0" },
    ...{ FIRESTORE_EMULATOR_HOST: hosts.firestoreHost, PUBSUB_EMULATOR_HOST: hosts.pubsubHost },
    ...{ FRONTDESK_GITHUB_URL: github.url, FRONTDESK_GITHUB_APP_ID: String(github.app.id) },
    METADATA_SERVER_DETECTION: "none",
  };
  const push = {
    ...{ FRONTDESK_PUSH_AUDIENCE: AUDIENCE, FRONTDESK_PUSH_SERVICE_ACCOUNT: ACCOUNTS.pusher },
    ...{ FRONTDESK_PUSH_ISSUER: "https://issuer.test" },
    FRONTDESK_PUSH_CERTIFICATES_URL: issuer.trust.issuer?.certificatesUrl ?? "",
  };
  const models = { FRONTDESK_GEMINI_URL: gemini.url, FRONTDESK_GEMINI_API_KEY: "sandbox" };
  const reading = () => ({
    ...{ FRONTDESK_DESK_URL: urls.approval, FRONTDESK_DESK_AUDIENCE: AUDIENCE },
    GCE_METADATA_HOST: metadata,
  });
  const urls: Partial<Record<ServiceName, string>> = {};
  const settings: { [S in ServiceName]: () => NodeJS.ProcessEnv } = {
    ingest: () => ({ FRONTDESK_WEBHOOK_SECRET: github.app.webhookSecret }),
    approval: () => ({
      ...{ ...push, FRONTDESK_ROLE: "desk", FRONTDESK_DECISION_KEY: "k".repeat(32) },
      FRONTDESK_GITHUB_PRIVATE_KEY: github.app.privateKey,
      ...{ FRONTDESK_READER_ACCOUNTS: ACCOUNTS.triage, FRONTDESK_SCHEDULER_ACCOUNT: ACCOUNTS.scheduler },
    }),
    triage: () => ({ ...push, ...models, ...reading() }),
    respond: () => ({ ...push, ...models, ...reading() }),
  };

  const start = async (service: ServiceName) => {
    const entry = new URL(`../../services/${service}/src/main.ts`, import.meta.url);
    const child = startChild(entry, [], { ...common, ...settings[service]() });
    const line = await child.line(`{"severity":"INFO","message":"listening"`);
    const url: string = JSON.parse(line).url;
    urls[service] = url;
    fronts.get(service)?.setTarget(`${url}/push`);
    if (service === "ingest") github.setWebhook({ url: `${url}/webhooks/github` });
    return child;
  };
  return {
    github,
    start,
    async startAll() {
      // Triage has to know where desk is.
      const approval = await start("approval");
      const [ingest, triage, respond] = await Promise.all([start("ingest"), start("triage"), start("respond")]);
      return { ingest, triage, respond, approval };
    },
    /** What the scheduler does every minute. */
    tick: (account = ACCOUNTS.scheduler) =>
      fetch(`${urls.approval}/internal/tick`, {
        method: "POST",
        headers: { authorization: `Bearer ${issuer.token({ email: account })}` },
      }),
    urlOf: (service: ServiceName) => urls[service] ?? "",
    commentsOn: (issue: number) => github.commentsOn("acme/webapp", issue).filter(({ byApp }) => byApp),
  };
}

/** A topic and a pushing subscription for each line of the pipeline, as infra makes them. A service's pushes come through its own front. */
async function openChannels(hosts: Hosts, projectId: string, token: () => string): Promise<Map<string, PushFront>> {
  const fronts = new Map<string, PushFront>();
  for (const service of SERVICES) fronts.set(service, await startPushFront({ token }));
  const clientOptions = { universeDomain: "googleapis.com" };
  const pubsub = new PubSub({ projectId, apiEndpoint: hosts.pubsubHost, clientOptions });
  const channels = channelsOf(PREFIX);
  for (const { topic, subscription, to, ackDeadline } of channels) {
    await pubsub.createTopic(topic);
    const pushEndpoint = fronts.get(to)?.url ?? "";
    await pubsub
      .topic(topic)
      .createSubscription(subscription, { pushEndpoint, ackDeadlineSeconds: ackDeadline / SECOND });
  }
  onTestFinished(async () => {
    await Promise.all(channels.map(({ subscription }) => pubsub.subscription(subscription).delete()));
    await Promise.all([...[...fronts.values()].map((front) => front.close()), pubsub.close()]);
  });
  return fronts;
}

/** Google's metadata server, as far as it tells services who they are. */
async function startMetadata(token: (audience: string) => string): Promise<string> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://metadata");
    const isAsked =
      pathname.endsWith("/service-accounts/default/identity") && request.headers["metadata-flavor"] === "Google";
    response.writeHead(isAsked ? 200 : 404).end(isAsked ? token(searchParams.get("audience") ?? "") : "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}
