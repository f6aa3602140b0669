import * as gcp from "@pulumi/gcp";

/** Google's services that Frontdesk stands on. */
const APIS = {
  run: "run.googleapis.com",
  pubsub: "pubsub.googleapis.com",
  firestore: "firestore.googleapis.com",
  secrets: "secretmanager.googleapis.com",
  registry: "artifactregistry.googleapis.com",
  scheduler: "cloudscheduler.googleapis.com",
  iam: "iam.googleapis.com",
  models: "aiplatform.googleapis.com",
  logging: "logging.googleapis.com",
  monitoring: "monitoring.googleapis.com",
  budgets: "billingbudgets.googleapis.com",
} as const;

export type Apis = { [A in keyof typeof APIS]: gcp.projects.Service };

/** Left on when the stack goes: others in the project may use them, and what stays needs them. */
export function enableApis(): Apis {
  const enable = (name: string, service: string) =>
    new gcp.projects.Service(`api-${name}`, { service, disableOnDestroy: false });
  return Object.fromEntries(Object.entries(APIS).map(([name, service]) => [name, enable(name, service)])) as Apis;
}
