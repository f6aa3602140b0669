import type { ModelCall } from "../domain/model-call.ts";

/** Keeps every call of a model. Durability and errors as in `TaskStore`. */
export interface ModelCalls {
  /** Keeps the call, or replaces the one of the same task and id. When it rejects, it may have been kept; doing it again is harmless. */
  record(call: ModelCall): Promise<void>;
  /** The task's calls, oldest first by `at`, at most the newest 1,000. */
  list(taskId: string): Promise<ModelCall[]>;
  /** A finished call with this input under this prompt version, of whatever task, the newest first; undefined if there is none. */
  findFinished(inputHash: string, promptVersion: string): Promise<ModelCall | undefined>;
}
