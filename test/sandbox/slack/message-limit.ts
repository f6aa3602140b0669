/**
 * About one message a second and channel, with room for a single one that comes too early.
 * https://docs.slack.dev/apis/web-api/rate-limits#posting-messages
 */
export function createMessageLimit(every: number) {
  const dueAt = new Map<string, number>();
  return {
    /** Undefined: it may be posted. Else how many seconds to wait. */
    take(channel: string): number | undefined {
      const now = performance.now();
      const due = Math.max(dueAt.get(channel) ?? now, now);
      if (due - now > every) return Math.max(1, Math.ceil((due - now) / 1_000));
      dueAt.set(channel, due + every);
      return undefined;
    },
  };
}

export type MessageLimit = ReturnType<typeof createMessageLimit>;
