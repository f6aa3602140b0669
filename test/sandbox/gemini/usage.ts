export type Usage = {
  /** The cached part is in it. */
  promptTokenCount: number;
  cachedContentTokenCount?: number;
  candidatesTokenCount?: number;
  thoughtsTokenCount?: number;
  totalTokenCount: number;
  promptTokensDetails: Modality[];
  cacheTokensDetails?: Modality[];
};

type Modality = { modality: "TEXT"; tokenCount: number };
type Counts = { prompt: number; cached?: number; thoughts?: number; output?: number };

export function usageOf({ prompt, cached = 0, thoughts = 0, output = 0 }: Counts): Usage {
  return {
    promptTokenCount: prompt,
    ...(output ? { candidatesTokenCount: output } : {}),
    totalTokenCount: prompt + output + thoughts,
    ...(cached ? { cachedContentTokenCount: cached, cacheTokensDetails: text(cached) } : {}),
    promptTokensDetails: text(prompt),
    ...(thoughts ? { thoughtsTokenCount: thoughts } : {}),
  };
}

function text(tokenCount: number): Modality[] {
  return [{ modality: "TEXT", tokenCount }];
}
