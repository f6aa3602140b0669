import { useCallback, useEffect, useState } from "react";
import { whyOf } from "./api.ts";

export type Loaded<T> = {
  value?: T;
  why?: string;
  /** What is here is of this key, and not still of the one before. */
  settled: boolean;
  again(): void;
};

/** What a component needs from the server once, and again whenever `key` changes or it asks. The old value stays meanwhile. */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ key: string; value?: T; why?: string }>({ key });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for everything that `load` depends on.
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal).then(
      (value) => controller.signal.aborted || setState({ key, value }),
      (error: unknown) => controller.signal.aborted || setState((so) => ({ ...so, key, why: whyOf(error) })),
    );
    return () => controller.abort();
  }, [key, round]);
  const again = useCallback(() => setRound((so) => so + 1), []);
  return {
    ...(state.value !== undefined && { value: state.value }),
    ...(state.why !== undefined && { why: state.why }),
    settled: state.key === key && (state.value !== undefined || state.why !== undefined),
    again,
  };
}
