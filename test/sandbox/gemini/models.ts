import { type Address, modelName } from "./address.ts";
import { Refusal } from "./refusal.ts";

type Model = {
  does: "generate" | "embed";
  /** Takes temperature, topP and topK: from 3.6 Flash on, models refuse them. */
  sampling?: boolean;
  explicitCache?: boolean;
  thinkingBudget?: boolean;
  /** What it thinks when it isn't told. */
  thinks?: ThinkingLevel;
  shutDown?: string;
};

export type ThinkingLevel = "MINIMAL" | "LOW" | "MEDIUM" | "HIGH";

const OLDER = { does: "generate", sampling: true, explicitCache: true, thinkingBudget: true } as const;
const NEWEST = { does: "generate", thinks: "HIGH" } as const;

const MODELS = new Map<string, Model>([
  ["gemini-3.8-flash", { does: "generate", explicitCache: true, thinkingBudget: true, thinks: "MEDIUM" }],
  ["gemini-3.5-flash-lite", { ...OLDER, thinks: "MINIMAL" }],
  ["gemini-3.1-flash-lite", { ...OLDER, thinks: "MINIMAL", shutDown: "2027-05-07" }],
  ["gemini-3.1-pro-preview", { ...OLDER, thinks: "HIGH" }],
  ["gemini-4-argon", NEWEST],
  ["gemini-4-carbon", NEWEST],
  ["gemini-2.5-pro", { ...OLDER, thinks: "MEDIUM", shutDown: "2026-12-01" }],
  ["gemini-2.5-flash", { ...OLDER, thinks: "MEDIUM", shutDown: "2026-12-01" }],
  ["gemini-embedding-2", { does: "embed" }],
  ["gemini-embedding-001", { does: "embed" }],
]);

export type Models = {
  /** The model that an address names. Refuses one that is unknown, retired, or can't do that. */
  at(address: Address): Model & { id: string };
  retire(model: string): { end(): void };
};

export function createModels(now: () => Date): Models {
  const retired = new Set<string>();
  return {
    at(address) {
      const { model: id, endpoint } = address;
      const model = MODELS.get(id);
      const embeds = endpoint === "embedContent" || endpoint === "batchEmbedContents" || endpoint === "predict";
      const over = model?.shutDown !== undefined && now().getTime() >= Date.parse(model.shutDown);
      if (!model || over || retired.has(id) || embeds !== (model.does === "embed")) throw unknownModel(address);
      return { ...model, id };
    },
    retire(model) {
      retired.add(model);
      return { end: () => void retired.delete(model) };
    },
  };
}

export function unknownModel(address: Address): Refusal {
  const name = modelName(address, address.model);
  return new Refusal(
    404,
    address.flavour === "vertex"
      ? `Publisher Model \`${name}\` was not found or your project does not have access to it. Please ensure you are using a valid model version.`
      : `${name} is not found for API version ${address.version}, or is not supported for ${address.endpoint}. Call ListModels to see the list of available models and their supported methods.`,
  );
}
