import { expect, test } from "vitest";
import { generated, openGatewayWorld, question } from "./gateway-world.ts";

test("a replay is asked anew, whatever was answered before; the same one coming again is not paid for twice", async () => {
  const world = await openGatewayWorld();
  const asked = question(world.now());
  const first = await world.ask(asked);
  expect(await world.ask(asked)).toMatchObject({ call: { reused: true }, costMicros: 0 });
  const replayed = await world.ask({ ...asked, replay: "one" });
  expect(replayed).toMatchObject({ is: "answered", call: { reused: false } });
  expect(replayed.costMicros).toBeGreaterThan(0);
  expect(await world.ask({ ...asked, replay: "one" })).toMatchObject({ call: { reused: true } });
  expect(await world.ask({ ...asked, replay: "another" })).toMatchObject({ call: { reused: false } });
  expect(generated(world.gemini)).toHaveLength(3);

  // What a replay was answered is nobody else's answer.
  const [own] = await world.backend.calls.list(asked.task.id);
  expect(await world.ask(asked)).toMatchObject({ call: { id: own?.id } });
  expect(first.is === "answered" && first.call.id).toBe(own?.id);
});

test("a replay's calls stand under the task, by name, and are paid from the same budget", async () => {
  const world = await openGatewayWorld({ caps: { authorMicros: 60_000 } });
  const asked = question(world.now(), { replay: "one" });
  const { costMicros } = await world.ask(asked);
  expect(await world.backend.calls.list(asked.task.id)).toMatchObject([{ purpose: "replay: sort", costMicros }]);
  expect(world.lines).toContainEqual(
    expect.objectContaining({ fields: expect.objectContaining({ purpose: "replay: sort" }) }),
  );
  const more = await Promise.all(Array.from({ length: 40 }, (_, n) => world.ask({ ...asked, replay: `${n}` })));
  expect(more.some(({ is }) => is === "later")).toBe(true);
});
