import { createHash } from "node:crypto";
import { openSqlite } from "@frontdesk/shared/adapters/sqlite/open-sqlite";
import type { TaskEventType } from "@frontdesk/shared/domain/events";
import type { Backend } from "@frontdesk/shared/ports/backend";
import { silentLog } from "@frontdesk/shared/telemetry/silent-log";
import { expect } from "vitest";
import { eventually } from "../eventually.ts";
import { brokenRows } from "./broken-rows.ts";
import { startChild } from "./child.ts";

const CHILD = new URL("./work-until-killed.ts", import.meta.url);
/** A life is cut off at one of its first so many lines. */
const LONGEST_LIFE = 4_000;

/** What a killed process had been told: the highest version of each task, and the messages that were nobody's yet. */
type Acknowledged = { versions: Map<string, number>; unhandled: Set<string> };

/**
 * One life after the other on the same file, each ended by SIGKILL; after each, all that was acknowledged must be there.
 * Resolves with how much that was.
 */
export async function killAgainAndAgain(file: string, times: number, seed: string) {
  const checked = { tasks: 0, messages: 0 };
  for (let life = 0; life < times; life++) {
    const lines = 1 + (drawn(`${seed} ${life}`) % LONGEST_LIFE);
    const acknowledged = await liveUntilKilled(file, life, lines);
    try {
      await check(file, acknowledged);
    } catch (cause) {
      throw new Error(`life ${life} of "${seed}", killed at line ${lines}: ${(cause as Error).message}`, { cause });
    }
    checked.tasks += acknowledged.versions.size;
    checked.messages += acknowledged.unhandled.size;
  }
  return checked;
}

async function liveUntilKilled(file: string, life: number, lines: number): Promise<Acknowledged> {
  const child = startChild(CHILD, [file, String(life)]);
  let seen = 0;
  child.onLine(() => ++seen === lines && child.send("SIGKILL"));
  expect(await child.ended).toEqual({ code: null, signal: "SIGKILL" });
  expect(child.lines.length).toBeGreaterThanOrEqual(lines);

  const acknowledged: Acknowledged = { versions: new Map(), unhandled: new Set() };
  const handled = new Set<string>();
  for (const [what, one, other] of child.lines.map((line) => line.split(" "))) {
    if (what === "committed") acknowledged.versions.set(one!, Number(other));
    else if (what === "published") acknowledged.unhandled.add(`${one} ${other}`);
    else handled.add(`${one} ${other}`);
  }
  // It may have been handled before its publisher heard that it was published.
  for (const message of handled) acknowledged.unhandled.delete(message);
  return acknowledged;
}

async function check(file: string, { versions, unhandled }: Acknowledged): Promise<void> {
  const backend = await openSqlite({ file, log: silentLog, now: () => new Date() });
  try {
    for (const [id, version] of versions) {
      const task = await backend.tasks.get(id);
      expect(task?.version, id).toBeGreaterThanOrEqual(version);
    }
    expect(brokenRows(file)).toEqual([]);
    await deliverAll(backend, unhandled);
  } finally {
    await backend.close();
  }
}

async function deliverAll({ bus }: Backend, messages: ReadonlySet<string>): Promise<void> {
  const delivered = new Set<string>();
  const take = (type: TaskEventType) =>
    bus.subscribe(type, async (event) => void ("taskId" in event && delivered.add(`${type} ${event.taskId}`)));
  const subscriptions = [take("task.received"), take("task.triaged")];
  await eventually(() => expect([...messages].filter((message) => !delivered.has(message))).toEqual([]));
  await Promise.all(subscriptions.map((subscription) => subscription.close()));
}

function drawn(text: string): number {
  return createHash("sha256").update(text).digest().readUInt32BE();
}
