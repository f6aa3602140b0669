/** Starts it on its usual port; if somebody else has that one, on another, and says so. */
export async function onPort<T>(
  port: number,
  start: (port: number) => Promise<T>,
  { say }: { say: (text: string) => void },
): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if (takenPort(error) !== port) throw error;
    say(`  Port ${port} is taken by another program: another one is used.`);
    return start(0);
  }
}

/** The port that somebody else has, if that is why it did not start. */
export function takenPort(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  return isTaken && "port" in cause ? Number(cause.port) : undefined;
}
