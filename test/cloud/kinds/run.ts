import { z } from "zod";
import type { Google, Inputs, Kind } from "../google.ts";
import { bindingOn, may } from "./iam.ts";

const API = "run.googleapis.com";
const READS = "gcp:secretmanager/secretIamMember:SecretIamMember";

const probe = z.strictObject({
  httpGet: z.strictObject({ path: z.string().startsWith("/") }),
  ...{ periodSeconds: z.int().min(1).max(240), timeoutSeconds: z.int().min(1), failureThreshold: z.int().min(1) },
});
const env = z.union([
  z.strictObject({ name: z.string().regex(/^[A-Z][A-Z0-9_]*$/), value: z.string() }),
  z.strictObject({
    name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
    valueSource: z.strictObject({
      // "latest" is a version to Google, and none to us.
      secretKeyRef: z.strictObject({ secret: z.string(), version: z.string().regex(/^\d+$/) }),
    }),
  }),
]);

/** Services, and who may call them; the clock, which does. */
export const RUN: { [type: string]: Kind } = {
  "gcp:cloudrunv2/service:Service": {
    api: API,
    schema: z.strictObject({
      ...{ name: z.string().regex(/^[a-z][a-z0-9-]{0,47}[a-z0-9]$/), location: z.string() },
      ...{ deletionProtection: z.boolean(), customAudiences: z.array(z.string()) },
      ingress: z.enum(["INGRESS_TRAFFIC_ALL", "INGRESS_TRAFFIC_INTERNAL_ONLY"]),
      template: z.strictObject({
        ...{ serviceAccount: z.string(), timeout: z.string().regex(/^\d{1,4}s$/) },
        maxInstanceRequestConcurrency: z.int().min(1).max(1_000),
        scaling: z
          .strictObject({ minInstanceCount: z.int().min(0), maxInstanceCount: z.int().min(1) })
          .refine((one) => one.minInstanceCount <= one.maxInstanceCount, "more at least than at most"),
        containers: z
          .array(
            z.strictObject({
              image: z.string().regex(/@sha256:[0-9a-f]{64}$/),
              envs: z
                .array(env)
                .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, "a name twice"),
              ports: z.strictObject({ containerPort: z.int() }),
              resources: z.strictObject({
                limits: z.strictObject({ cpu: z.string(), memory: z.string() }),
                ...{ cpuIdle: z.boolean(), startupCpuBoost: z.boolean() },
              }),
              ...{ startupProbe: probe, livenessProbe: probe },
            }),
          )
          .length(1),
      }),
    }),
    id: ({ name, location }, { projectId }) => `projects/${projectId}/locations/${location}/services/${name}`,
    outputs: (inputs, google) => ({ uri: uriOf(inputs, google) }),
    names: ({ name, location }, id) => {
      // Its address is known by the number of the project, which is the same for all here.
      return [`service ${name}`, `at https://${name}-123456789012.${location}.run.app`, id];
    },
    uses: ({ template }) => [
      `account ${template.serviceAccount}`,
      ...secretsOf(template).flatMap(({ secret, version }) => [
        `secret ${secret}`,
        `secret ${secret} version ${version}`,
      ]),
    ],
    // As on Cloud Run: a revision that may not read its secrets does not come up.
    refuses: ({ template }, google) =>
      secretsOf(template)
        .filter(
          ({ secret }) =>
            !may(
              google,
              READS,
              template.serviceAccount,
              "roles/secretmanager.secretAccessor",
              (on) => on.secretId === secret,
            ),
        )
        .map(({ secret }) => `${template.serviceAccount} may not read ${secret}`),
    replaceOn: ["name", "location"],
  },
  "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": bindingOn("name", {
    ...{ api: API, schema: { location: z.string() }, on: (inputs) => `service ${inputs.name}` },
  }),
  "gcp:cloudscheduler/job:Job": {
    api: "cloudscheduler.googleapis.com",
    schema: z.strictObject({
      ...{ name: z.string(), region: z.string(), schedule: z.string().regex(/^(\S+ ){4}\S+$/) },
      ...{ attemptDeadline: z.string().regex(/^\d+s$/), retryConfig: z.strictObject({ retryCount: z.int() }) },
      httpTarget: z.strictObject({
        ...{ uri: z.url(), httpMethod: z.literal("POST") },
        oidcToken: z.strictObject({ serviceAccountEmail: z.string(), audience: z.string() }),
      }),
    }),
    id: ({ name, region }, { projectId }) => `projects/${projectId}/locations/${region}/jobs/${name}`,
    uses: ({ httpTarget }) => [
      `account ${httpTarget.oidcToken.serviceAccountEmail}`,
      `at ${new URL(httpTarget.uri).origin}`,
    ],
    replaceOn: ["name", "region"],
  },
};

function uriOf({ name, location }: Inputs, { projectNumber }: Google): string {
  return `https://${name}-${projectNumber}.${location}.run.app`;
}

function secretsOf(template: Inputs): { secret: string; version: string }[] {
  return template.containers[0].envs.flatMap((env: Inputs) => env.valueSource?.secretKeyRef ?? []);
}
