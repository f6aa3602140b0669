import { describe } from "vitest";
import { testCopies } from "./task-store-copies.ts";
import { testCreate } from "./task-store-create.ts";
import { testDue } from "./task-store-due.ts";
import { testHistory } from "./task-store-history.ts";
import { testKeeping } from "./task-store-keeping.ts";
import { testList } from "./task-store-list.ts";
import { testPages } from "./task-store-pages.ts";
import { testRaces } from "./task-store-races.ts";
import { testUpdate } from "./task-store-update.ts";
import { testWatch } from "./task-store-watch.ts";
import { type OpenBackend, openForAll } from "./test-backend.ts";

/** Every sentence of the contract in `ports/task-store.ts` that needs no failure; those that do are in `task-store-faults.ts`. */
export function describeTaskStore(name: string, open: OpenBackend): void {
  describe(`${name}: task store`, () => {
    const backend = openForAll(() => open());
    const tasks = () => backend().tasks;
    describe("create", () => testCreate(tasks));
    describe("update", () => testUpdate(tasks));
    describe("races", () => testRaces(tasks));
    describe("history", () => testHistory(tasks));
    describe("list", () => testList(tasks));
    describe("pages of a list", () => testPages(tasks));
    describe("due", () => testDue(tasks));
    describe("what is kept", () => testKeeping(tasks));
    describe("watch", () => testWatch(tasks));
    describe("tasks given out", () => testCopies(tasks));
  });
}
