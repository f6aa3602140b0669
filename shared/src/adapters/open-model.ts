import { createGateway, type Gateway, type GatewayDeps } from "../model/gateway.ts";
import { realTiming } from "../model/timing.ts";
import { createGemini } from "./gemini/gemini.ts";
import type { ModelSettings } from "./model-config.ts";

export type OpenModelDeps = Omit<GatewayDeps, "wire" | "timing">;

/** The models as settings name them. `callDays`: for how long the backend keeps calls. */
export function openModel({ access, gateway }: ModelSettings, callDays: number, deps: OpenModelDeps): Gateway {
  return createGateway({ ...gateway, callDays }, { ...deps, wire: createGemini(access), timing: realTiming });
}
