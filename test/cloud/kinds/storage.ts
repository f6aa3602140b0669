import { z } from "zod";
import type { Kind } from "../google.ts";
import { bindingOn } from "./iam.ts";

const FIRESTORE = "firestore.googleapis.com";
const SECRETS = "secretmanager.googleapis.com";

const fields = z
  .array(z.strictObject({ fieldPath: z.string(), order: z.enum(["ASCENDING", "DESCENDING"]) }))
  // One field alone in one collection Firestore indexes by itself, and refuses to be told.
  .min(2);

/** What is kept: the database, secrets, images. */
export const STORAGE: { [type: string]: Kind } = {
  "gcp:firestore/database:Database": {
    api: FIRESTORE,
    schema: z.strictObject({
      name: z.string().regex(/^(\(default\)|[a-z][a-z0-9-]{2,61}[a-z0-9])$/),
      ...{ locationId: z.string(), type: z.literal("FIRESTORE_NATIVE") },
      deleteProtectionState: z.enum(["DELETE_PROTECTION_ENABLED", "DELETE_PROTECTION_DISABLED"]),
      deletionPolicy: z.enum(["ABANDON", "DELETE"]),
      pointInTimeRecoveryEnablement: z.enum(["POINT_IN_TIME_RECOVERY_ENABLED", "POINT_IN_TIME_RECOVERY_DISABLED"]),
    }),
    id: ({ name }, { projectId }) => `projects/${projectId}/databases/${name}`,
    names: ({ name }) => [`database ${name}`],
    replaceOn: ["name", "locationId", "type"],
    isGuarded: ({ deleteProtectionState }) => deleteProtectionState === "DELETE_PROTECTION_ENABLED",
  },
  "gcp:firestore/index:Index": {
    api: FIRESTORE,
    schema: z.strictObject({
      ...{ database: z.string(), collection: z.string(), fields },
      queryScope: z.enum(["COLLECTION", "COLLECTION_GROUP"]),
    }),
    id: ({ database, collection, fields }) => `${database}/${collection}/indexes/${JSON.stringify(fields)}`,
    uses: ({ database }) => [`database ${database}`],
    replaceOn: ["database", "collection", "fields", "queryScope"],
  },
  "gcp:firestore/field:Field": {
    api: FIRESTORE,
    schema: z.strictObject({
      ...{ database: z.string(), collection: z.string(), field: z.string() },
      ...{ indexConfig: z.strictObject({}).optional(), ttlConfig: z.strictObject({}).optional() },
    }),
    id: ({ database, collection, field }) => `${database}/${collection}/fields/${field}`,
    uses: ({ database }) => [`database ${database}`],
    replaceOn: ["database", "collection", "field"],
  },
  "gcp:firestore/backupSchedule:BackupSchedule": {
    api: FIRESTORE,
    schema: z.strictObject({
      ...{ database: z.string(), dailyRecurrence: z.strictObject({}), retention: z.string().regex(/^\d+s$/) },
    }),
    id: ({ database }) => `${database}/backupSchedules/daily`,
    uses: ({ database }) => [`database ${database}`],
    replaceOn: ["database"],
  },
  "gcp:secretmanager/secret:Secret": {
    api: SECRETS,
    schema: z.strictObject({
      secretId: z.string().regex(/^[\w-]{1,255}$/),
      replication: z.strictObject({ auto: z.strictObject({}) }),
    }),
    id: ({ secretId }, { projectId }) => `projects/${projectId}/secrets/${secretId}`,
    names: ({ secretId }) => [`secret ${secretId}`],
    replaceOn: ["secretId"],
  },
  "gcp:secretmanager/secretVersion:SecretVersion": {
    api: SECRETS,
    schema: z.strictObject({
      ...{
        secret: z.string(),
        secretData: z.string().min(1),
        deletionPolicy: z.enum(["DISABLE", "DELETE", "ABANDON"]),
      },
    }),
    id: ({ secret }, google) => `${secret}/versions/${versionOf(secret, google)}`,
    outputs: ({ secret }, google) => ({ version: String(versionOf(secret, google)) }),
    names: (_, id) => {
      const [, secret, version] = /secrets\/([^/]+)\/versions\/(\d+)$/.exec(id) ?? [];
      return [`secret ${secret} version ${version}`];
    },
    uses: ({ secret }) => [secret],
    replaceOn: ["secret", "secretData"],
  },
  "gcp:secretmanager/secretIamMember:SecretIamMember": bindingOn("secretId", {
    ...{ api: SECRETS, schema: {}, on: (inputs) => `secret ${inputs.secretId}` },
  }),
  "gcp:artifactregistry/repository:Repository": {
    api: "artifactregistry.googleapis.com",
    schema: z.strictObject({
      ...{ repositoryId: z.string(), location: z.string(), format: z.literal("DOCKER"), description: z.string() },
      cleanupPolicies: z.array(
        z.strictObject({
          ...{ id: z.string(), action: z.enum(["KEEP", "DELETE"]) },
          mostRecentVersions: z.strictObject({ keepCount: z.int().positive() }).optional(),
          condition: z.strictObject({ olderThan: z.string().regex(/^\d+s$/) }).optional(),
        }),
      ),
    }),
    id: ({ repositoryId, location }, { projectId }) =>
      `projects/${projectId}/locations/${location}/repositories/${repositoryId}`,
    replaceOn: ["repositoryId", "location", "format"],
  },
  "docker-build:index:Image": {
    schema: z.strictObject({
      context: z.strictObject({ location: z.string() }),
      dockerfile: z.strictObject({ location: z.string() }),
      ...{ buildArgs: z.record(z.string(), z.string()), platforms: z.array(z.string()), tags: z.array(z.string()) },
      ...{ push: z.boolean(), buildOnPreview: z.boolean().optional(), network: z.string().optional() },
    }),
    id: ({ tags }) => tags[0],
    outputs: ({ tags }) => ({ ref: `${tags[0].replace(/:latest$/, "")}@sha256:${"b".repeat(64)}` }),
  },
};

/** They are counted from one, and no number comes twice. */
function versionOf(secret: string, google: Parameters<Kind["id"]>[1]): number {
  const made = google
    .all("gcp:secretmanager/secretVersion:SecretVersion")
    .filter(({ inputs }) => inputs.secret === secret);
  return Math.max(0, ...made.map(({ outputs }) => Number(outputs.version))) + 1;
}
