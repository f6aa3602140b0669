import { type Move, onPort, sayMoves } from "@frontdesk/standalone/on-port";
import { expect, test, vi } from "vitest";

/** Starts what listens on a port; these ports are somebody else's. */
function startBeside(taken: (port: number) => boolean) {
  const moves: Move[] = [];
  const tried: number[] = [];
  const start = (usual: number) =>
    onPort(
      usual,
      async (port) => {
        tried.push(port);
        if (!taken(port)) return port;
        throw new Error("taken", { cause: Object.assign(new Error(), { code: "EADDRINUSE", port }) });
      },
      { onMoved: (move) => moves.push(move) },
    );
  return { start, moves, tried };
}

test("what is free is taken, and nothing said", async () => {
  const { start, moves } = startBeside(() => false);
  expect(await start(4100)).toBe(4100);
  expect(moves).toEqual([]);
});

test("beside taken ports it is the same others each time, and one line tells which and why", async () => {
  const { start, moves } = startBeside((port) => [4104, 4100, 4110].includes(port));
  for (const _time of [1, 2]) expect([await start(4104), await start(4100)]).toEqual([4114, 4120]);
  expect(sayMoves(moves.slice(0, 2))).toBe(
    "  Ports taken by other programs: 4100 (4120 is used), 4104 (4114 is used).",
  );
});

test("the search has an end, and another failure is none of its business", async () => {
  const { start, tried } = startBeside(() => true);
  await expect(start(4100)).rejects.toThrow("taken");
  expect(tried).toHaveLength(21);
  const fails = vi.fn(() => Promise.reject(new Error("broken")));
  await expect(onPort(4100, fails, { onMoved: () => undefined })).rejects.toThrow("broken");
  expect(fails).toHaveBeenCalledOnce();
});
