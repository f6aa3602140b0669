import type { ModelCall } from "@frontdesk/shared/domain/model-call";
import type { ModelCalls } from "@frontdesk/shared/ports/model-calls";
import type { Line } from "./model-line.ts";

const MOST_LISTED = 1_000;

/** `calls` is by task and id. */
export function createModelModelCalls(calls: Map<string, ModelCall>, line: Line): ModelCalls {
  const oldestFirst = () => [...calls.values()].sort((one, other) => one.at.getTime() - other.at.getTime());
  return {
    record: (call) => line.write(() => void calls.set(`${call.taskId} ${call.id}`, structuredClone(call))),

    list: (taskId) =>
      line.read(() =>
        oldestFirst()
          .filter((call) => call.taskId === taskId)
          .slice(-MOST_LISTED),
      ),

    findFinished: (inputHash, promptVersion) =>
      line.read(() =>
        oldestFirst().findLast(
          (call) => call.finished && call.inputHash === inputHash && call.promptVersion === promptVersion,
        ),
      ),
  };
}
