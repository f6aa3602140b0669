import { drafted, triaged } from "@frontdesk/shared/domain/advance";
import { LIVE_DRAFTS } from "@frontdesk/shared/domain/live-draft";
import type { TaskIn } from "@frontdesk/shared/domain/task";
import { describe, expect, test } from "vitest";
import { DRAFT, TRIAGE } from "../contract/wishes.ts";
import { eventually } from "../eventually.ts";
import { openEvents } from "./open-events.ts";
import { type V1World, v1World } from "./v1-world.ts";

const sort = (it: V1World, id: string) =>
  it.backend.tasks.update(id, (task) => triaged(task as TaskIn<"received">, TRIAGE, { now: new Date(), by: "triage" }));

describe("the stream of tasks", () => {
  test("tells of every task that changes, as lists show it", async () => {
    const it = await v1World();
    const events = await openEvents(it.as("you"));
    const { id } = await it.task("received");
    await events.until(({ tasks }) => tasks.has(id));
    await sort(it, id);
    await events.until(({ tasks }) => tasks.get(id)?.state === "triaged");
    const { body } = await it.as("you").get(`/v1/tasks?q=${id}`);
    expect(events.seen.tasks.get(id)).toEqual(body.tasks[0]);
    expect(events.seen.resets).toBe(0);
    events.close();
  });

  test("whoever comes back with the last id misses nothing, also if they had seen no event yet", async () => {
    const it = await v1World();
    for (const before of [0, 1]) {
      const first = await openEvents(it.as("you"));
      if (before) {
        const { id } = await it.task("received");
        await first.until(({ tasks }) => tasks.has(id));
      } else {
        await first.until(({ ids }) => ids.length > 0);
      }
      first.close();
      const missed = [await it.task("received"), await it.task("skipped")];
      const again = await openEvents(it.as("you"), { lastId: first.lastId() });
      await again.until(({ tasks }) => tasks.size === 2);
      expect([...again.seen.tasks.keys()]).toEqual(missed.map(({ id }) => id));
      expect(again.seen.tasks.get(missed[1]!.id)?.state).toBe("skipped");
      expect(again.seen.resets).toBe(0);
      again.close();
    }
  });

  test("who comes back with an id of another instance, or with none of ours, is told to begin anew", async () => {
    const it = await v1World();
    const first = await openEvents(it.as("you"));
    await first.until(({ ids }) => ids.length > 0);
    first.close();
    for (const lastId of ["0a1b2c3d-AAAA", "nonsense", `${first.lastId()}x`]) {
      const again = await openEvents(it.as("you"), { lastId });
      await again.until(({ resets }) => resets === 1);
      const next = await it.task("received");
      await again.until(({ tasks }) => tasks.has(next.id));
      again.close();
    }
  });

  test("pings, and ends when somebody signs out, and when the server closes", async () => {
    const it = await v1World({ pingEvery: 20 });
    const one = await openEvents(it.as("github:grace"));
    const other = await openEvents(it.as("you"));
    await one.until(({ pings }) => pings > 1);
    it.signOut("github:grace");
    await one.over;
    const began = performance.now();
    it.closing.abort();
    await other.over;
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  test("pings tell nobody whether anything happened: each has an id of its own, to go on from", async () => {
    const it = await v1World({ pingEvery: 10 });
    const events = await openEvents(it.as("github:eve"));
    await events.until(({ pings }) => pings >= 5);
    expect(new Set(events.seen.ids).size).toBe(events.seen.ids.length);
    events.close();
    const missed = await it.task("received");
    it.grant("github:eve", missed.source.repo, "read");
    const again = await openEvents(it.as("github:eve"), { lastId: events.lastId() });
    await again.until(({ tasks }) => tasks.has(missed.id));
    again.close();
  });

  test("one viewer has a hundred of them open at most, and may have others once some are closed", async () => {
    const it = await v1World();
    const streams = await Promise.all(Array.from({ length: 100 }, () => openEvents(it.as("github:grace"))));
    const more = () => it.as("github:grace").fetch("/v1/events");
    expect((await more()).status).toBe(429);
    await openEvents(it.as("github:eve"));
    for (const stream of streams) stream.close();
    await eventually(async () => expect((await more()).status).toBe(200));
  });

  test("a HEAD is answered, and over", async () => {
    const it = await v1World();
    const { status, headers } = await it.as("you").fetch("/v1/events", { method: "HEAD" });
    expect({ status, type: headers.get("content-type") }).toEqual({
      ...{ status: 200, type: "text/event-stream; charset=utf-8" },
    });
  });

  test("one store watch serves all who listen, and nothing stays of those who left", async () => {
    const it = await v1World();
    const streams = await Promise.all(Array.from({ length: 20 }, () => openEvents(it.as("you"))));
    const { id } = await it.task("received");
    for (const stream of streams) await stream.until(({ tasks }) => tasks.has(id));
    for (const stream of streams) stream.close();
    const again = await openEvents(it.as("you"));
    const next = await it.task("received");
    await again.until(({ tasks }) => tasks.has(next.id));
    expect(again.seen.tasks.size).toBe(1);
    again.close();
  });
});

describe("the draft while it is written", () => {
  const write = (it: V1World, id: string, text: string) =>
    it.backend.values.put(LIVE_DRAFTS, id, { value: { text, at: new Date() } });

  test("is shown from where it is, on, and ends when it is done", async () => {
    const it = await v1World();
    const { id } = await it.task("triaged");
    await write(it, id, "Than");
    const live = await openEvents(it.as("you"), { path: `/v1/tasks/${id}/live` });
    await live.until(({ drafts }) => drafts.length === 1);
    await write(it, id, "Thank you");
    await live.until(({ drafts }) => drafts.includes("Thank you"));
    await it.backend.tasks.update(id, (task) =>
      drafted(task as TaskIn<"triaged">, DRAFT, { now: new Date(), by: "respond" }),
    );
    await live.over;
    expect(live.seen).toMatchObject({ ended: true, drafts: ["Than", "Thank you"] });
  });

  test("of a task that has its draft ends at once; of one that waits to be sorted it begins with it", async () => {
    const it = await v1World();
    const done = await it.task("drafted");
    await write(it, done.id, "old");
    const over = await openEvents(it.as("you"), { path: `/v1/tasks/${done.id}/live` });
    await over.over;
    expect(over.seen).toMatchObject({ ended: true, drafts: [] });
    const { id } = await it.task("received");
    const live = await openEvents(it.as("you"), { path: `/v1/tasks/${id}/live` });
    await sort(it, id);
    await eventually(() => write(it, id, "Thank"));
    await live.until(({ drafts }) => drafts.includes("Thank"));
    live.close();
  });
});
