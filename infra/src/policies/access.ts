import { channelsOf } from "@frontdesk/shared/adapters/gcp/channels";
import { PIPELINE } from "@frontdesk/shared/pipeline";
import type { Inputs } from "../mocked.ts";
import { type Role, topicPrefix } from "../parts.ts";
import {
  changed,
  differences,
  envOf,
  INVOKER,
  MAY_PUBLISH,
  MAY_READ,
  MAY_TAKE,
  mayCall,
  NAME,
  of,
  pushes,
  SERVICE,
  shortOf,
  targetOf,
} from "./asked.ts";
import type { Policy } from "./policy.ts";

/** Who may know what. */
const READERS: { [secret: string]: readonly Role[] } = {
  "webhook-secret": ["ingest"],
  "webhook-secret-previous": ["ingest"],
  "github-private-key": ["desk"],
  "decision-key": ["web", "desk"],
  "session-key": ["web"],
  "github-client-secret": ["web"],
  "slack-bot-token": ["web"],
  "slack-signing-secret": ["web"],
};

export const ACCESS: readonly Policy[] = [
  {
    says: "everybody may call ingest and web, and nothing else",
    offences: (all) => {
      const open = of(all, INVOKER).filter(({ member }) => /^all/.test(member));
      return differences(
        open.map(({ name, member }) => `${member} calls ${name}`),
        [`allUsers calls ${NAME}-ingest`, `allUsers calls ${NAME}-web`],
      );
    },
    broken: (all) => changed(all, "push-calls-desk", (inputs) => ({ ...inputs, member: "allUsers" })),
  },
  {
    says: "nobody has a role over everything",
    offences: (all) =>
      all
        .filter(({ inputs }) => /^roles\/(owner|editor|viewer)$|admin$/i.test(inputs.role ?? ""))
        .map(({ name, inputs }) => `${name}: ${inputs.role}`),
    broken: (all) => changed(all, "ingest-keeps-tasks", (inputs) => ({ ...inputs, role: "roles/editor" })),
  },
  {
    says: "each service has an account of its own",
    offences: (all) => {
      const accounts = of(all, SERVICE).map(({ name, template }) => [name, template.serviceAccount ?? ""] as const);
      return accounts
        .filter(([name, email]) => !email.startsWith(`${name}@`))
        .map(([name, email]) => `${name}: ${email}`);
    },
    broken: (all) =>
      changed(all, "respond", ({ template, ...rest }) => ({
        ...rest,
        template: { ...template, serviceAccount: undefined },
      })),
  },
  {
    says: "Pub/Sub itself may bury each dead letter, and take it from where it was",
    offences: (all) => {
      const agent = ({ member }: Inputs) => /gcp-sa-pubsub/.test(member);
      const buries = of(all, MAY_PUBLISH)
        .filter(agent)
        .map(({ topic }) => topic);
      const takes = of(all, MAY_TAKE)
        .filter(agent)
        .map(({ subscription }) => subscription);
      const channels = channelsOf(topicPrefix(NAME));
      return [
        ...differences(
          buries,
          channels.map(({ deadLetters }) => deadLetters),
        ),
        ...differences(
          takes,
          channels.map(({ subscription }) => subscription),
        ),
      ];
    },
    broken: (all) => all.filter(({ name }) => name !== "pubsub-buries-task.triaged"),
  },
  {
    says: "who pushes may call where it pushes to, with a token made out to that service",
    offences: (all) =>
      pushes(all).flatMap(({ name, pushConfig: { pushEndpoint, oidcToken } }) => {
        const target = targetOf(all, pushEndpoint);
        if (!target) return [`${name} pushes to ${pushEndpoint}, where nobody is`];
        if (!oidcToken) return [`${name} pushes without a token`];
        const wrong = target.customAudiences.includes(oidcToken.audience) ? [] : [`${name}: ${oidcToken.audience}`];
        return mayCall(all, oidcToken.serviceAccountEmail, target.name) ? wrong : [...wrong, `${name} may not push`];
      }),
    broken: (all) => all.filter(({ name }) => name !== "push-calls-respond"),
  },
  {
    says: "who ticks may call whom it ticks, with a token made out to it",
    offences: (all) =>
      of(all, "gcp:cloudscheduler/job:Job").flatMap(({ name, httpTarget: { uri, oidcToken } }) => {
        const target = targetOf(all, uri);
        const isFine =
          target?.customAudiences.includes(oidcToken?.audience) &&
          mayCall(all, oidcToken.serviceAccountEmail, target.name);
        return isFine ? [] : [name];
      }),
    broken: (all) => all.filter(({ name }) => name !== "clock-calls-desk"),
  },
  {
    says: "who has to ask desk for tokens may call it",
    offences: (all) =>
      of(all, SERVICE)
        .filter((one) => envOf(one).FRONTDESK_DESK_URL !== undefined)
        .filter(
          (one) => !mayCall(all, one.template.serviceAccount, targetOf(all, envOf(one).FRONTDESK_DESK_URL ?? "")?.name),
        )
        .map(({ name }) => name),
    broken: (all) => all.filter(({ name }) => name !== "triage-calls-desk"),
  },
  {
    says: "whoever sends an event may publish it, and so may whoever announces tasks again",
    offences: (all) => {
      const may = of(all, MAY_PUBLISH).map(({ topic, member }) => `${shortOf(member)} → ${topic}`);
      const lines: [string, { from: string; step?: string }][] = Object.entries(PIPELINE);
      const must = lines.flatMap(([type, { from, step }]) => {
        const senders = [from === "approval" ? "desk" : from, ...(step === undefined ? [] : ["desk", "web"])];
        return senders.map((sender) => `${sender} → ${NAME}.${type}`);
      });
      return [...new Set(must)].filter((one) => !may.includes(one));
    },
    broken: (all) => all.filter(({ name }) => name !== "desk-says-task.triaged"),
  },
  {
    says: "every secret is pinned to a version, and no variable has one's value",
    offences: (all) =>
      of(all, SERVICE).flatMap(({ name, template }) =>
        (template.containers[0].envs as Inputs[]).flatMap((env) => {
          const { version } = env.valueSource?.secretKeyRef ?? {};
          if (env.valueSource) return /^\d+$/.test(version ?? "") ? [] : [`${name}: ${env.name} is at ${version}`];
          return /SECRET|PRIVATE_KEY|_KEY$|TOKEN/.test(env.name) ? [`${name}: ${env.name} is there to read`] : [];
        }),
      ),
    broken: (all) =>
      changed(all, "desk", (inputs) => {
        const copy = structuredClone(inputs);
        copy.template.containers[0].envs.at(-1).valueSource.secretKeyRef.version = "latest";
        return copy;
      }),
  },
  {
    says: "each secret is read by those who need it and by nobody else",
    offences: (all) => {
      const may = of(all, MAY_READ).map(({ secretId, member }) => `${shortOf(member)} reads ${secretId}`);
      const stored = of(all, "gcp:secretmanager/secret:Secret").map(({ secretId }) => secretId.slice(NAME.length + 1));
      return differences(
        may,
        stored.flatMap((secret) => (READERS[secret] ?? []).map((role) => `${role} reads ${NAME}-${secret}`)),
      );
    },
    broken: (all) =>
      changed(all, "ingest-reads-webhook-secret", (one) => ({ ...one, secretId: `${NAME}-github-private-key` })),
  },
  {
    says: "only those who sort and draft may ask models",
    offences: (all) =>
      differences(
        all.filter(({ inputs }) => /aiplatform/.test(inputs.role ?? "")).map(({ inputs }) => shortOf(inputs.member)),
        ["triage", "respond"],
      ),
    broken: (all) =>
      changed(all, "triage-asks-models", (one) => ({ ...one, member: one.member.replace("triage", "web") })),
  },
];
