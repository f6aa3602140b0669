import { z } from "zod";
import type { Kind } from "../google.ts";
import { memberSchema, roleSchema, usesOfMember } from "./iam.ts";

const IAM = "iam.googleapis.com";

/** Services that are enabled, accounts, and what they may do in the project. */
export const PLATFORM: { [type: string]: Kind } = {
  "gcp:projects/service:Service": {
    schema: z.strictObject({ service: z.string().endsWith(".googleapis.com"), disableOnDestroy: z.boolean() }),
    id: ({ service }, { projectId }) => `${projectId}/${service}`,
    replaceOn: ["service"],
  },
  "gcp:projects/serviceIdentity:ServiceIdentity": {
    schema: z.strictObject({ service: z.string().endsWith(".googleapis.com") }),
    id: ({ service }, { projectId }) => `projects/${projectId}/services/${service}`,
    names: ({ service }) => [`agent ${service.split(".")[0]}`],
    refuses: ({ service }, google) =>
      google.all("gcp:projects/service:Service").some(({ inputs }) => inputs.service === service)
        ? []
        : [`${service} is not enabled`],
    replaceOn: ["service"],
  },
  "gcp:projects/iAMMember:IAMMember": {
    api: IAM,
    schema: z.strictObject({
      ...{ project: z.string(), role: roleSchema, member: memberSchema },
      condition: z.strictObject({ title: z.string().max(100), expression: z.string() }).optional(),
    }),
    id: ({ project, role, member }) => `${project} ${role} ${member}`,
    uses: ({ member }) => usesOfMember(member),
    replaceOn: ["project", "role", "member", "condition"],
  },
  "gcp:serviceaccount/account:Account": {
    api: IAM,
    schema: z.strictObject({
      accountId: z.string().regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/),
      displayName: z.string().max(100),
    }),
    id: ({ accountId }, { projectId }) =>
      `projects/${projectId}/serviceAccounts/${accountId}@${projectId}.iam.gserviceaccount.com`,
    outputs: ({ accountId }, { projectId }) => {
      const email = `${accountId}@${projectId}.iam.gserviceaccount.com`;
      return { email, member: `serviceAccount:${email}` };
    },
    names: (_, id) => [`account ${id.split("/").at(-1)}`],
    replaceOn: ["accountId"],
  },
};
