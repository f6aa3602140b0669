import { DAY } from "../../domain/limits.ts";
import { type ModelCall, modelCallSchema } from "../../domain/model-call.ts";
import { after } from "../../domain/time.ts";
import type { ModelCalls } from "../../ports/model-calls.ts";
import type { Reader, Row } from "./reader.ts";
import type { Writer } from "./writer.ts";

export function createModelCalls(writer: Writer, reader: Reader, now: () => Date, days: number): ModelCalls {
  return {
    async record(call) {
      const { taskId, id, inputHash, promptVersion, finished, at } = call;
      const key = [taskId, id, inputHash, promptVersion] as const;
      const expiresAt = after(now(), days * DAY).getTime();
      await writer.write([["recordCall", ...key, Number(finished), at.getTime(), expiresAt, JSON.stringify(call)]]);
    },

    async list(taskId) {
      const newest = "SELECT document FROM calls WHERE task_id = ? ORDER BY at DESC, rowid DESC LIMIT 1000";
      return reader.all(newest, taskId).reverse().map(callOf);
    },

    async findFinished(inputHash, promptVersion) {
      const sql = `SELECT document FROM calls WHERE input_hash = ? AND prompt_version = ? AND finished = 1
                   ORDER BY at DESC LIMIT 1`;
      const row = reader.one(sql, inputHash, promptVersion);
      return row && callOf(row);
    },
  };
}

function callOf(row: Row): ModelCall {
  return modelCallSchema.parse(JSON.parse(String(row.document)));
}
