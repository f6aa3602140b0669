import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Hosts } from "../../emulators/on-emulators.ts";
import { startGemini } from "../../sandbox/gemini/start-gemini.ts";
import { startGitHub } from "../../sandbox/github/start-github.ts";
import { startTokenIssuer } from "../../sandbox/pubsub/token-issuer.ts";
import { createStack } from "../create-stack.ts";
import type { Google } from "../google.ts";
import { may } from "../kinds/iam.ts";
import { cloudRunEffects } from "./cloud-run-effects.ts";
import { type CloudRunFront, startCloudRunFront } from "./cloud-run-front.ts";
import { forward, listenHere, refuse } from "./forward.ts";
import { ownerOf, startMetadata } from "./metadata.ts";
import { pubsubEffects } from "./pubsub-effects.ts";

/** Whose process is not started. */
const LEFT_OUT: string[] = [];

const ADDRESS = /^https:\/\/([a-z-]+)-\d+\.[a-z0-9-]+\.run\.app/;

/**
 * The stack, deployed: the program as it is makes topics and subscriptions on Google's emulator and starts the bundles,
 * each behind a front that lets through whom the program's own bindings let through. GitHub and Gemini are stand-ins.
 */
export async function createDeployedWorld(hosts: Hosts, bundles: string) {
  const projectId = `cloud-${randomUUID().slice(-12)}`;
  const issuer = await startTokenIssuer();
  onTestFinished(() => issuer.close());
  const github = await startGitHub();
  onTestFinished(() => github.close());
  const gemini = await startGemini({ latency: 0 });
  onTestFinished(() => gemini.close());
  const trusted = issuer.trust.issuer;
  if (!trusted) throw new Error("an issuer without a name");

  const fronts = new Map<string, Promise<CloudRunFront>>();
  const google = (): Google => stack.google;
  const frontOf = (service: string) => {
    const front = fronts.get(service) ?? startCloudRunFront(service, { google, issuer: trusted });
    fronts.set(service, front);
    return front;
  };
  const leadsTo = async (url: string, side: "inside" | "outside") => {
    const [origin = "", service] = ADDRESS.exec(url) ?? [];
    return service === undefined ? url : url.replace(origin, (await frontOf(service))[side]);
  };
  const refusedByModels: string[] = [];
  const models = await listenHere((request, response) => {
    const caller = ownerOf(request.headers.authorization);
    const isAllowed = may(google(), "gcp:projects/iAMMember:IAMMember", caller, "roles/aiplatform.user", () => true);
    if (!isAllowed) refusedByModels.push(caller);
    if (isAllowed) forward(request, response, gemini.url);
    else refuse(response, 403);
  });

  const surroundings = async (account: string) => ({
    ...{ FIRESTORE_EMULATOR_HOST: hosts.firestoreHost, PUBSUB_EMULATOR_HOST: hosts.pubsubHost },
    ...{ FRONTDESK_GITHUB_URL: github.url, FRONTDESK_GEMINI_URL: models },
    ...{ FRONTDESK_PUSH_ISSUER: trusted.names[0] ?? "", FRONTDESK_PUSH_CERTIFICATES_URL: trusted.certificatesUrl },
    GCE_METADATA_HOST: await startMetadata(account, (aud) => issuer.token({ aud, email: account })),
    METADATA_SERVER_DETECTION: "assume-present",
  });
  const pubsub = pubsubEffects(projectId, hosts.pubsubHost, {
    token: (claims) => issuer.token(claims),
    inside: (url) => leadsTo(url, "inside"),
  });
  const here = (value: string) => leadsTo(value, "outside");
  const run = cloudRunEffects({ bundles, frontOf, surroundings, here }, LEFT_OUT);
  const stack = await createStack({
    effects: { ...pubsub.effects, ...run },
    config: {
      ...{ "gcp:project": projectId, "frontdesk:githubAppId": String(github.app.id), "frontdesk:keepData": "false" },
      "frontdesk:webhookSecret": github.app.webhookSecret,
      "frontdesk:githubPrivateKey": github.app.privateKey,
    },
  });

  return {
    ...{ stack, github, issuer, frontOf, refusedByModels },
    async up() {
      const ran = await stack.up();
      github.setWebhook({ url: await leadsTo(String(ran.outputs.webhookUrl), "outside") });
      return ran;
    },
    /** Takes a binding away, as a person does in Google's console. What is called gives it back. */
    async revoke(type: string, isIt: (inputs: { [name: string]: string }) => boolean) {
      const [binding] = stack.google.all(type).filter(({ inputs }) => isIt(inputs));
      if (!binding) throw new Error("there is no such binding");
      await stack.google.delete(type, binding.id);
      return async () => void (await stack.google.create(type, binding.inputs));
    },
    /** What Scheduler does every minute, for a job of the stack. */
    async tick(name: string) {
      const [job] = stack.google.all("gcp:cloudscheduler/job:Job").filter(({ inputs }) => inputs.name === name);
      const { uri, oidcToken } = job?.inputs.httpTarget ?? {};
      const token = issuer.token({ aud: oidcToken.audience, email: oidcToken.serviceAccountEmail });
      const headers = { authorization: `Bearer ${token}` };
      return fetch(await leadsTo(uri, "inside"), { method: "POST", headers });
    },
    pushesTo: (subscription: string) => pubsub.statuses.find((one) => one.subscription === subscription)?.status ?? [],
    commentsOn: (issue: number) => github.commentsOn("acme/webapp", issue).filter(({ byApp }) => byApp),
  };
}
