import type { Answer, Model, Question } from "@frontdesk/shared/ports/model";

const SORTED = {
  ...{ spam: false, kind: "question", labels: ["question"], confidence: 1, wantsReply: true, missing: [] },
  ...{ language: "en", summary: "How to log in" },
};
const REPLY = { reply: "Thank you for opening this. A maintainer will have a look.", citations: [], unsupported: [] };

export type FakeModel = Model & {
  /** What was asked so far, oldest first. */
  asked: Question<unknown>[];
  /** What it shows of its next answer while it writes it. */
  write(soFar: readonly string[]): void;
  /** Answers instead of what it would say, the first for the next question of that step. */
  say(step: Question<unknown>["step"], answer: Partial<Record<string, unknown>> | Answer<unknown>): void;
};

/** A model that sorts everything the same way and always says the same, unless it is told to say something else. */
export function createFakeModel(): FakeModel {
  const asked: Question<unknown>[] = [];
  const told = { triage: [] as (object | undefined)[], respond: [] as (object | undefined)[] };
  let written: readonly string[] = [];
  return {
    asked,
    write: (soFar) => {
      written = soFar;
    },
    say: (step, answer) => void told[step].push(answer),
    async ask<T>(question: Question<T>): Promise<Answer<T>> {
      asked.push(question);
      for (const soFar of written) question.onText?.(soFar);
      written = [];
      const said = told[question.step].shift() ?? {};
      if ("is" in said) return said as Answer<T>;
      const usual = question.step === "triage" ? SORTED : REPLY;
      const value = question.schema.parse({ ...usual, ...said });
      const call = { id: `call-${asked.length}`, model: "fake", tier: question.tier, reused: false };
      return { is: "answered", value, call, costMicros: 100 };
    },
  };
}
