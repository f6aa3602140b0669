import type { Asked, Inputs } from "../mocked.ts";

// Looking things up among all that is deployed.

export const SERVICE = "gcp:cloudrunv2/service:Service";
export const INVOKER = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember";
export const TOPIC = "gcp:pubsub/topic:Topic";
export const SUBSCRIPTION = "gcp:pubsub/subscription:Subscription";
export const MAY_PUBLISH = "gcp:pubsub/topicIAMMember:TopicIAMMember";
export const MAY_TAKE = "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember";
export const MAY_READ = "gcp:secretmanager/secretIamMember:SecretIamMember";
export const INDEX = "gcp:firestore/index:Index";
export const FIELD = "gcp:firestore/field:Field";
export const DATABASE = "gcp:firestore/database:Database";
export const NAME = "frontdesk";

export function of(all: readonly Asked[], type: string): Inputs[] {
  return all.filter((one) => one.type === type).map(({ inputs }) => inputs);
}

export function pushes(all: readonly Asked[]): Inputs[] {
  return of(all, SUBSCRIPTION).filter(({ pushConfig }) => pushConfig);
}

export function targetOf(all: readonly Asked[], url: string): Inputs | undefined {
  return of(all, SERVICE).find(({ name }) => url.startsWith(`https://${name}-`));
}

export function mayCall(all: readonly Asked[], email: string, service: string | undefined): boolean {
  return of(all, INVOKER).some(
    ({ name, member, role }) =>
      name === service && ["allUsers", `serviceAccount:${email}`].includes(member) && role === "roles/run.invoker",
  );
}

export function envOf({ template }: Inputs): { [name: string]: string } {
  return Object.fromEntries((template.containers[0].envs as Inputs[]).map(({ name, value }) => [name, value]));
}

/** The role of ours behind an account. */
export function shortOf(member: string): string {
  return /^serviceAccount:\w+-(\w+)@/.exec(member)?.[1] ?? member;
}

export function changed(
  all: readonly Asked[],
  name: string,
  change: (inputs: Inputs) => Inputs,
  type?: string,
): Asked[] {
  const isIt = (one: Asked) => one.name === name && (type === undefined || one.type === type);
  if (!all.some(isIt)) throw new Error(`there is no ${name} to break`);
  return all.map((one) => (isIt(one) ? { ...one, inputs: change(one.inputs) } : one));
}

export function differences(these: readonly string[], those: readonly string[]): string[] {
  return [
    ...these.filter((one) => !those.includes(one)).map((one) => `too much: ${one}`),
    ...those.filter((one) => !these.includes(one)).map((one) => `missing: ${one}`),
  ];
}
