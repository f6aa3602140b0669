import { z } from "zod";
import { Unusable } from "../domain/errors.ts";

export type Environment = { readonly [name: string]: string | undefined };

/** What is set, as it was written. */
export type Given<Name extends string> = { readonly [N in Name]?: string | undefined };

type Fields = { readonly [name: string]: z.ZodType };

/**
 * Reads of an environment what the schema names. What is wrong is an `Unusable` whose message has a sentence for each;
 * `others` finds what no setting says by itself. An empty setting counts as none: that is how many a tool passes on what
 * isn't set.
 */
export function readSettings<S extends Fields>(
  schema: z.ZodObject<S>,
  environment: Environment,
  others: (given: Given<keyof S & string>) => readonly string[] = () => [],
): z.infer<z.ZodObject<S>> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  ) as Given<keyof S & string>;
  const parsed = schema.safeParse(given);
  const problems = [...(parsed.error?.issues.map(({ message }) => message) ?? []), ...others(given)];
  if (!parsed.success || problems.length > 0) throw new Unusable(problems.join("\n"));
  return parsed.data;
}

/** What each of several readers reads. What is wrong with any of it is said at once, each sentence once. */
export function readTogether<R extends { [name: string]: () => unknown }>(
  readers: R,
): { [N in keyof R]: ReturnType<R[N]> } {
  const read: { [name: string]: unknown } = {};
  const problems = new Set<string>();
  for (const [name, reader] of Object.entries(readers)) {
    try {
      read[name] = reader();
    } catch (error) {
      if (!(error instanceof Unusable)) throw error;
      for (const sentence of error.message.split("\n")) problems.add(sentence);
    }
  }
  if (problems.size > 0) throw new Unusable([...problems].join("\n"));
  return read as { [N in keyof R]: ReturnType<R[N]> };
}

/** A sentence for each of these pairs of which one alone is set. */
export function halves<Name extends string>(
  pairs: readonly (readonly [NoInfer<Name>, NoInfer<Name>])[],
  given: Given<Name>,
): string[] {
  return pairs.flatMap((pair) => {
    const [there, missing] = given[pair[0]] === undefined ? [pair[1], pair[0]] : pair;
    if (given[there] === undefined || given[missing] !== undefined) return [];
    return [`${missing} is missing: ${there} is set, and each says nothing without the other.`];
  });
}

/** For a setting that is no secret: what was given is said. */
export function form(pattern: RegExp, mustBe: string) {
  return z
    .string()
    .regex(pattern, { error: ({ input, path }) => `${path?.join()} is "${input}", but must be ${mustBe}.` })
    .optional();
}
