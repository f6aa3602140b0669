import { PIPELINE } from "@frontdesk/shared/pipeline";
import * as gcp from "@pulumi/gcp";
import type { Resource } from "@pulumi/pulumi";
import { type Accounts, memberOf } from "./accounts.ts";
import type { Apis } from "./apis.ts";
import type { Images } from "./images.ts";
import { audienceOf, type Part, ROLES, type Role, serviceName, TICKED, takerOf } from "./parts.ts";
import type { Secrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";

export type Services = {
  [R in Role]: {
    service: gcp.cloudrunv2.Service;
    /** Who may call it, by actor. */
    invokers: Resource[];
  };
};

type Deps = {
  settings: Settings;
  accounts: Accounts;
  secrets: Secrets;
  images: Images;
  apis: Apis;
  rights: Resource[];
};

/** Set by Google or by whoever deployed last; told as a difference each time otherwise. */
const NOT_OURS = ["client", "clientVersion", "launchStage", "scaling"];

export function createServices(parts: { [R in Role]: Part }, deps: Deps): Services {
  return Object.fromEntries(
    ROLES.map((role) => {
      const service = createService(role, parts[role], deps);
      return [role, { service, invokers: letIn(role, service, parts, deps) }];
    }),
  ) as Services;
}

function createService(role: Role, part: Part, { settings, accounts, secrets, images, apis, rights }: Deps) {
  const { name, region } = settings;
  const plain = Object.entries(part.env).map(([variable, value]) => ({ name: variable, value }));
  const kept = Object.entries(part.secrets).map(([variable, secret]) => ({
    ...{ name: variable, valueSource: { secretKeyRef: secrets.pinned(secret) } },
  }));
  return new gcp.cloudrunv2.Service(
    role,
    {
      ...{ name: serviceName(role, name), location: region, deletionProtection: false },
      ingress: part.ingress === "all" ? "INGRESS_TRAFFIC_ALL" : "INGRESS_TRAFFIC_INTERNAL_ONLY",
      customAudiences: [audienceOf(role, settings)],
      template: {
        serviceAccount: accounts[role].email,
        timeout: `${part.timeout}s`,
        maxInstanceRequestConcurrency: part.concurrency,
        scaling: { minInstanceCount: part.minInstances, maxInstanceCount: part.maxInstances },
        containers: [
          {
            image: images.by[part.image],
            envs: [...plain, ...kept],
            ports: { containerPort: 8080 },
            resources: {
              ...{ limits: { cpu: "1", memory: part.memory }, startupCpuBoost: true },
              // Where work ends before its answer, the processor may be taken away between requests.
              cpuIdle: !part.worksBetween,
            },
            startupProbe: { httpGet: { path: "/healthz" }, periodSeconds: 1, timeoutSeconds: 1, failureThreshold: 30 },
            livenessProbe: { httpGet: { path: "/healthz" }, periodSeconds: 30, timeoutSeconds: 5, failureThreshold: 3 },
          },
        ],
      },
    },
    { ignoreChanges: NOT_OURS, dependsOn: [apis.run, ...secrets.readableBy(role), ...rights] },
  );
}

/** Everybody, or nobody but those who have to call it: Pub/Sub's pushes, the clock, other services. */
function letIn(
  role: Role,
  service: gcp.cloudrunv2.Service,
  parts: { [R in Role]: Part },
  { settings, accounts }: Deps,
): Resource[] {
  const where = { name: service.name, location: settings.region, role: "roles/run.invoker" };
  if (parts[role].isPublic)
    return [new gcp.cloudrunv2.ServiceIamMember(`everybody-calls-${role}`, { ...where, member: "allUsers" })];
  const takesEvents = Object.values(PIPELINE).some(({ to }) => takerOf(to) === role);
  const callers = [
    ...(takesEvents ? (["push"] as const) : []),
    ...((TICKED as readonly Role[]).includes(role) ? (["clock"] as const) : []),
    ...ROLES.filter((caller) => parts[caller].calls.includes(role)),
  ];
  return callers.map(
    (caller) =>
      new gcp.cloudrunv2.ServiceIamMember(`${caller}-calls-${role}`, { ...where, member: memberOf(accounts[caller]) }),
  );
}
