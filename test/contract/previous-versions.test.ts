import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isRefusal } from "@frontdesk/shared/domain/change";
import { onOutsideChange } from "@frontdesk/shared/domain/outside";
import { taskSchema } from "@frontdesk/shared/domain/task";
import { expect, test } from "vitest";
import { moment } from "./builders.ts";
import { fileNameOf, STOPS } from "./journeys.ts";

const FOLDER = join(import.meta.dirname, "../fixtures/tasks");
const documents = globSync("v*/*.json", { cwd: FOLDER }).toSorted();

test("C22: a document is frozen of a task in every state, by every way to it", () => {
  expect(documents).toEqual(STOPS.map((stop) => `v1/${fileNameOf(stop)}`).toSorted());
});

test.each(documents)("C22: %s is read whole", (file) => {
  const document: unknown = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
  const { error, data } = taskSchema.safeParse(document);
  expect(error?.message, `${file} can't be read`).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data)), `something in ${file} is lost`).toEqual(document);
});

test.each(documents)("C22: the task in %s goes on by the rules", (file) => {
  const task = taskSchema.parse(JSON.parse(readFileSync(join(FOLDER, file), "utf8")));
  const ruling = onOutsideChange(task, { kind: "gone", how: "closed" }, moment());
  const next = isRefusal(ruling) ? task : ruling.task;
  expect(taskSchema.safeParse(next).error).toBeUndefined();
});
