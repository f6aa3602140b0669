export type Move = { from: number; to: number };

/** The last digit tells what is on a port, and stays. */
const STEP = 10;
const FARTHEST = 200;

/**
 * Starts it on its usual port; where that one is taken, on the first free one in a fixed order. So links stay good from
 * one start to the next, as long as the same ports are taken.
 */
export async function onPort<T>(
  usual: number,
  start: (port: number) => Promise<T>,
  { onMoved }: { onMoved: (move: Move) => void },
): Promise<T> {
  for (let port = usual; ; port += STEP) {
    try {
      const started = await start(port);
      if (port !== usual) onMoved({ from: usual, to: port });
      return started;
    } catch (error) {
      if (takenPort(error) !== port || port >= usual + FARTHEST) throw error;
    }
  }
}

export function sayMoves(moves: readonly Move[]): string {
  const inOrder = moves.toSorted((one, other) => one.from - other.from);
  return `  Ports taken by other programs: ${inOrder.map(({ from, to }) => `${from} (${to} is used)`).join(", ")}.`;
}

/** The port that somebody else has, if that is why it did not start. */
export function takenPort(error: unknown): number | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const isTaken = cause instanceof Error && "code" in cause && cause.code === "EADDRINUSE";
  return isTaken && "port" in cause ? Number(cause.port) : undefined;
}
