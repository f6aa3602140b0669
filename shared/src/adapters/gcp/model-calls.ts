import type { DocumentData, DocumentSnapshot, Firestore } from "@google-cloud/firestore";
import { DAY } from "../../domain/limits.ts";
import { type ModelCall, modelCallSchema } from "../../domain/model-call.ts";
import { after } from "../../domain/time.ts";
import type { ModelCalls } from "../../ports/model-calls.ts";
import { cutToBytes, documentBytes, MOST_BYTES, textBytes } from "./document-size.ts";
import { documentName, parseStored, toStored } from "./document-values.ts";
import { queryFor } from "./queries.ts";
import type { Requests } from "./requests.ts";
import { taskAt } from "./task-documents.ts";

export type ModelCallsDeps = { client: Firestore; requests: Requests; now: () => Date; days: number };

export function createModelCalls({ client, requests, now, days }: ModelCallsDeps): ModelCalls {
  const isAlive = (snapshot: DocumentSnapshot) => snapshot.get("expiresAt").toDate() > now();
  return {
    async record(call) {
      const set = taskAt(client, call.taskId).collection("calls").doc(documentName(call.id));
      const expiresAt = after(now(), days * DAY);
      await requests.commit([{ set, data: { ...documentOf(set.path, call), expiresAt } }]);
    },

    async list(taskId) {
      const query = queryFor(client, "newestCalls", { under: taskAt(client, taskId), limit: 1_000 });
      return (await requests.find(query)).docs.filter(isAlive).reverse().map(callOf);
    },

    async findFinished(inputHash, promptVersion) {
      const query = queryFor(client, "reusableCalls", { inputHash, promptVersion, reusable: true, limit: 1 });
      return (await requests.find(query)).docs.filter(isAlive).map(callOf)[0];
    },
  };
}

/** Texts too long for a document are cut, each to half of it at worst. A response that was cut is there to be read, never to be used again. */
function documentOf(path: string, call: ModelCall): DocumentData {
  const stored = (texts: Pick<ModelCall, "prompt" | "response">) =>
    toStored({ ...call, ...texts, reusable: call.finished && texts.response === call.response }) as DocumentData;
  const room = MOST_BYTES - EXPIRY_BYTES - documentBytes(path, stored({ prompt: "", response: "" }));
  const response = cutToBytes(call.response, Math.max(room / 2, room - textBytes(call.prompt)));
  const prompt = cutToBytes(call.prompt, room - textBytes(response));
  return stored({ prompt, response });
}

/** Of a field that is added behind: its name and a time. */
const EXPIRY_BYTES = textBytes("expiresAt") + 8;

function callOf(snapshot: DocumentSnapshot): ModelCall {
  return parseStored(modelCallSchema, snapshot.data(), snapshot.ref.path);
}
