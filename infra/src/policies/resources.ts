import { channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import { INDEXES, TTL_FIELDS } from "@frontdesk/shared/adapters/gcp/indexes";
import type { Inputs } from "../mocked.ts";
import { topicPrefix } from "../parts.ts";
import {
  changed,
  DATABASE,
  differences,
  envOf,
  FIELD,
  INDEX,
  NAME,
  of,
  pushes,
  SERVICE,
  SUBSCRIPTION,
  TOPIC,
  targetOf,
} from "./asked.ts";
import type { Policy } from "./policy.ts";

export const RESOURCES: readonly Policy[] = [
  {
    says: "C18: every subscription that pushes has a dead letter, and every dead letter a subscription that keeps it",
    offences: (all) => {
      const kept = of(all, SUBSCRIPTION).filter(({ pushConfig }) => !pushConfig);
      return pushes(all).flatMap(({ name, deadLetterPolicy }) => {
        const topic = deadLetterPolicy?.deadLetterTopic;
        if (topic === undefined) return [`${name} has no dead letter`];
        return kept.some((one) => one.topic === topic) ? [] : [`nobody keeps what goes to ${topic}`];
      });
    },
    broken: (all) => all.filter(({ type, name }) => type !== SUBSCRIPTION || name !== "task.triaged-dead"),
  },
  {
    says: "every line of the pipeline has its topic and the subscription of who takes it, with the table's deadline",
    offences: (all) =>
      differences(
        pushes(all).map(({ name, ackDeadlineSeconds }) => `${name} within ${ackDeadlineSeconds} s`),
        channelsOf(topicPrefix(NAME)).map((one) => `${one.subscription} within ${one.ackDeadline / 1_000} s`),
      ),
    broken: (all) => changed(all, "reply.drafted", (inputs) => ({ ...inputs, ackDeadlineSeconds: 10 }), SUBSCRIPTION),
  },
  {
    says: "no subscription expires, and none retries for ever",
    offences: (all) =>
      of(all, SUBSCRIPTION)
        .filter((one) => one.expirationPolicy?.ttl !== "" || (one.deadLetterPolicy?.maxDeliveryAttempts ?? 5) > 100)
        .map(({ name }) => name),
    broken: (all) => changed(all, "task.triaged", ({ expirationPolicy: _, ...rest }) => rest, SUBSCRIPTION),
  },
  {
    says: "images are deployed by their digests",
    offences: (all) =>
      of(all, SERVICE)
        .map(({ template }) => template.containers[0].image)
        .filter((image) => !/@sha256:/.test(image)),
    broken: (all) =>
      changed(all, "ingest", (inputs) => {
        const copy = structuredClone(inputs);
        copy.template.containers[0].image = "registry/ingest:latest";
        return copy;
      }),
  },
  {
    says: "no service gives up before Pub/Sub does",
    offences: (all) =>
      pushes(all).flatMap(({ name, ackDeadlineSeconds, pushConfig }) => {
        const timeout = Number.parseInt(targetOf(all, pushConfig.pushEndpoint)?.template.timeout ?? "0", 10);
        return timeout >= ackDeadlineSeconds ? [] : [`${name}: ${timeout} s of ${ackDeadlineSeconds} s`];
      }),
    broken: (all) =>
      changed(all, "respond", ({ template, ...rest }) => ({ ...rest, template: { ...template, timeout: "300s" } })),
  },
  {
    says: "as many instances share a quota as there can be",
    offences: (all) =>
      of(all, SERVICE).flatMap((one) => {
        const { FRONTDESK_MAX_INSTANCES: told } = envOf(one);
        const most = one.template.scaling.maxInstanceCount;
        return told === undefined || Number(told) === most ? [] : [`${one.name}: ${told}, and there are up to ${most}`];
      }),
    broken: (all) =>
      changed(all, "triage", ({ template, ...rest }) => ({
        ...{ ...rest, template: { ...template, scaling: { minInstanceCount: 0, maxInstanceCount: 99 } } },
      })),
  },
  {
    says: "every index that queries need is made, and no other, and what expires has a time to live",
    offences: (all) => [
      ...differences(
        of(all, INDEX).map(({ collection, fields }) => `${collection} ${fields.map((one: Inputs) => one.fieldPath)}`),
        INDEXES.map(({ collection, fields }) => `${collection} ${fields.map(([field]) => field)}`),
      ),
      ...differences(
        of(all, FIELD).flatMap(({ collection, field, ttlConfig }) => (ttlConfig ? [`${collection} ${field}`] : [])),
        TTL_FIELDS.map(({ collection, field }) => `${collection} ${field}`),
      ),
    ],
    broken: (all) => all.filter(({ name }) => name !== "index-tasks-repo-createdAt"),
  },
  {
    says: "the database is protected, and can be taken back to another time",
    offences: (all) =>
      of(all, DATABASE)
        .filter(
          (one) =>
            one.deleteProtectionState !== "DELETE_PROTECTION_ENABLED" ||
            one.pointInTimeRecoveryEnablement !== "POINT_IN_TIME_RECOVERY_ENABLED" ||
            of(all, "gcp:firestore/backupSchedule:BackupSchedule").length === 0,
        )
        .map(({ name }) => name),
    broken: (all) => changed(all, "database", ({ deleteProtectionState: _, ...rest }) => rest),
  },
  {
    says: "every topic is used",
    offences: (all) => {
      const used = of(all, SUBSCRIPTION).flatMap(({ topic, deadLetterPolicy }) => [
        topic,
        deadLetterPolicy?.deadLetterTopic,
      ]);
      return all
        .filter(({ type, name }) => type === TOPIC && !used.some((one) => one?.includes(name)))
        .map(({ name }) => name);
    },
    broken: (all) => [...all, { type: TOPIC, name: "forgotten", inputs: { name: "forgotten" } }],
  },
];
