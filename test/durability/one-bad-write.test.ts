import { DatabaseSync } from "node:sqlite";
import { openFile } from "@frontdesk/shared/adapters/sqlite/open-file";
import type { Write } from "@frontdesk/shared/adapters/sqlite/statements";
import { startWriter } from "@frontdesk/shared/adapters/sqlite/writer";
import { expect, onTestFinished, test } from "vitest";
import { freshFile } from "./fresh-file.ts";

const RUINED = "the write can't be done: UNIQUE constraint failed";

test("a write that can't be done leaves nothing of itself, and takes nothing of what is written with it", async () => {
  const { write, idsOfMessages } = await openWriter();
  const ends = await Promise.all(
    [
      write([message(1)]),
      write([message(2), message(1)]),
      write([message(3), message(4)]),
      write([message(4)]),
      write([gone(99), message(5)]),
      write([message(6), gone(99)]),
    ].map((end) => end.then(String, String)),
  );
  const ruined = expect.stringContaining(RUINED);
  expect(ends).toEqual(["true", ruined, "true", ruined, "false", "true"]);
  expect(idsOfMessages()).toEqual([1, 3, 4, 6]);
});

test("after it, writing goes on", async () => {
  const { write, idsOfMessages } = await openWriter();
  await expect(write([message(1), message(1)])).rejects.toThrow(RUINED);
  expect(await write([message(1)])).toBe(true);
  expect(idsOfMessages()).toEqual([1]);
});

async function openWriter() {
  const file = freshFile();
  const release = openFile(file);
  const writer = await startWriter(file);
  onTestFinished(async () => {
    await writer.close();
    release();
  });
  const idsOfMessages = () => {
    using database = new DatabaseSync(file, { readOnly: true });
    return database
      .prepare("SELECT id FROM messages ORDER BY id")
      .all()
      .map(({ id }) => id);
  };
  return { write: writer.write, idsOfMessages };
}

function message(id: number): Write[number] {
  return ["addMessage", id, "task.received", "{}"];
}

/** A message that is not there: nothing is changed by deleting it. */
function gone(id: number): Write[number] {
  return ["deleteMessage", id];
}
