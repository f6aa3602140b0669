import type { Answered, Question, Tier } from "../ports/model.ts";
import type { ModelCalls } from "../ports/model-calls.ts";
import type { Tiers } from "./models.ts";
import { readAnswer } from "./read-answer.ts";

export type ReuseDeps = { calls: Pick<ModelCalls, "findFinished">; tiers: Tiers };

/** What this model answered to this very question before, if that is still an answer to it. */
export async function findAnswer<T>(
  { schema, promptVersion }: Question<T>,
  tier: Tier,
  inputHash: string,
  { calls, tiers }: ReuseDeps,
): Promise<Answered<T> | undefined> {
  const call = await calls.findFinished(inputHash, promptVersion);
  const read = call && readAnswer(call.response, schema);
  if (!read || !("value" in read)) return undefined;
  const answering = { id: call.id, model: tiers[tier].model.id, tier, reused: true };
  return { is: "answered", value: read.value, call: answering };
}
