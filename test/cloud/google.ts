import { setTimeout as pause } from "node:timers/promises";
import type { z } from "zod";
import { ALERTING } from "./kinds/alerting.ts";
import { PLATFORM } from "./kinds/platform.ts";
import { PUBSUB } from "./kinds/pubsub.ts";
import { RUN } from "./kinds/run.ts";
import { STORAGE } from "./kinds/storage.ts";
import { hasUnknown, type Values } from "./wire.ts";

// biome-ignore lint/suspicious/noExplicitAny: each kind's schema has said what it is
export type Inputs = any;

/** One kind of thing that Google Cloud has, as far as Frontdesk uses it. */
export type Kind = {
  /** Strict: a property that is not here is not known. */
  schema: z.ZodType;
  /** Which of Google's services has to be enabled. */
  api?: string;
  id(inputs: Inputs, google: Google): string;
  /** What is known only when it is there. */
  outputs?(inputs: Inputs, google: Google): Values;
  /** By these names others speak of it. */
  names?(inputs: Inputs, id: string): string[];
  /** The names of those that it needs to be there. They can't go before it. */
  uses?(inputs: Inputs): string[];
  /** What else speaks against it; Google says so only when it is made. */
  refuses?(inputs: Inputs, google: Google): string[];
  replaceOn?: readonly string[];
  /** Nobody may delete it as it is. */
  isGuarded?(inputs: Inputs): boolean;
};

export type Thing = { type: string; id: string; inputs: Inputs; outputs: Values };

/** What happens outside when a thing is made, changed or deleted. */
export type Effects = {
  [type: string]: {
    made(thing: Thing, google: Google): Promise<Values | undefined> | Values | undefined;
    deleted?(thing: Thing): Promise<void> | void;
  };
};

export type Google = {
  projectId: string;
  projectNumber: string;
  problemsWith(type: string, inputs: Values): string[];
  replacesOn(type: string): readonly string[];
  create(type: string, inputs: Values): Promise<{ id: string; outputs: Values }>;
  update(type: string, id: string, inputs: Values): Promise<Values>;
  delete(type: string, id: string): Promise<void>;
  look(token: string, given: Values): Values;
  all(type: string): Thing[];
  named(name: string): Thing | undefined;
};

/** Milliseconds for making anything. */
const SLOWNESS = 40;

const KINDS: { [type: string]: Kind } = { ...PLATFORM, ...PUBSUB, ...STORAGE, ...RUN, ...ALERTING };

export function createGoogle({
  projectId,
  effects = {},
  loses = () => false,
}: {
  projectId: string;
  effects?: Effects;
  /** Says that it was made, and forgets it: what was never asked for, as far as all others can tell. */
  loses?: (inputs: Inputs) => boolean;
}): Google {
  const things = new Map<string, Thing>();
  const projectNumber = "123456789012";
  const kindOf = (type: string): Kind => {
    const kind = KINDS[type];
    if (!kind) throw new Error(`there is no such kind: ${type}`);
    return kind;
  };
  const namesOf = ({ type, id, inputs }: Thing) => [id, ...(kindOf(type).names?.(inputs, id) ?? [])];
  const usersOf = (thing: Thing) => {
    const names = namesOf(thing);
    const others = [...things.values()].filter((other) => other !== thing);
    const stillNamed = new Set(others.flatMap(namesOf));
    const lost = names.filter((name) => !stillNamed.has(name));
    return others.filter(({ type, inputs }) =>
      kindOf(type)
        .uses?.(inputs)
        .some((name) => lost.includes(name)),
    );
  };
  const isEnabled = (api: string) =>
    google.all("gcp:projects/service:Service").some(({ inputs }) => inputs.service === api);
  const problemsNow = (type: string, inputs: Inputs): string[] => {
    const { api, uses, refuses } = kindOf(type);
    return [
      ...(api === undefined || isEnabled(api) ? [] : [`${api} is not enabled`]),
      ...(uses?.(inputs) ?? []).filter((name) => !google.named(name)).map((name) => `there is no ${name}`),
      ...(refuses?.(inputs, google) ?? []),
    ];
  };
  const settle = async (thing: Thing): Promise<Values> => {
    things.set(thing.id, thing);
    const more = await effects[thing.type]?.made(thing, google);
    thing.outputs = { ...thing.outputs, ...more };
    return thing.outputs;
  };

  const google: Google = {
    projectId,
    projectNumber,
    problemsWith(type, inputs) {
      const kind = KINDS[type];
      if (!kind) return [`there is no such kind: ${type}`];
      const issues = kind.schema.safeParse(inputs).error?.issues ?? [];
      const known = issues.filter(({ path }) => isKnown(inputs, path));
      return known.map(({ path, message }) => `${path.join(".")}: ${message}`);
    },
    replacesOn: (type) => kindOf(type).replaceOn ?? [],
    async create(type, inputs) {
      const problems = problemsNow(type, inputs);
      if (problems.length > 0) throw new Error(`${type}: ${problems.join("; ")}`);
      // Who does not wait for it, finds that it is not there yet.
      await pause(SLOWNESS);
      const kind = kindOf(type);
      const id = kind.id(inputs, google);
      if (things.has(id)) throw new Error(`${type}: ${id} is there already`);
      const outputs = { ...inputs, ...kind.outputs?.(inputs, google) };
      if (loses(inputs)) return { id, outputs };
      try {
        return { id, outputs: await settle({ type, id, inputs, outputs }) };
      } catch (error) {
        things.delete(id);
        throw error;
      }
    },
    async update(type, id, inputs) {
      const thing = things.get(id);
      if (!thing) throw new Error(`${type}: there is no ${id}`);
      const problems = problemsNow(type, inputs);
      if (problems.length > 0) throw new Error(`${type}: ${problems.join("; ")}`);
      return settle({ type, id, inputs, outputs: { ...thing.outputs, ...inputs } });
    },
    async delete(type, id) {
      const thing = things.get(id);
      if (!thing) return;
      if (kindOf(type).isGuarded?.(thing.inputs)) throw new Error(`${id} may not be deleted: it is protected`);
      const [user] = usersOf(thing);
      if (user) throw new Error(`${id} is used by ${user.id}`);
      things.delete(id);
      await effects[type]?.deleted?.(thing);
    },
    look(token, given) {
      if (token !== "gcp:organizations/getProject:getProject") throw new Error(`there is nothing to look at: ${token}`);
      if (given.projectId !== projectId) throw new Error(`there is no project ${given.projectId}`);
      return { ...given, id: `projects/${projectId}`, number: projectNumber };
    },
    all: (type) => [...things.values()].filter((thing) => thing.type === type),
    named: (name) => [...things.values()].find((thing) => namesOf(thing).includes(name)),
  };
  return google;
}

/** In a preview not all is known. What is not may be anything. */
function isKnown(inputs: Values, path: readonly PropertyKey[]): boolean {
  let value: unknown = inputs;
  for (const step of path) value = (value as { [step: PropertyKey]: unknown } | undefined)?.[step];
  return value === undefined || !hasUnknown(value);
}
