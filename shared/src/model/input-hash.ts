import { createHash } from "node:crypto";
import type { Prefix, Question } from "../ports/model.ts";
import type { ThinkingLevel } from "../ports/model-wire.ts";

type Asked = Pick<Question<unknown>, "promptVersion" | "purpose" | "replay" | "prefix" | "turns">;

/** The same for the same question to the same model, whoever asks and whenever; a replay's is its own. */
export function inputHash(asked: Asked, of: { model: string; thinking: ThinkingLevel; schema: object }): string {
  const { promptVersion, purpose, replay, prefix, turns } = asked;
  const texts = prefix.material.map(({ text }) => text);
  const said = turns.map(({ role, text }) => [role, text]);
  const anew = replay === undefined ? [] : [replay];
  return hash([of.model, of.thinking, promptVersion, purpose, prefix.rules, texts, said, of.schema, ...anew]);
}

export function prefixHash({ rules, material }: Prefix): string {
  return hash([rules, material.map(({ key, commit, text }) => [key, commit ?? "", text])]);
}

function hash(parts: unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
