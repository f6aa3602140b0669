import type { z } from "zod";

/**
 * A language model, as services see it: one question, one answer of a known form. What stands in between (which model,
 * quotas, retries, caches, the budget, the record of every call) is not theirs to know.
 *
 * What can be expected is an answer. Rejects with the signal's reason once that aborts, and with `Unavailable` where the
 * store can't be reached, without which nothing may be spent. A schema that can't be written as JSON Schema is a bug.
 */
export interface Model {
  /**
   * Asks, and asks again where that helps, until `until`. The same question under the same prompt version that has been
   * answered before gets that answer again, at no cost: asking twice is harmless.
   */
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<Answer<T>>;
}

export type Question<T> = {
  task: TaskAsking;
  step: "triage" | "respond";
  /** Sorting goes on for longer than everything else when money gets short. */
  purpose: "sort" | "reply" | "short reply";
  /** Names a replay: what was answered before, or in another one, is asked anew. It is recorded, and paid for, as any other. */
  replay?: string | undefined;
  /** Names the words of the prompt: another version, another question. */
  promptVersion: string;
  /** The fast model, or the deep one for as long as the budget allows. */
  tier: Tier;
  /** What many questions have in common, word for word, and so is cheaper the second time. */
  prefix: Prefix;
  /** The last one is the user's. Hostile text belongs here, and nowhere else. */
  turns: readonly Turn[];
  /** What the answer must be. It is told to the model as JSON Schema, and held against what comes back. */
  schema: z.ZodType<T>;
  /** Of the answer alone; what the model thinks comes on top. */
  maxOutputTokens: number;
  /** Nothing is waited for beyond this time: the end of the step's work. */
  until: Date;
  /**
   * The answer's JSON as it is being written, whole each time, as far as it has come. It begins anew with each attempt,
   * and may end as no answer at all. Called in quick succession.
   */
  onText?: ((soFar: string) => void) | undefined;
};

export type TaskAsking = {
  id: string;
  /** By `repositoryKey`, so that a budget outlives a renaming. */
  repo: string;
  /** The login. */
  author: string;
  /** What the repository's owners allow for a day, in millionths of a dollar. */
  repoMicros?: number | undefined;
};

export type Tier = "fast" | "deep";

export type Prefix = {
  /** Persona and rules: ours, and believed. */
  rules: string;
  /** What is there to be read: documents at a commit, lists of labels. */
  material: readonly Material[];
};

/** `key` says what it is, such as its path. */
export type Material = { key: string; commit?: string; text: string };

export type Turn = { role: "user" | "model"; text: string };

/** `costMicros` is what all calls for it cost, those in vain included, in millionths of a dollar. */
export type Answer<T> = (Answered<T> | Unanswered | Withheld) & { costMicros: number };

export type Answered<T> = {
  is: "answered";
  value: T;
  call: AnsweringCall;
};

export type AnsweringCall = {
  /** Under which prompt and response are kept. */
  id: string;
  model: string;
  /** The one that answered. */
  tier: Tier;
  /** Why that isn't the one that was asked for: to be shown with the answer. */
  spared?: string;
  /** Answered before, and not paid for again. */
  reused: boolean;
};

export type Unanswered =
  /** Not now, for everybody: quotas, an outage, a model that is gone, a budget that is spent. Not the question's fault. */
  | { is: "later"; until: Date; why: string }
  /** This question got no answer in its time, while others may. Counted, so that one that never will ends. */
  | { is: "failed"; why: string }
  /** The model's makers won't have it answered. Asking again would not help. */
  | { is: "refused"; why: string }
  /** What came back is no answer, not even when the model was told what is wrong with it. */
  | { is: "unusable"; why: string };

/**
 * So little is left of the budget that only sorting is still paid for: labels, but no reply. `until` is when there is
 * money again, for whoever would rather wait.
 */
export type Withheld = { is: "withheld"; until: Date; why: string };
