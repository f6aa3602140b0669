import { z } from "zod";
import { cut } from "../domain/texts.ts";
import type { Turn } from "../ports/model.ts";

/** No answer of any use is longer, in characters. */
const LONGEST_ANSWER = 300_000;
const LONGEST_QUOTE = 4_000;
const LONGEST_PROBLEM = 1_000;

export type Read<T> = { value: T } | { problem: string };

/** What the model answered, if it is what it was to be; else what is wrong with it. */
export function readAnswer<T>(text: string, schema: z.ZodType<T>): Read<T> {
  if (text.length > LONGEST_ANSWER) return { problem: `it has ${text.length} characters: it must be far shorter` };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return problem(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? { value: parsed.data } : problem(`it breaks the schema: ${z.prettifyError(parsed.error)}`);
}

/** The same conversation, and then what came of it, and what was wrong with that. */
export function askForRepair(turns: readonly Turn[], answer: string, problem: string): Turn[] {
  const wish = `That is no valid answer: ${problem}\nAnswer again, with nothing but JSON that fits the schema.`;
  return [...turns, { role: "model", text: cut(answer, LONGEST_QUOTE) }, { role: "user", text: wish }];
}

function problem(text: string): { problem: string } {
  return { problem: cut(text, LONGEST_PROBLEM) };
}
